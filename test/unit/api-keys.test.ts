import { expect, test } from 'vitest';
import { keyFor, run } from '../support/api.ts';
import { openTestServices } from '../support/services.ts';

const made = ['api-keys', 'create', '--name', 'Web app', '--scope', 'consents:read', '--scope', 'agreements:read'];

test('a key is shown once, and no part of its secret is stored', async () => {
  await using services = await openTestServices();

  const created = await run(services, ...made);
  const key = /^(wtk_[a-z0-9]{10})_([\w-]{43})$/m.exec(created.printed);
  const listed = await run(services, 'api-keys', 'list');
  const stored = JSON.stringify(await services.db.selectFrom('api_key').selectAll().execute());

  expect(created).toMatchObject({ code: 0, complained: '' });
  expect(created.printed).toContain('shown this once');
  expect(listed.printed).toContain(`${key?.[1]}\tWeb app\tconsents:read agreements:read\t`);
  expect(listed.printed).not.toContain(key?.[2]);
  expect(stored).toContain(key?.[1]);
  expect(stored).not.toContain(key?.[2]);
});

test('a key opens what it was made for, until it is revoked or its time is over', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const { authorization } = await keyFor(services, ['consents:read']);
  const read = () => services.api.keys.authenticate(authorization);

  expect(await read()).toMatchObject({ ok: true, value: { name: 'Web app', scopes: ['consents:read'] } });
  services.clock.set('2027-11-23T11:59:59Z');
  expect((await read()).ok).toBe(true);
  services.clock.set('2027-11-23T12:00:00Z');
  expect(await read()).toEqual({ ok: false, problems: ['key-expired'] });

  services.clock.set('2026-11-24T12:00:00Z');
  const prefix = authorization.slice('Bearer '.length).split('_').slice(0, 2).join('_');
  expect(await run(services, 'api-keys', 'revoke', prefix)).toMatchObject({ code: 0 });
  expect(await read()).toEqual({ ok: false, problems: ['key-revoked'] });
});

test('whoever lacks the secret does not learn whether there is such a key', async () => {
  await using services = await openTestServices();
  const { authorization } = await keyFor(services);
  const prefix = authorization.slice('Bearer '.length).split('_').slice(0, 2).join('_');
  await services.api.keys.revoke(prefix);
  const stored = await services.db.selectFrom('api_key').selectAll().executeTakeFirstOrThrow();

  const attempts = [
    `Bearer ${prefix}_${'A'.repeat(43)}`,
    `Bearer wtk_0000000000_${'A'.repeat(43)}`,
    `Bearer ${prefix}_${stored.secret_digest.slice(0, 43)}`,
    `Bearer ${stored.secret_digest}`,
    `Bearer ${prefix}`,
    authorization.replace('Bearer', 'Basic'),
    `${authorization}, ${authorization}`,
    `${authorization} `,
    '',
  ];

  for (const attempt of attempts) {
    expect(await services.api.keys.authenticate(attempt), attempt).toEqual({ ok: false, problems: ['key-unknown'] });
  }
  expect(await services.api.keys.authenticate(null)).toEqual({ ok: false, problems: ['key-missing'] });
});

test('the operator sees the day on which a key was last used, and no more', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:34:56Z' });
  const { authorization } = await keyFor(services);
  expect((await run(services, 'api-keys', 'list')).printed).toContain('never used');

  await services.api.keys.authenticate(authorization);

  expect((await run(services, 'api-keys', 'list')).printed).toMatch(/last used on 2026-11-23$/);
});

test('a key that is to be revoked may be named by the whole of it', async () => {
  await using services = await openTestServices();
  const { authorization } = await keyFor(services);

  const revoked = await run(services, 'api-keys', 'revoke', authorization.slice('Bearer '.length));

  expect(revoked).toMatchObject({ code: 0, complained: '' });
  expect(revoked.printed).not.toContain(authorization.slice(-43));
  expect((await run(services, 'api-keys', 'list')).printed).toContain('REVOKED 2026-11-23');
  expect(await run(services, 'api-keys', 'revoke', 'wtk_0000000000')).toMatchObject({ code: 1, printed: '' });
});

test('what is wrong with the wishes for a key is said at once, and no key is made', async () => {
  await using services = await openTestServices();

  const refused = await run(services, 'api-keys', 'create', '--scope', 'everything', '--days', '0');

  expect(refused).toMatchObject({ code: 1, printed: '' });
  expect(refused.complained.split('\n')).toEqual([
    expect.stringContaining('--name "Web app"'),
    expect.stringContaining('There is no scope "everything".'),
    expect.stringContaining('1 to 730 days'),
  ]);
  expect((await run(services, 'api-keys', 'list')).printed).toContain('There are no keys yet.');
});
