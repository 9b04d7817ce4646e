import { type TOTP, URI } from 'otpauth';
import { expect, test } from 'vitest';
import { uriOf } from '../../server/accounts/second-factor/totp.ts';
import type { Visitor } from '../../server/accounts/sessions/sessions.ts';
import {
  ada,
  codeAt,
  cookiesOf,
  linkToken,
  otherServer,
  type SignedIn,
  signUpConfirmed,
  someVisitor,
  visitor,
  withSecondFactor,
} from '../support/accounts.ts';
import { lastOf, mailsIn, mailsTo } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

/** The time of the tests, and a later one for the next code. */
const now = '2026-11-23T12:00:00Z';
const next = (services: Services) => {
  services.clock.set(new Date(services.clock.now().getTime() + 30_000).toISOString());
  return services.clock.now();
};

/** To sign in. */
const typed = { email: ada.email, password: ada.password };

/** The step that a right password leads to. */
async function passwordGiven({ accounts }: Services, password = ada.password): Promise<string> {
  const entered = await accounts.signIn(formOf({ email: ada.email, password }), someVisitor());
  return entered.ok && entered.value.step === 'second-factor' ? entered.value.token : expect.fail('no code was asked');
}

function enterCode({ accounts }: Services, token: string, code: string) {
  return accounts.enterCode(token, formOf({ code }), visitor);
}

const problemsOf = (result: { ok: boolean; problems?: readonly string[] }) => (result.ok ? [] : result.problems);

test(
  'with a second factor the password opens no session, and the code of the app does',
  promise('second-factor'),
  async () => {
    await using services = await openTestServices({ now });
    const here = await signUpConfirmed(services);
    const { secret, session } = await withSecondFactor(services, here);

    const token = await passwordGiven(services);
    expect((await services.accounts.sessionsOf(here.account.id)).map(({ id }) => id)).toEqual([session.id]);
    expect(await services.accounts.sessionOf(`wt_session=${token}`)).toBeNull();

    const entered = await enterCode(services, token, codeAt(secret, next(services)));
    const { cookie } = entered.ok ? entered.value : expect.fail(entered.problems.join());
    expect(await services.accounts.sessionOf(cookiesOf(cookie))).toMatchObject({ accountId: here.account.id });
  },
);

test('a code is good for its half minute and the ones beside it, and for no other', async () => {
  await using services = await openTestServices({ now });
  const { secret } = await withSecondFactor(services, await signUpConfirmed(services));
  services.clock.set('2026-11-23T13:00:10Z');
  const at = (time: string) => codeAt(secret, new Date(`2026-11-23T${time}Z`));

  const token = await passwordGiven(services);
  for (const wrong of [at('12:59:00'), at('13:01:10')]) {
    expect(problemsOf(await enterCode(services, token, wrong))).toEqual(['code-wrong']);
  }
  expect((await enterCode(services, token, at('12:59:40'))).ok).toBe(true);
  expect((await enterCode(services, await passwordGiven(services), at('13:00:10'))).ok).toBe(true);
  expect((await enterCode(services, await passwordGiven(services), at('13:00:40'))).ok).toBe(true);
});

test('no code is taken twice: not that of setting up, not an older one, not after another sign-in', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, here);

  const setUp = codeAt(secret, services.clock.now());
  expect(problemsOf(await enterCode(services, await passwordGiven(services), setUp))).toEqual(['code-wrong']);
  const code = codeAt(secret, next(services));
  expect((await enterCode(services, await passwordGiven(services), code)).ok).toBe(true);
  expect(problemsOf(await enterCode(services, await passwordGiven(services), code))).toEqual(['code-wrong']);
});

test('fifty who enter the same code at once, on two servers, open one session', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret, session } = await withSecondFactor(services, here);
  const servers = [services.accounts, otherServer(services)];
  const tokens = await Promise.all(Array.from({ length: 10 }, () => passwordGiven(services)));
  const code = codeAt(secret, next(services));

  const entered = await Promise.all(
    Array.from({ length: 50 }, (_, at) =>
      servers[at % 2]?.enterCode(tokens[at % 10] ?? '', formOf({ code }), someVisitor()),
    ),
  );

  expect(entered.filter((one) => one?.ok)).toHaveLength(1);
  expect(await services.accounts.sessionsOf(here.account.id)).toHaveLength(2);
  expect(await services.accounts.sessionsOf(here.account.id)).toContainEqual(
    expect.objectContaining({ id: session.id }),
  );
});

