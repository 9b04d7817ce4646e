import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Session } from '../../server/accounts/sessions/sessions.ts';
import {
  ada,
  codeAt,
  cookiesOf,
  linkToken,
  otherServer,
  type SignedIn,
  signUpConfirmed,
  someVisitor,
  withSecondFactor,
} from '../support/accounts.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

/** What ends sessions, done by somebody who is signed in here; gives the cookie with which that browser goes on. */
const events: Readonly<Record<string, (services: Services, here: SignedIn) => Promise<string | null>>> = {
  async 'signing out'({ accounts, formTokens }, { session }) {
    const done = await accounts.signOut(formOf({ stamp: formTokens.issue('sign-out', session.id) }), session);
    expect(done.ok).toBe(true);
    return null;
  },
  async 'giving the password again'({ accounts, formTokens }, { session, password }) {
    const form = formOf({ stamp: formTokens.issue('confirm-password', session.id), password });
    return cookieOf(await accounts.confirmPassword(form, someVisitor(), session));
  },
  async 'a new password'({ accounts, formTokens }, { session, password }) {
    const values = {
      stamp: formTokens.issue('password', session.id),
      current: password,
      password: 'eleven pears in a jar',
    };
    return cookieOf(await accounts.changePassword(formOf(values), someVisitor(), session));
  },
  async 'a new password by mail'({ accounts, formTokens, ...services }) {
    await accounts.askReset(formOf({ stamp: formTokens.issue('reset'), website: '', email: ada.email }), someVisitor());
    const token = linkToken(lastOf(await mailsTo({ ...services, accounts, formTokens }, ada.email)), 'reset');
    const done = await accounts.reset(token, formOf({ password: 'eleven pears in a jar' }), someVisitor());
    return done.ok && done.value.step === 'signed-in' ? cookiesOf(done.value.cookie) : expect.fail();
  },
  async 'another address'(services, { session }) {
    const { accounts, formTokens, personalData } = services;
    const email = 'king@example.com';
    await accounts.askAddress(
      formOf({ stamp: formTokens.issue('address', session.id), email }),
      someVisitor(),
      session,
    );
    const token = linkToken(lastOf(await mailsTo(services, email)), 'address/confirm');
    const form = formOf({ stamp: formTokens.issue('confirm-address', session.id) });
    return cookieOf(await personalData.confirmAddress(token, form, someVisitor(), session));
  },
  async 'a second factor'(services, here) {
    return cookiesOf((await withSecondFactor(services, here)).cookie);
  },
};

/** Which of them end the sessions of other devices too. */
const endsOthers = ['a new password', 'a new password by mail', 'another address', 'a second factor'];

test.each(Object.keys(events))('after %s the cookie from before is worth nothing, on no server', async (name) => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const there = await signIn(services);
  const servers = [services.accounts, otherServer(services)];
  for (const accounts of servers) expect(await accounts.sessionOf(here.cookies)).not.toBeNull();

  const goesOn = await events[name]?.(services, here);

  for (const accounts of servers) {
    expect(await accounts.sessionOf(here.cookies)).toBeNull();
    expect((await accounts.sessionOf(there)) === null).toBe(endsOthers.includes(name));
    if (goesOn) expect(await accounts.sessionOf(goesOn)).toMatchObject({ accountId: here.account.id });
  }
  // Nor does it come back with time, or when it is sent beside a good one.
  services.clock.set('2026-11-24T12:00:00Z');
  await services.runJobs();
  expect(await services.accounts.sessionOf(here.cookies)).toBeNull();
  if (goesOn) expect(await services.accounts.sessionOf(`${here.cookies}; ${goesOn}`)).not.toBeNull();
});

