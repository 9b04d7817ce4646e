import { afterEach, expect, test, vi } from 'vitest';
import { remaining } from '../../server/rate-limits/rate-limits.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { spyOnWork } from '../support/work.ts';

afterEach(() => vi.restoreAllMocks());

const nothing = { queries: 0, passwords: 0, limits: 0 };
const badJson = '{"a":1,"a":2}';
const twice = { 'idempotency-key': 'act-1' };

test('every operation asks for length, then key, then limits, and only then for what it was sent', async () => {
  await using server = await openTestApi();
  const { services, ask } = server;
  const { authorization } = await keyFor(services);
  const poor = await keyFor(services, []);
  const withKey = services.api.operations.filter(({ scope }) => scope);
  expect(withKey.length).toBeGreaterThan(5);
  const [first] = withKey;
  const send = ({ method, path }: (typeof withKey)[number], headers: Record<string, string>, body: string) =>
    ask(path, {
      method,
      headers: { 'content-type': 'application/json', ...twice, ...headers },
      ...(method === 'POST' && { body }),
    });
  // Each key is marked as used once a day, and the salt of the day is read once.
  for (const key of [authorization, poor.authorization]) if (first) await send(first, { authorization: key }, badJson);
  const work = spyOnWork(services);
  const unknown = authorization.replace(/.{43}$/, 'A'.repeat(43));

  const tries: [string, Record<string, string>, string, number, typeof nothing][] = [
    ['a body that is too long', { authorization }, 'x'.repeat(2 * 1024 * 1024 + 1), 413, nothing],
    ['no key', {}, badJson, 401, nothing],
    ['a key that is none', { authorization: `Bearer ${'wtk_'.repeat(2000)}` }, badJson, 401, nothing],
    ['a key that nobody has', { authorization: unknown }, badJson, 401, { ...nothing, queries: 1 }],
    ['a key for nothing', poor, badJson, 403, { ...nothing, queries: 1 }],
    ['a right key', { authorization }, badJson, 400, { queries: 2, passwords: 0, limits: 1 }],
  ];
  for (const operation of withKey) {
    for (const [name, headers, body, status, done] of tries) {
      if (operation.method === 'GET' && status !== 401) continue;
      work.clear();
      const answer = await send(operation, headers, body);
      expect([operation.id, name, answer.status, work.done()]).toEqual([operation.id, name, status, done]);
    }
  }

  const prefix = /wtk_[a-z0-9]+/.exec(authorization)?.[0] ?? '';
  for (let count = 0; count <= 600; count += 1)
    await remaining(services.ctx, { name: 'api', most: 600, window: 60_000 }, prefix);
  for (const operation of withKey) {
    work.clear();
    const answer = await send(operation, { authorization }, badJson);
    expect([operation.id, answer.status, jsonOf(answer).code]).toEqual([operation.id, 429, 'too-many-requests']);
    expect([operation.id, work.done()]).toEqual([operation.id, { queries: 2, passwords: 0, limits: 1 }]);
  }
});

test('what anybody may ask of the API without a key costs no query', async () => {
  await using server = await openTestApi();
  const { services, ask } = server;
  const work = spyOnWork(services);
  const open = services.api.operations.filter(({ scope }) => scope === null);
  expect(open.map(({ method }) => method)).toEqual(open.map(() => 'GET'));
  for (const { id, path } of open) {
    const answer = await ask(path, { headers: { authorization: 'Bearer wtk_0000000000' } });
    expect([id, answer.status, work.done()]).toEqual([id, 200, nothing]);
  }
});
