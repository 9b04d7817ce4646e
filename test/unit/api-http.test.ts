import { expect, test } from 'vitest';
import { readPath } from '../../server/http/path.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { type Answered, openTestServer } from '../support/server.ts';

const reached: string[] = [];

/** Stands where the API stands, and tells what reached it. */
async function listener(request: Request): Promise<Response> {
  reached.push(`${request.method} ${new URL(request.url).pathname} ${await request.text()}`);
  return Response.json({ cookie: request.headers.get('cookie'), type: request.headers.get('content-type') });
}

const key = { authorization: 'Bearer wtk_0000000000_secret' };
const json = { 'content-type': 'application/json' };

function isProblem({ headers, text, status }: Answered): boolean {
  const problem = JSON.parse(text);
  return (
    headers['content-type'] === 'application/problem+json' &&
    headers['cache-control']?.startsWith('no-store') &&
    problem.status === status &&
    problem.requestId === headers['x-request-id'] &&
    problem.type === `http://localhost:4321/api/#${problem.code}` &&
    problem.title.length > 0 &&
    problem.detail.endsWith('.')
  );
}

test('JSON with a key reaches the API as it was sent, and nowhere else', async () => {
  await using server = await openTestServer({ page: listener });
  const post = (path: string) => server.ask(path, { method: 'POST', headers: { ...json, ...key }, body: '{"a":"ö"}' });
  reached.length = 0;

  expect((await post('/api/v1/consents/')).status).toBe(200);
  expect((await post('/%61pi/v1/consents/')).status).toBe(200);
  const elsewhere = [
    '/api/',
    '/api/v2/consents/',
    '/api/v1',
    '/account/',
    '/updates/',
    '/apiv1/',
    '/x/api/v1/consents/',
  ];
  for (const path of elsewhere) expect((await post(path)).status, path).toBe(403);

  expect(reached).toEqual(Array(2).fill('POST /api/v1/consents/ {"a":"ö"}'));
});