test('after five wrong codes the password has to be given again, and the holder is told once a day', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, here);
  const told = async () => (await mailsIn(services)).filter(({ template }) => template === 'account-codes-wrong');

  for (let round = 0; round < 2; round += 1) {
    const token = await passwordGiven(services);
    const answers = [];
    for (let time = 0; time < 5; time += 1) answers.push(problemsOf(await enterCode(services, token, '000000')));
    expect(answers).toEqual([...Array(4).fill(['code-wrong']), ['codes-used-up']]);
    expect(problemsOf(await enterCode(services, token, codeAt(secret, next(services))))).toEqual(['link-used']);
  }
  expect(await told()).toHaveLength(1);
  expect((await told())[0]).toMatchObject({ to: ada.email });
  expect((await enterCode(services, await passwordGiven(services), codeAt(secret, next(services)))).ok).toBe(true);
});

test('fifty wrong codes at once are five tries', async () => {
  await using services = await openTestServices({ now });
  await withSecondFactor(services, await signUpConfirmed(services));
  const token = await passwordGiven(services);

  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, at) => enterCode(services, token, String(100000 + at))),
  );

  const problems = answers.flatMap((answer) => problemsOf(answer) ?? []);
  expect(problems.filter((problem) => problem === 'code-wrong')).toHaveLength(4);
  expect(problems.filter((problem) => problem === 'codes-used-up')).toHaveLength(1);
  expect(problems.filter((problem) => problem === 'link-used')).toHaveLength(45);
});

test('who knows the password tries thirty codes a day at most; a new password lets the holder in at once', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, here);
  const tryFive = async () => {
    const token = await passwordGiven(services);
    for (let time = 0; time < 5; time += 1) await enterCode(services, token, '000000');
  };
  for (let round = 0; round < 6; round += 1) await tryFive();

  const right = () => codeAt(secret, next(services));
  expect(problemsOf(await enterCode(services, await passwordGiven(services), right()))).toEqual(['too-many-codes']);

  const reset = await resetPassword(services, 'eleven pears in a blue jar');
  const token = reset.step === 'second-factor' ? reset.token : expect.fail('the reset went past the second factor');
  expect((await enterCode(services, token, right())).ok).toBe(true);
});

test('codes that strangers use up keep nobody out where somebody signed in before', async () => {
  await using services = await openTestServices({ now });
  const { secret } = await withSecondFactor(services, await signUpConfirmed(services));
  const right = () => codeAt(secret, next(services));
  const enterAt = async (by: Visitor, code: string) =>
    await services.accounts.enterCode(await passwordGiven(services), formOf({ code }), by);
  const home = someVisitor();
  expect((await enterAt(home, right())).ok).toBe(true);
  for (let time = 0; time < 31; time += 1) await enterAt(someVisitor(), '000000');

  expect(problemsOf(await enterAt(someVisitor(), right()))).toEqual(['too-many-codes']);
  expect((await enterAt(home, right())).ok).toBe(true);
});

test('a new password by mail does not go past the second factor', promise('second-factor'), async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, here);

  const entered = await resetPassword(services, 'eleven pears in a blue jar');

  expect(entered.step).toBe('second-factor');
  expect(await services.accounts.sessionsOf(here.account.id)).toEqual([]);
  expect(await services.accounts.secondFactorOf(here.account.id)).toMatchObject({ recoveryCodesLeft: 10 });
  const token = entered.step === 'second-factor' ? entered.token : '';
  expect((await enterCode(services, token, codeAt(secret, next(services)))).ok).toBe(true);
});

test('a step between password and code is over after five minutes, after a new password, and once the code was right', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret } = await withSecondFactor(services, here);
  const [used, beside] = [await passwordGiven(services), await passwordGiven(services)];

  expect((await enterCode(services, used, codeAt(secret, next(services)))).ok).toBe(true);
  expect(problemsOf(await enterCode(services, used, codeAt(secret, next(services))))).toEqual(['link-used']);
  expect(problemsOf(await enterCode(services, beside, codeAt(secret, services.clock.now())))).toEqual(['link-used']);

  const late = await passwordGiven(services);
  services.clock.set('2026-11-23T12:06:30Z');
  expect(problemsOf(await enterCode(services, late, codeAt(secret, services.clock.now())))).toEqual(['link-expired']);
  const before = await passwordGiven(services);
  await resetPassword(services, 'eleven pears in a blue jar');
  expect(problemsOf(await enterCode(services, before, codeAt(secret, next(services))))).toEqual(['link-used']);
});