test('a cookie that somebody planted before signing in is not the one of the session', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const planted = `wt_session=${'a'.repeat(43)}`;
  expect(await services.accounts.sessionOf(planted)).toBeNull();

  const form = formOf({ email: ada.email, password: ada.password });
  const entered = await services.accounts.signIn(form, { ...someVisitor(), session: here.session });

  const cookie = entered.ok && entered.value.step === 'signed-in' ? cookiesOf(entered.value.cookie) : expect.fail();
  expect([planted, here.cookies]).not.toContain(cookie);
  expect(await services.accounts.sessionOf(planted)).toBeNull();
  // The session that the browser had, perhaps somebody else’s, has ended.
  expect(await services.accounts.sessionOf(here.cookies)).toBeNull();
});

test('whatever is done in whatever order, only cookies that were given last are good', async () => {
  const step = fc.constantFrom('sign-in', 'end-others', 'password', 'renew', 'factor');
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (steps) => {
      await using services = await openTestServices();
      const here = await signUpConfirmed(services);
      const other = otherServer(services);
      let mine = { cookie: here.cookies, session: here.session };
      let [password, secret, count] = [here.password, '', 0];
      let good: string[] = [];
      const ended: string[] = [];

      for (const next of steps) {
        services.clock.set(new Date(services.clock.now().getTime() + 30_000).toISOString());
        mine.session = (await other.sessionOf(mine.cookie)) ?? expect.fail('my own session ended');
        const { accounts, formTokens, clock } = services;
        const { session } = mine;
        const code = () => (secret ? codeAt(secret, clock.now()) : '');
        if (next === 'sign-in') {
          const entered = await accounts.signIn(formOf({ email: ada.email, password }), someVisitor());
          if (!entered.ok) expect.fail(entered.problems.join());
          else if (entered.value.step === 'signed-in') good.push(cookiesOf(entered.value.cookie));
          else good.push(cookieOf(await other.enterCode(entered.value.token, formOf({ code: code() }), someVisitor())));
        } else if (next === 'end-others') {
          const form = formOf({ stamp: formTokens.issue('sessions', session.id), session: 'others' });
          expect((await accounts.endSessions(form, session)).ok).toBe(true);
          ended.push(...good);
          good = [];
        } else if (next === 'renew') {
          const form = formOf({ stamp: formTokens.issue('confirm-password', session.id), password, code: code() });
          change(await accounts.confirmPassword(form, someVisitor(), session));
        } else if (next === 'password') {
          count += 1;
          const [current, fresh] = [password, `eleven pears in jar ${count}`];
          const form = formOf({ stamp: formTokens.issue('password', session.id), current, password: fresh });
          change(await other.changePassword(form, someVisitor(), session));
          password = fresh;
          ended.push(...good);
          good = [];
        } else if (!secret) {
          const offered = accounts.offerFactor(here.account, session);
          secret = offered.secret;
          const form = formOf({ stamp: offered.stamp, secret, code: code() });
          change(await accounts.turnOnFactor(form, someVisitor(), session));
          ended.push(...good);
          good = [];
        }
        for (const accounts of [services.accounts, other]) {
          for (const cookie of [mine.cookie, ...good]) expect(await accounts.sessionOf(cookie), next).not.toBeNull();
          for (const cookie of ended) expect(await accounts.sessionOf(cookie), next).toBeNull();
        }
      }

      function change(result: Parameters<typeof cookieOf>[0] & { value?: { session: Session } }) {
        ended.push(mine.cookie);
        mine = { cookie: cookieOf(result), session: result.value?.session ?? expect.fail() };
      }
    }),
    { numRuns: 12 },
  );
});

async function signIn({ accounts }: Services): Promise<string> {
  const entered = await accounts.signIn(formOf({ email: ada.email, password: ada.password }), someVisitor());
  return entered.ok && entered.value.step === 'signed-in' ? cookiesOf(entered.value.cookie) : expect.fail();
}

function cookieOf(
  result: { ok: true; value: { cookie: string } } | { ok: false; problems: readonly string[] },
): string {
  return result.ok ? cookiesOf(result.value.cookie) : expect.fail(result.problems.join());
}
