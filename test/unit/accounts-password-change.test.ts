import { expect, test } from 'vitest';
import {
  ada,
  cookiesOf,
  linkToken,
  otherServer,
  type SignedIn,
  signUpConfirmed,
  someVisitor,
  visitor,
} from '../support/accounts.ts';
import { lastOf, mailsIn, mailsTo } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const next = 'eleven pears in a blue jar';

function changePassword({ accounts, formTokens }: Services, { session, password }: SignedIn, values = {}) {
  const form = formOf({
    stamp: formTokens.issue('password', session.id),
    current: password,
    password: next,
    ...values,
  });
  return accounts.changePassword(form, someVisitor(), session);
}

async function signIn({ accounts }: Services, password = ada.password) {
  const entered = await accounts.signIn(formOf({ email: ada.email, password }), someVisitor());
  return entered.ok && entered.value.step === 'signed-in' ? entered.value : null;
}

test('a new password ends every other session, on every server, and goes on here under a new token', async () => {
  await using services = await openTestServices();
  const other = otherServer(services);
  const here = await signUpConfirmed(services);
  const there = cookiesOf((await signIn(services))?.cookie ?? expect.fail());
  expect(await other.sessionOf(there)).not.toBeNull();

  const changed = await changePassword(services, here);

  const { cookie } = changed.ok ? changed.value : expect.fail(changed.problems.join());
  for (const accounts of [services.accounts, other]) {
    expect(await accounts.sessionOf(there)).toBeNull();
    expect(await accounts.sessionOf(here.cookies)).toBeNull();
    expect(await accounts.sessionOf(cookiesOf(cookie))).toMatchObject({
      accountId: here.account.id,
      signedInAt: here.session.signedInAt,
      isFresh: true,
    });
  }
  expect(await signIn(services)).toBeNull();
  expect(await signIn(services, next)).not.toBeNull();
});

test(
  'a new password is told by mail, with the time and what to do, and ends links that were mailed before',
  promise('changes-told'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:05:00Z' });
    const here = await signUpConfirmed(services);
    const asked = formOf({ stamp: services.formTokens.issue('reset'), website: '', email: ada.email });
    await services.accounts.askReset(asked, someVisitor());
    const token = linkToken(lastOf(await mailsTo(services, ada.email)), 'reset');
    expect(await services.accounts.resetLink(token)).toMatchObject({ ok: true });

    await changePassword(services, here);

    const mail = lastOf(await mailsIn(services));
    expect(mail).toMatchObject({ template: 'account-password-changed', to: ada.email });
    expect(mail.text.replaceAll('\n', ' ')).toContain('on November 23, 2026 at 12:05 UTC, with Firefox on Linux');
    expect(mail.text).toContain('http://localhost:4321/account/reset/');
    expect(mail.text).not.toMatch(/walnuts|pears/);
    expect(await services.accounts.resetLink(token)).toEqual({ ok: false, problems: ['link-used'] });
  },
);

test('without the present password nothing is changed, however often it is tried', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const { accounts, formTokens } = services;
  const guess = (current: string) => {
    const stamp = formTokens.issue('password', here.session.id);
    return accounts.changePassword(formOf({ stamp, current, password: next }), visitor, here.session);
  };

  const answers = [];
  for (let time = 0; time < 11; time += 1) answers.push(await guess(`a guess, number ${time}`));

  expect(answers.slice(0, 10)).toEqual(Array(10).fill({ ok: false, problems: ['current-wrong'] }));
  expect(answers[10]).toEqual({ ok: false, problems: ['too-many-tries'] });
  expect(await guess(here.password)).toEqual({ ok: false, problems: ['too-many-tries'] });
  expect(await accounts.sessionOf(here.cookies)).not.toBeNull();
  expect(await signIn(services)).not.toBeNull();
});

test('a password that breaks the rules is refused with all that is wrong', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);

  expect(await changePassword(services, here, { current: '', password: 'short' })).toEqual({
    ok: false,
    problems: ['current-missing', 'password-short'],
  });
  expect(await changePassword(services, here, { password: 'ada lovelace 1815' })).toEqual({
    ok: false,
    problems: ['password-personal'],
  });
  expect(await changePassword(services, here, { account: 'another' })).toEqual({
    ok: false,
    problems: ['form-field-unknown'],
  });
});

test('whoever signs in with the old password while it is changed is not left signed in', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);

  const signingIn = await services.db.transaction().execute(async (db) => {
    await db.updateTable('account').set({ password_hash: 'test:another' }).where('id', '=', account.id).execute();
    await db.deleteFrom('session').where('account_id', '=', account.id).execute();
    const entering = [signIn(services)];
    // Meanwhile it gets as far as it can before this is decided.
    for (let time = 0; time < 200; time += 1) await db.selectFrom('account').select('id').execute();
    return entering;
  });

  expect(await signingIn[0]).toBeNull();
  expect(await services.accounts.sessionsOf(account.id)).toEqual([]);
});

test('of several that change the password at once one succeeds, and is the only one signed in', async () => {
  await using services = await openTestServices();
  const first = await signUpConfirmed(services);
  const sessions = [first.session];
  for (let time = 0; time < 5; time += 1) sessions.push((await signIn(services))?.session ?? expect.fail());

  const changed = await Promise.all(
    sessions.map((session, at) =>
      changePassword(services, { ...first, session }, { password: `${next}, number ${at}` }),
    ),
  );

  const done = changed.flatMap((one) => (one.ok ? [one.value.session.id] : []));
  expect(done).toHaveLength(1);
  expect((await services.accounts.sessionsOf(first.account.id)).map(({ id }) => id)).toEqual(done);
});