test(
  'to turn it on ends every other session, for they were opened without a code, and is told',
  promise('changes-told'),
  async () => {
    await using services = await openTestServices({ now });
    const other = otherServer(services);
    const here = await signUpConfirmed(services);
    const there = await services.accounts.signIn(formOf(typed), someVisitor());
    const cookies = there.ok && there.value.step === 'signed-in' ? cookiesOf(there.value.cookie) : expect.fail();

    const { cookie } = await withSecondFactor(services, here);

    for (const old of [cookies, here.cookies]) expect(await other.sessionOf(old)).toBeNull();
    expect(await other.sessionOf(cookiesOf(cookie))).toMatchObject({ isFresh: true });
    const mail = lastOf(await mailsTo(services, ada.email));
    expect(mail).toMatchObject({ template: 'account-second-factor-on' });
    expect(mail.text.replaceAll('\n', ' ')).toContain('on November 23, 2026 at 12:00 UTC');
  },
);

test('a key counts only in the session for which it was made, fresh, and with a code of it', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { accounts, clock } = services;
  const mallory = await signUpConfirmed(services, { email: 'mallory@example.com' });
  const turnOn = (values: Record<string, string>, session = here.session) =>
    accounts.turnOnFactor(formOf(values), visitor, session);
  const { secret, stamp } = accounts.offerFactor(here.account, here.session);
  const theirs = accounts.offerFactor(mallory.account, mallory.session);
  const code = codeAt(secret, clock.now());

  expect(problemsOf(await turnOn({ stamp, secret, code: '' }))).toEqual(['code-missing']);
  expect(problemsOf(await turnOn({ stamp, secret, code: '000000' }))).toEqual(['code-wrong']);
  const again = (values: Record<string, string>) =>
    accounts.offerFactor(here.account, here.session, formOf({ code: '000000', ...values }));
  expect(again({ stamp, secret }).secret).toBe(secret);
  // Planted by somebody else, who would know the key.
  expect(again({ stamp, secret: theirs.secret }).secret).not.toBe(theirs.secret);
  expect(again({ stamp: theirs.stamp, secret: theirs.secret }).secret).not.toBe(theirs.secret);
  const planted = { stamp: theirs.stamp, secret: theirs.secret, code: codeAt(theirs.secret, clock.now()) };
  expect(problemsOf(await turnOn(planted))).toEqual(['form-expired']);
  expect(problemsOf(await turnOn({ ...planted, stamp }))).toEqual(['form-expired']);
  const stale = { ...here.session, isFresh: false };
  expect(problemsOf(await turnOn({ stamp, secret, code }, stale))).toEqual(['password-needed']);
  expect(await accounts.secondFactorOf(here.account.id)).toBeNull();

  expect((await turnOn({ stamp, secret, code: `${code.slice(0, 3)} ${code.slice(3)}` })).ok).toBe(true);
});

test('fifty who turn it on at once set up one factor', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const offers = Array.from({ length: 50 }, () => services.accounts.offerFactor(here.account, here.session));

  const turned = await Promise.all(
    offers.map(({ secret, stamp }) =>
      services.accounts.turnOnFactor(
        formOf({ secret, stamp, code: codeAt(secret, services.clock.now()) }),
        someVisitor(),
        here.session,
      ),
    ),
  );

  expect(turned.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await services.db.selectFrom('second_factor').selectAll().execute()).toHaveLength(1);
  expect(await services.db.selectFrom('recovery_code').selectAll().execute()).toHaveLength(10);
});

test('each recovery code signs in once, however it is written, and its use is told with how many are left', async () => {
  await using services = await openTestServices({ now });
  const { recoveryCodes } = await withSecondFactor(services, await signUpConfirmed(services));
  expect(new Set(recoveryCodes).size).toBe(10);
  const [first = '', second = ''] = recoveryCodes;
  expect(first).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);

  expect((await enterCode(services, await passwordGiven(services), first)).ok).toBe(true);
  const mail = lastOf(await mailsTo(services, ada.email));
  expect(mail).toMatchObject({ template: 'account-recovery-code-used' });
  expect(mail.text).toContain('Codes left: 9.');
  expect(mail.text).not.toContain(first);
  expect(problemsOf(await enterCode(services, await passwordGiven(services), first))).toEqual(['code-wrong']);
  const written = second.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l');
  expect((await enterCode(services, await passwordGiven(services), ` ${written} `)).ok).toBe(true);
});

