import { expect, test } from 'vitest';
import * as sessions from '../../server/accounts/sessions/sessions.ts';
import { ada, signUpConfirmed, visitor } from '../support/accounts.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

async function signIn({ accounts }: Services, person = ada) {
  const entered = await accounts.signIn(formOf({ email: person.email, password: person.password }), visitor);
  return entered.ok && entered.value.step === 'signed-in' ? entered.value : expect.fail('not signed in');
}

test(
  'signing in sets one cookie, wt_session, for this host alone, out of reach of scripts, for 30 days',
  promise('session-cookie-of-accounts'),
  async () => {
    await using services = await openTestServices();
    await signUpConfirmed(services);

    const { cookie } = await signIn(services);

    expect(cookie).toMatch(/^wt_session=[\w-]{43}; HttpOnly; Max-Age=2592000; Path=\/; SameSite=Lax$/);
  },
);

test('on https the cookie is for https alone', promise('session-cookie-of-accounts'), async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  const config = { ...services.config, origin: 'https://legal.example.com' };
  const ctx = { ...services.ctx, config };

  const { cookie } = await sessions.open(ctx, account.id, visitor, { hasPassword: true });

  expect(cookie).toMatch(/; SameSite=Lax; Secure$/);
  expect(sessions.endedCookie(ctx)).toBe('wt_session=; HttpOnly; Max-Age=0; Path=/; SameSite=Lax; Secure');
});

test(
  'a session ends 30 days after signing in, however often it is used',
  promise('session-cookie-of-accounts', 'retention-of-accounts'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
    const { cookies } = await signUpConfirmed(services);

    for (const day of [10, 20, 28, 30]) {
      services.clock.set(`2026-11-${day}T12:00:00Z`);
      expect(await services.accounts.sessionOf(cookies), `day ${day}`).not.toBeNull();
    }
    services.clock.set('2026-12-01T11:59:59Z');
    expect(await services.accounts.sessionOf(cookies)).not.toBeNull();
    services.clock.set('2026-12-01T12:00:00Z');
    expect(await services.accounts.sessionOf(cookies)).toBeNull();
    await services.runJobs();
    expect(await services.db.selectFrom('session').selectAll().execute()).toEqual([]);
  },
);

test('what the database holds of a session opens none', promise('session-cookie-of-accounts'), async () => {
  await using services = await openTestServices();
  const { cookies } = await signUpConfirmed(services);
  const [row] = await services.db.selectFrom('session').selectAll().execute();

  expect(await services.accounts.sessionOf(cookies)).toMatchObject({ id: row?.id });
  for (const value of Object.values(row ?? {})) {
    expect(await services.accounts.sessionOf(`wt_session=${value}`)).toBeNull();
  }
  expect(JSON.stringify(row)).not.toContain(cookies.split('=')[1]);
  expect(JSON.stringify(row)).not.toContain('Firefox');
});

test('an unknown, malformed or foreign cookie is nobody, and no error', async () => {
  await using services = await openTestServices();
  const { cookies } = await signUpConfirmed(services);
  const of = services.accounts.sessionOf;

  for (const other of [
    '',
    'wt_session=',
    'wt_session=%',
    `wt_session=${'x'.repeat(43)}`,
    `xwt_session=${cookies}`,
    '=;;;',
  ])
    expect(await of(other)).toBeNull();
  expect(await of(null)).toBeNull();
  // Another site of ours may set a cookie of that name for all of them.
  expect(await of(`wt_session=${'x'.repeat(43)}; other=1; ${cookies}`)).not.toBeNull();
});

test('of two good cookies nobody can tell which was meant, so neither counts', async () => {
  await using services = await openTestServices();
  const mine = await signUpConfirmed(services);
  const theirs = await signUpConfirmed(services, { email: 'mallory@example.com' });

  expect(await services.accounts.sessionOf(`${theirs.cookies}; ${mine.cookies}`)).toBeNull();
  expect(await services.accounts.sessionOf(mine.cookies)).toMatchObject({ accountId: mine.account.id });
});

test('of more than four cookies none counts, so that nobody can hide the right one behind others', async () => {
  await using services = await openTestServices();
  const mine = await signUpConfirmed(services);
  const theirs = await signUpConfirmed(services, { email: 'mallory@example.com' });
  const unknown = ['a', 'b', 'c', 'd'].map((sign) => `wt_session=${sign.repeat(43)}`);
  const of = (...cookies: string[]) => services.accounts.sessionOf(cookies.join('; '));

  expect(await of(...unknown.slice(1), mine.cookies)).toMatchObject({ accountId: mine.account.id });
  expect(await of(...unknown, mine.cookies)).toBeNull();
  expect(await of(theirs.cookies, ...unknown.slice(1), mine.cookies)).toBeNull();
  // What is no token of ours hides nothing.
  expect(await of('wt_session=a', ...unknown.slice(1), 'wt_session=', mine.cookies)).not.toBeNull();
});

test('each device is known by its kind alone, and can be ended without the others', async () => {
  await using services = await openTestServices();
  const { account, session } = await signUpConfirmed(services);
  const { ctx } = services;
  const agent = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';
  const phone = await sessions.open(ctx, account.id, { ...visitor, agent }, { hasPassword: false });

  expect((await sessions.list(ctx, account.id)).map(({ device }) => device).sort()).toEqual([
    'Firefox on Linux',
    'Safari on iPhone',
  ]);
  expect(phone.session.isFresh).toBe(false);

  await sessions.end(ctx, phone.session.id);
  expect((await sessions.list(ctx, account.id)).map(({ id }) => id)).toEqual([session.id]);
});

test('a session is fresh for ten minutes after the password, and again when it is given again', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const { cookies, password } = await signUpConfirmed(services);
  const before = await services.accounts.sessionOf(cookies);
  expect(before?.isFresh).toBe(true);

  services.clock.set('2026-11-01T12:10:01Z');
  const stale = (await services.accounts.sessionOf(cookies)) ?? expect.fail();
  expect(stale.isFresh).toBe(false);

  const form = (typed: string) =>
    formOf({ stamp: services.formTokens.issue('confirm-password', stale.id), password: typed });
  expect(await services.accounts.confirmPassword(form('a wrong one'), visitor, stale)).toEqual({
    ok: false,
    problems: ['password-wrong'],
  });
  const renewed = await services.accounts.confirmPassword(form(password), visitor, stale);
  const { session, cookie } = renewed.ok ? renewed.value : expect.fail();

  expect(session).toMatchObject({ isFresh: true, expiresAt: stale.expiresAt, signedInAt: stale.signedInAt });
  // The cookie ends with the session, which began ten minutes and a second ago.
  expect(cookie).toContain('Max-Age=2591399');
  expect(await services.accounts.sessionOf(cookies)).toBeNull();
});
