import { expect, test } from 'vitest';
import { ada, cookiesOf, otherServer, type SignedIn, signUpConfirmed, someVisitor } from '../support/accounts.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const phone = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1';

async function signIn({ accounts }: Services, agent = phone) {
  const form = formOf({ email: ada.email, password: ada.password });
  const entered = await accounts.signIn(form, { ...someVisitor(), agent });
  return entered.ok && entered.value.step === 'signed-in' ? entered.value : expect.fail('not signed in');
}

function end({ accounts, formTokens }: Services, { session }: Pick<SignedIn, 'session'>, which: string) {
  return accounts.endSessions(formOf({ stamp: formTokens.issue('sessions', session.id), session: which }), session);
}

test(
  'somebody sees each device, since when and until when, and nothing that could be used there',
  promise('sessions-in-your-hands'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
    const here = await signUpConfirmed(services);
    services.clock.set('2026-11-05T08:30:00Z');
    const there = await signIn(services);

    const listed = await services.accounts.sessionsOf(here.account.id);

    expect(listed).toMatchObject([
      {
        device: 'Safari on iPhone',
        signedInAt: new Date('2026-11-05T08:30:00Z'),
        expiresAt: new Date('2026-12-05T08:30:00Z'),
      },
      {
        device: 'Firefox on Linux',
        signedInAt: new Date('2026-11-01T12:00:00Z'),
        expiresAt: new Date('2026-12-01T12:00:00Z'),
      },
    ]);
    for (const { id } of listed) expect(await services.accounts.sessionOf(`wt_session=${id}`)).toBeNull();
    expect(JSON.stringify(listed)).not.toContain(cookiesOf(there.cookie).split('=')[1]);
  },
);

test('one session is ended, on every server, and the others go on', promise('sessions-in-your-hands'), async () => {
  await using services = await openTestServices();
  const other = otherServer(services);
  const here = await signUpConfirmed(services);
  const [lost, kept] = [await signIn(services), await signIn(services)];

  expect(await end(services, here, lost.session.id)).toEqual({ ok: true, value: null });
  // Two who press at once, or one who presses twice.
  expect(await end(services, here, lost.session.id)).toEqual({ ok: true, value: null });

  expect(await other.sessionOf(cookiesOf(lost.cookie))).toBeNull();
  expect(await other.sessionOf(cookiesOf(kept.cookie))).not.toBeNull();
  expect(await other.sessionOf(here.cookies)).not.toBeNull();
});

test('all others are ended at once', promise('sessions-in-your-hands'), async () => {
  await using services = await openTestServices();
  const other = otherServer(services);
  const here = await signUpConfirmed(services);
  const cookies = [await signIn(services), await signIn(services)].map(({ cookie }) => cookiesOf(cookie));

  expect(await end(services, here, 'others')).toEqual({ ok: true, value: null });

  for (const cookie of cookies) expect(await other.sessionOf(cookie)).toBeNull();
  expect(await other.sessionOf(here.cookies)).toMatchObject({ id: here.session.id });
});

test('nobody ends a session of somebody else’s account', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const mallory = await signUpConfirmed(services, { email: 'mallory@example.com' });

  await end(services, mallory, here.session.id);
  await end(services, mallory, 'others');

  expect(await services.accounts.sessionOf(here.cookies)).not.toBeNull();
});

test('to end sessions the password is needed when the last time is over ten minutes ago', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const here = await signUpConfirmed(services);
  const there = await signIn(services);
  services.clock.set('2026-11-01T12:10:01Z');
  const session = (await services.accounts.sessionOf(here.cookies)) ?? expect.fail();

  expect(await end(services, { session }, 'others')).toEqual({ ok: false, problems: ['password-needed'] });
  expect(await services.accounts.sessionOf(cookiesOf(there.cookie))).not.toBeNull();
});

test('a form of another session ends nothing', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const there = await signIn(services);
  const stamp = services.formTokens.issue('sessions', there.session.id);

  const form = formOf({ stamp, session: 'others' });
  expect(await services.accounts.endSessions(form, here.session)).toEqual({ ok: false, problems: ['form-expired'] });
  expect(await services.accounts.sessionOf(cookiesOf(there.cookie))).not.toBeNull();
});