test('fifty who use the same recovery code at once open one session', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { recoveryCodes } = await withSecondFactor(services, here);
  const tokens = await Promise.all(Array.from({ length: 10 }, () => passwordGiven(services)));

  const entered = await Promise.all(
    Array.from({ length: 50 }, (_, at) => enterCode(services, tokens[at % 10] ?? '', recoveryCodes[0] ?? '')),
  );

  expect(entered.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await services.accounts.secondFactorOf(here.account.id)).toMatchObject({ recoveryCodesLeft: 9 });
});

test('what is stored of the key and the recovery codes is of no use to whoever reads it', async () => {
  await using services = await openTestServices({ now });
  const { secret, recoveryCodes } = await withSecondFactor(services, await signUpConfirmed(services));

  const codes = await services.db.selectFrom('recovery_code').selectAll().execute();
  const rows = JSON.stringify([codes, await services.db.selectFrom('second_factor').selectAll().execute()]);
  expect(rows).not.toContain(secret);
  for (const code of recoveryCodes) expect(rows.replaceAll('-', '')).not.toContain(code.replaceAll('-', ''));
  for (const { digest } of codes) {
    expect(problemsOf(await enterCode(services, await passwordGiven(services), digest))).toEqual(['code-wrong']);
  }
  const mails = JSON.stringify(await mailsIn(services));
  for (const hidden of [secret, ...recoveryCodes]) expect(mails).not.toContain(hidden);
});

test('to turn it off, or to make new recovery codes, takes the password and a code, however fresh the session is', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret, session, recoveryCodes } = await withSecondFactor(services, here);
  const { accounts, formTokens } = services;
  const values = (session: SignedIn['session'], more: Record<string, string>) =>
    formOf({ stamp: formTokens.issue('second-factor', session.id), password: here.password, code: '', ...more });
  const turnOff = (more: Record<string, string>) => accounts.turnOffFactor(values(session, more), visitor, session);

  expect(session.isFresh).toBe(true);
  expect(problemsOf(await turnOff({}))).toEqual(['code-missing']);
  expect(problemsOf(await turnOff({ password: '', code: '1' }))).toEqual(['password-missing']);
  expect(problemsOf(await turnOff({ code: '000000' }))).toEqual(['code-wrong']);
  const code = codeAt(secret, next(services));
  expect(problemsOf(await turnOff({ password: 'not mine at all', code }))).toEqual(['password-wrong']);
  expect(problemsOf(await turnOff({ stamp: 'x', code }))).toEqual(['form-expired']);
  expect(await accounts.secondFactorOf(here.account.id)).not.toBeNull();

  const renewed = await accounts.renewRecoveryCodes(values(session, { code }), visitor, session);
  const fresh = renewed.ok ? renewed.value : expect.fail(renewed.problems.join());
  expect(fresh.recoveryCodes).toHaveLength(10);
  expect(problemsOf(await enterCode(services, await passwordGiven(services), recoveryCodes[0] ?? ''))).toEqual([
    'code-wrong',
  ]);
  expect(lastOf(await mailsTo(services, ada.email))).toMatchObject({ template: 'account-recovery-codes-new' });
  expect(await accounts.sessionOf(cookiesOf(fresh.cookie))).not.toBeNull();

  const elsewhere = await enterCode(services, await passwordGiven(services), codeAt(secret, next(services)));
  const there = elsewhere.ok ? elsewhere.value : expect.fail(elsewhere.problems.join());
  const off = await accounts.turnOffFactor(
    values(fresh.session, { code: codeAt(secret, next(services)) }),
    visitor,
    fresh.session,
  );
  const { cookie } = off.ok ? off.value : expect.fail(off.problems.join());
  expect(await accounts.sessionOf(cookiesOf(there.cookie))).toBeNull();
  expect(await accounts.sessionOf(cookiesOf(cookie))).not.toBeNull();
  const told = lastOf(await mailsTo(services, ada.email));
  expect(told).toMatchObject({ template: 'account-second-factor-off' });
  expect(told.text.replaceAll('\n', ' ')).toContain('Every other device was signed out.');
  expect(await services.db.selectFrom('recovery_code').selectAll().execute()).toEqual([]);
  const entered = await accounts.signIn(formOf(typed), someVisitor());
  expect(entered).toMatchObject({ ok: true, value: { step: 'signed-in' } });
});

test('giving the password again takes a code as well, where signing in does', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const { secret, session } = await withSecondFactor(services, here);
  const confirm = (code: string) => {
    const stamp = services.formTokens.issue('confirm-password', session.id);
    return services.accounts.confirmPassword(formOf({ stamp, password: here.password, code }), visitor, session);
  };

  expect(problemsOf(await confirm(''))).toEqual(['code-missing']);
  expect(problemsOf(await confirm('000000'))).toEqual(['code-wrong']);
  expect((await confirm(codeAt(secret, next(services)))).ok).toBe(true);
});

