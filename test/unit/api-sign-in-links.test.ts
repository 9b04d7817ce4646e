import { expect, test } from 'vitest';
import { codeAt, signUpConfirmed, visitor, withSecondFactor } from '../support/accounts.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { mailsTo } from '../support/notices.ts';
import { formOf } from '../support/services.ts';

const person = { id: 'user_1', email: 'ada@example.com', name: 'Ada Lovelace' };

async function open(now = '2026-11-23T12:00:00Z') {
  const api = await openTestApi({ now });
  const key = await keyFor(api.services, ['sign-in-links:write']);
  const create = (body: object = { person }) => api.send('/api/v1/sign-in-links/', body, key);
  const { lookAtSignInLink, takeSignInLink } = api.services.accounts;
  return { ...api, create, look: lookAtSignInLink, take: takeSignInLink };
}

function tokenOf(url: string): string {
  return /^http:\/\/localhost:4321\/account\/sign-in\/app\/([\w-]{43})\/$/.exec(url)?.[1] ?? '';
}

test('a link signs its person in, once, and without a password what is sensitive stays shut', async () => {
  await using api = await open();
  const { account } = await signUpConfirmed(api.services);

  const created = await api.create({ person, next: '/account/consents/' });
  const token = tokenOf(jsonOf(created).url);
  const looked = await api.look(token);
  const taken = await api.take(token, visitor);

  expect([created.status, jsonOf(created).expiresAt]).toEqual([201, '2026-11-23T12:01:00.000Z']);
  expect(looked).toMatchObject({ ok: true, value: { account: { email: person.email } } });
  expect(taken).toMatchObject({
    ok: true,
    value: {
      entered: { step: 'signed-in', session: { accountId: account.id, isFresh: false } },
      next: '/account/consents/',
    },
  });
  expect(await api.take(token, visitor)).toEqual({ ok: false, problems: ['link-used'] });
});

test('looking at a link, however often, uses nothing up', async () => {
  await using api = await open();
  const token = tokenOf(jsonOf(await api.create()).url);

  for (let looks = 0; looks < 20; looks += 1) expect((await api.look(token)).ok).toBe(true);

  expect((await api.take(token, visitor)).ok).toBe(true);
});

test('a link is good for one minute', async () => {
  await using api = await open('2026-11-23T12:00:00Z');
  const [early, late] = [tokenOf(jsonOf(await api.create()).url), tokenOf(jsonOf(await api.create()).url)];

  api.services.clock.set('2026-11-23T12:00:59Z');
  expect((await api.take(early, visitor)).ok).toBe(true);
  api.services.clock.set('2026-11-23T12:01:00Z');
  expect(await api.take(late, visitor)).toEqual({ ok: false, problems: ['link-expired'] });
  expect(await api.look(late)).toEqual({ ok: false, problems: ['link-expired'] });
});

test('fifty who press at once with one link open one session', async () => {
  await using api = await open();
  const token = tokenOf(jsonOf(await api.create()).url);

  const taken = await Promise.all(Array.from({ length: 50 }, () => api.take(token, visitor)));

  expect(taken.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await api.services.db.selectFrom('session').select('id').execute()).toHaveLength(1);
});

test('who has no account gets one without a password, is told by mail, and can set one by mail', async () => {
  await using api = await open();

  const first = await api.create();
  const again = await api.create();
  const known = await api.services.accounts.byAddress(person.email);

  expect([first.status, again.status]).toEqual([201, 201]);
  expect(known).toMatchObject({ name: 'Ada Lovelace', email: 'ada@example.com' });
  const mails = await mailsTo(api.services, person.email);
  expect(mails.map(({ template }) => template)).toEqual(['account-opened-by-app']);
  expect(mails[0]?.text).toContain('http://localhost:4321/account/reset/');
  for (const password of ['', '!:', '!', 'password', 'nine walnuts under the stove']) {
    const signedIn = await api.services.accounts.signIn(formOf({ email: person.email, password }), visitor);
    expect(signedIn.ok, password).toBe(false);
  }
});