test.each([
  ['no key', { ...json }, 401],
  ['a key of another kind', { ...json, authorization: 'Basic d3RrOg==' }, 401],
  ['a session and no key', { ...json, cookie: 'wt_session=abc', origin: 'http://localhost:4321' }, 401],
  ['no content type', { ...key }, 415],
  ['a form', { ...key, 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['plain text', { ...key, 'content-type': 'text/plain' }, 415],
  ['a type that only begins like JSON', { ...key, 'content-type': 'application/json-seq' }, 415],
  ['JSON in another alphabet', { ...key, 'content-type': 'application/json; charset=utf-16' }, 415],
  ['JSON and something else', { ...key, 'content-type': 'application/json, text/plain' }, 415],
  ['compressed JSON', { ...key, ...json, 'content-encoding': 'gzip' }, 415],
  ['JSON that says which alphabet', { ...key, 'content-type': 'application/json; charset=utf-8' }, 200],
])('a body that comes with %s is answered accordingly', async (_what, headers, status) => {
  await using server = await openTestServer({ page: listener });
  reached.length = 0;

  const answer = await server.ask('/api/v1/consents/', { method: 'POST', headers, body: '{}' });

  expect(answer.status).toBe(status);
  expect(reached).toHaveLength(status === 200 ? 1 : 0);
  if (status !== 200) expect(isProblem(answer), answer.text).toBe(true);
  if (status === 401) expect(answer.headers['www-authenticate']).toBe('Bearer realm="api"');
});

test('a cookie that comes along is not seen by the API, and no answer sets one', async () => {
  await using server = await openTestServer({ page: listener });
  const headers = { ...key, ...json, cookie: 'wt_session=abc' };

  for (const method of ['GET', 'POST']) {
    const answer = await server.ask('/api/v1/documents/', {
      method,
      headers,
      ...(method === 'POST' && { body: '{}' }),
    });
    expect(jsonOf(answer).cookie).toBeNull();
    expect(answer.headers['set-cookie']).toBeUndefined();
  }
});

test('a page of another site may ask nothing: no answer allows it to read, and what would ask first is refused', async () => {
  await using api = await openTestApi();
  const origin = 'https://evil.test';

  const asked = await api.ask('/api/v1/documents/', { headers: { origin } });
  const preflight = await api.ask('/api/v1/documents/', {
    method: 'OPTIONS',
    headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
  });

  expect(preflight.status).toBe(405);
  for (const { headers } of [asked, preflight]) {
    expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    expect(headers['cross-origin-resource-policy']).toBe('same-origin');
  }
});

test('whatever is wrong with a request below /api/ is told to a program', async () => {
  await using api = await openTestApi();
  await using impatient = await openTestApi({ bodyTime: 50 });
  const { authorization } = await keyFor(api.services);
  const keyed = { authorization, ...json };
  const slowlyKeyed = { ...(await keyFor(impatient.services)), ...json };
  const answered = Promise.withResolvers<void>();
  const slow = async function* () {
    yield Buffer.from('{');
    await answered.promise;
  };

  const answers = await Promise.all([
    api.ask('/api/v1/documents/?a=%zz'),
    api.ask('/api/v1/documents/?day=2026-11-23'),
    api.ask('/api/v1/documents'),
    api.ask('/api/v1/nothing/'),
    api.ask('/api/v1/%zz/'),
    api.ask(`/api/v1/${'a'.repeat(5000)}/`),
    api.ask('/api/v1/documents/', { method: 'DELETE' }),
    api.ask('/api/v1/documents/', { method: 'POST', headers: keyed, body: '{}' }),
    api.ask('/api/v1/nothing/', { method: 'POST', headers: keyed, body: '{}' }),
    impatient.ask('/api/v1/nothing/', { method: 'POST', headers: slowlyKeyed, body: slow() }).finally(answered.resolve),
    api.ask('/api/v1/nothing/', { method: 'POST', headers: keyed, body: new Uint8Array([0x22, 0xff, 0x22]) }),
    api.ask('/api/v1/nothing/', { method: 'POST', headers: keyed, body: ' '.repeat(64 * 1024 + 1) }),
    api.ask('/api/v1/documents/', { headers: { host: 'evil.test' } }),
    api.ask('/api/v1/documents/', { headers: { expect: 'tea' } }),
  ]);

  expect(answers.map(({ status }) => status)).toEqual([
    ...[400, 400, 404, 404, 400, 414, 405, 405, 404, 408, 400, 413, 421, 417],
  ]);
  for (const answer of answers) expect(isProblem(answer), answer.text).toBe(true);
  expect(answers.map(({ headers }) => headers.allow).filter(Boolean)).toEqual(['GET, HEAD', 'GET, HEAD']);
});

test('64 kilobytes are not yet too much', async () => {
  await using server = await openTestServer({ page: listener });
  const body = `"${'a'.repeat(64 * 1024 - 2)}"`;

  expect((await server.ask('/api/v1/x/', { method: 'POST', headers: { ...key, ...json }, body })).status).toBe(200);
});

test('while the database is away a program is told to wait, and takes no answer for a no', async () => {
  await using api = await openTestApi();
  const headers = await keyFor(api.services);
  const busy = Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
  await using away = await openTestServer({
    page: () => {
      throw busy;
    },
  });

  const answer = await away.ask('/api/v1/consents/', { method: 'POST', headers: { ...headers, ...json }, body: '{}' });

  expect(answer.status).toBe(503);
  expect(answer.headers['retry-after']).toBe('60');
  expect(jsonOf(answer)).toMatchObject({ code: 'busy', detail: expect.stringContaining('Nothing was stored.') });
  expect(isProblem(answer)).toBe(true);
});

test('no spelling of another address counts as the API', () => {
  const spellings = ['/api%2fv1/x/', '/api/%76%31/../account/', '/api/v1/../../account/', '//api/v1/x/', '/api/v1//x/'];
  for (const spelling of spellings) expect(readPath(spelling).ok, spelling).toBe(false);
});