async function resetPassword(services: Services, password: string) {
  const { accounts, formTokens } = services;
  await accounts.askReset(formOf({ stamp: formTokens.issue('reset'), website: '', email: ada.email }), someVisitor());
  const mail = lastOf((await mailsTo(services, ada.email)).filter(({ template }) => template === 'account-reset'));
  const done = await accounts.reset(linkToken(mail, 'reset'), formOf({ password }), someVisitor());
  return done.ok ? done.value : expect.fail(done.problems.join());
}

test('a code in fullwidth digits is the code, of the app and on paper', async () => {
  await using services = await openTestServices({ now });
  const here = await signUpConfirmed(services);
  const fullwidth = (code: string) =>
    code.replaceAll(/[0-9A-Z]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) + 0xfee0));
  const { secret, stamp } = services.accounts.offerFactor(here.account, here.session);
  const form = formOf({ stamp, secret, code: fullwidth(codeAt(secret, services.clock.now())) });
  const turned = await services.accounts.turnOnFactor(form, visitor, here.session);
  if (!turned.ok) throw new Error(turned.problems.join());

  for (const code of [codeAt(secret, next(services)), turned.value.recoveryCodes[0] ?? '']) {
    expect(await enterCode(services, await passwordGiven(services), ` ${fullwidth(code)}`)).toMatchObject({ ok: true });
  }
});

test('a fresh code that looks like the one before it is taken, and that one is not taken twice', async () => {
  // The key of RFC 6238, whose code is 235522 in this half minute and in the next.
  const secret = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  await using services = await openTestServices({ now: '2029-01-04T22:40:00Z' });
  const { session } = await signUpConfirmed(services);
  const stamp = services.formTokens.issue(`second-factor:${secret}`, session.id);
  const first = codeAt(secret, services.clock.now());
  const turned = await services.accounts.turnOnFactor(formOf({ stamp, secret, code: first }), visitor, session);
  expect(turned.ok).toBe(true);
  services.clock.set('2029-01-04T22:44:05Z');
  const code = codeAt(secret, services.clock.now());
  expect(codeAt(secret, new Date('2029-01-04T22:44:35Z'))).toBe(code);

  // The app's clock is ahead: its second code comes within our first half minute.
  expect((await enterCode(services, await passwordGiven(services), code)).ok).toBe(true);
  expect((await enterCode(services, await passwordGiven(services), code)).ok).toBe(true);
  expect(problemsOf(await enterCode(services, await passwordGiven(services), code))).toEqual(['code-wrong']);
});

test.each([
  ['Acme: Legal & Co', 'otpauth://totp/Acme%20Legal%20%26%20Co:ada%40example.com?issuer=Acme%20Legal%20%26%20Co&'],
  ['Müller + Söhne?', 'otpauth://totp/M%C3%BCller%20%2B%20S%C3%B6hne%3F:ada%40example.com?issuer=M%C3%BCller%20'],
])('the company "%s" is the issuer that an app reads, with no colon of its own', (issuer, start) => {
  const uri = uriOf('GEZDGNBVGY3TQOJQ', { issuer, label: 'ada@example.com' });

  expect(uri.slice(0, start.length)).toBe(start);
  const { issuer: read, label } = URI.parse(uri) as TOTP;
  expect([read, label]).toEqual([issuer.replace(':', ''), 'ada@example.com']);
});

test('recovery codes that were just shown come back as a file, and nothing else does', async () => {
  await using services = await openTestServices({ now });
  const { session, recoveryCodes } = await withSecondFactor(services, await signUpConfirmed(services));
  const { accounts, formTokens } = services;
  const sent = (codes: readonly string[], of = session) => {
    const form = formOf({ stamp: formTokens.issue('recovery-codes', of.id) });
    for (const code of codes) form.append('codes', code);
    return accounts.checkRecoveryCodes(form, session);
  };

  expect(await sent(recoveryCodes)).toEqual({ ok: true, value: recoveryCodes });
  for (const foreign of [[], ['Pay to this account'], [...recoveryCodes.slice(1), '0000-0000-0000-0000']]) {
    expect(problemsOf(await sent(foreign))).toEqual(['form-expired']);
  }
  expect(problemsOf(await sent(recoveryCodes, { ...session, id: 'another' }))).toEqual(['form-expired']);
  expect((await enterCode(services, await passwordGiven(services), recoveryCodes[0] ?? '')).ok).toBe(true);
});