test('the owner of an account that was there before is told once that the app now opens it', async () => {
  await using api = await open();
  await signUpConfirmed(api.services);

  await api.create();
  await api.create();

  const mails = await mailsTo(api.services, person.email);
  expect(mails.map(({ template }) => template)).toEqual(['account-confirm', 'account-tied-to-app']);
});

test('a second factor is not passed by', async () => {
  await using api = await open();
  const { account } = await signUpConfirmed(api.services);
  const confirmed_at = api.services.clock.now().toISOString();
  await api.services.db
    .insertInto('second_factor')
    .values({ account_id: account.id, secret_sealed: 'sealed', confirmed_at, last_step: 0 })
    .execute();
  const before = await api.services.db.selectFrom('session').select('id').execute();

  const taken = await api.take(tokenOf(jsonOf(await api.create()).url), visitor);

  expect(taken).toMatchObject({ ok: true, value: { entered: { step: 'second-factor' } } });
  expect(await api.services.db.selectFrom('session').select('id').execute()).toEqual(before);
});

test('who came past the second factor without a password is asked for it before a sensitive act', async () => {
  await using api = await open();
  const signedUp = await signUpConfirmed(api.services);
  const { secret } = await withSecondFactor(api.services, signedUp);
  const taken = await api.take(tokenOf(jsonOf(await api.create()).url), visitor);
  if (!taken.ok || taken.value.entered.step !== 'second-factor') throw new Error('The code was not asked for');
  api.services.clock.set('2026-11-23T12:00:30Z');

  const code = codeAt(secret, api.services.clock.now());
  const entered = await api.services.accounts.enterCode(taken.value.entered.token, formOf({ code }), visitor);

  expect(entered).toMatchObject({ ok: true, value: { session: { isFresh: false } } });
});

test('after a new password no link that was made before signs anybody in', async () => {
  await using api = await open();
  const { account } = await signUpConfirmed(api.services);
  const token = tokenOf(jsonOf(await api.create()).url);
  await api.services.accounts.askReset(
    formOf({ stamp: api.services.formTokens.issue('reset'), website: '', email: person.email }),
    visitor,
  );
  const mail = (await mailsTo(api.services, person.email)).find(({ template }) => template === 'account-reset');
  const reset = /\/account\/reset\/([^/\s]+)\//.exec(mail?.text ?? '')?.[1] ?? '';
  const done = await api.services.accounts.reset(reset, formOf({ password: 'four gulls over the weir' }), visitor);

  expect(done.ok).toBe(true);
  expect((await api.take(token, visitor)).ok).toBe(false);
  expect(account.email).toBe(person.email);
});

test('a link leads to a page of the account and nowhere else', async () => {
  await using api = await open();
  const elsewhere = [
    'https://evil.test/',
    '//evil.test/',
    '/account/../../evil/',
    '/account/?next=//evil.test/',
    '/desk/',
    '',
  ];

  for (const next of elsewhere) expect((await api.create({ person, next })).status, next).toBe(422);
});

test('a person gets thirty links an hour, and the app is told when to ask again', async () => {
  await using api = await open('2026-11-23T12:15:00Z');
  for (let made = 0; made < 30; made += 1) expect((await api.create()).status).toBe(201);

  const refused = await api.create();
  const other = await api.create({ person: { id: 'user_2', email: 'bob@example.com', name: 'Bob' } });

  expect([refused.status, refused.headers['retry-after'], other.status]).toEqual([429, String(45 * 60), 201]);
});

test('nothing of the app’s name for a person can be read from the database', async () => {
  await using api = await open();
  await api.create({ person: { ...person, id: 'ada@example.com' } });

  const stored = JSON.stringify(await api.services.db.selectFrom('linked_identity').selectAll().execute());

  expect(stored).not.toContain('ada@example.com');
  expect(stored).not.toContain(Buffer.from('ada@example.com').toString('hex'));
});
