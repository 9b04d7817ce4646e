import { expect, test } from 'vitest';
import { ada, linkToken, signUpConfirmed, signUpForm, someVisitor, visitor } from '../support/accounts.ts';
import { lastOf, mailsIn, mailsTo } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const accountsIn = ({ db }: Services) => db.selectFrom('account').selectAll().execute();

async function askedFor(services: Services, values: Partial<typeof ada> = {}): Promise<string> {
  const asked = await services.accounts.signUp(signUpForm(services, values), someVisitor());
  expect(asked).toEqual({ ok: true, value: null });
  return linkToken(lastOf(await mailsTo(services, values.email ?? ada.email)), 'confirm');
}

test(
  'nobody has an account before the mailed link is confirmed with the password',
  promise('links-need-a-button'),
  async () => {
    await using services = await openTestServices();
    const token = await askedFor(services);

    expect(await services.accounts.signUpWaiting(token)).toEqual({ ok: true, value: null });
    expect(await accountsIn(services)).toEqual([]);
    expect(await services.accounts.byAddress(ada.email)).toBeNull();

    const confirmed = await services.accounts.confirm(token, formOf({ password: ada.password }), visitor);
    expect(confirmed).toMatchObject({ ok: true, value: { session: { isFresh: true } } });
    expect(await services.accounts.byAddress(' ADA@example.com ')).toMatchObject({
      name: ada.name,
      email: ada.email,
      business: null,
      createdAt: services.clock.now(),
    });
    expect(await services.db.selectFrom('sign_up').selectAll().execute()).toEqual([]);
  },
);

test('who entered a stranger’s address gets nothing by the stranger’s click', async () => {
  await using services = await openTestServices();
  const token = await askedFor(services, { password: 'what mallory has chosen' });

  const clicked = await services.accounts.confirm(token, formOf({ password: ada.password }), visitor);

  expect(clicked).toEqual({ ok: false, problems: ['password-wrong'] });
  expect(await accountsIn(services)).toEqual([]);
  // The owner of the address signs up, and nothing of the other remains.
  await signUpConfirmed(services);
  expect(await services.accounts.signUpWaiting(token)).toEqual({ ok: false, problems: ['link-unknown'] });
});

test('the mail to an address that nobody has confirmed repeats nothing that was typed', async () => {
  await using services = await openTestServices();
  await askedFor(services, { name: 'Buy walnuts at evil.example' });

  const [mail] = await mailsIn(services);
  expect(JSON.stringify({ ...mail, to: '' })).not.toMatch(/walnuts|evil|ada@/i);
});

test('a known address gets the same answer and no second account; its owner is told', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);

  const asked = await services.accounts.signUp(signUpForm(services, { email: 'ADA@example.com' }), someVisitor());

  expect(asked).toEqual({ ok: true, value: null });
  const mail = lastOf(await mailsIn(services));
  expect(mail).toMatchObject({ template: 'account-known', to: 'ada@example.com' });
  expect(mail.text).toContain('http://localhost:4321/account/reset/');
  expect(mail.text).not.toContain('/account/confirm/');
  expect(await accountsIn(services)).toHaveLength(1);
});

test('a form that is sent twice is one mail, and its last password counts', async () => {
  await using services = await openTestServices();
  const stamp = services.formTokens.issue('sign-up');
  await services.accounts.signUp(signUpForm(services, { stamp, password: 'the first idea of a password' }), visitor);
  await services.accounts.signUp(signUpForm(services, { stamp }), visitor);

  const mails = await mailsIn(services);
  expect(mails).toHaveLength(1);
  const token = linkToken(mails[0], 'confirm');
  const confirm = (password: string) => services.accounts.confirm(token, formOf({ password }), visitor);
  expect(await confirm('the first idea of a password')).toEqual({ ok: false, problems: ['password-wrong'] });
  expect(await confirm(ada.password)).toMatchObject({ ok: true });
});

test('all that is wrong with the form is said at once', async () => {
  await using services = await openTestServices();
  const sent = (values: Record<string, string>) =>
    services.accounts.signUp(signUpForm(services, { name: '', email: '', password: '', ...values }), visitor);

  expect(await sent({ website: 'x' })).toEqual({
    ok: false,
    problems: ['name-missing', 'email-missing', 'password-missing', 'website-filled'],
  });
  expect(await sent({ name: 'A\u0000', email: 'ada', password: 'short' })).toMatchObject({
    problems: ['name-invalid', 'email-invalid', 'password-short'],
  });
  expect(await sent({ role: 'admin' })).toEqual({ ok: false, problems: ['form-field-unknown'] });
  expect(await mailsIn(services)).toEqual([]);
});

test('a name can be seen, and turns nothing around that stands behind it', async () => {
  await using services = await openTestServices();
  const named = (name: string) => services.accounts.signUp(signUpForm(services, { name }), someVisitor());

  for (const name of ['\u200b', 'Ada \u202eecalevoL', '\u2067Ada', 'Ada\u2028Lovelace']) {
    expect(await named(name)).toEqual({ ok: false, problems: ['name-invalid'] });
  }
  for (const name of ['علی‌رضا', '李', "D'Arcy-Núñez"]) expect(await named(name)).toMatchObject({ ok: true });
});

test(
  'a link is good for seven days, and then what was entered is erased',
  promise('one-time-links', 'retention-of-accounts'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
    const token = await askedFor(services);

    services.clock.set('2026-11-08T11:59:59Z');
    await services.runJobs();
    expect(await services.accounts.signUpWaiting(token)).toMatchObject({ ok: true });
    services.clock.set('2026-11-08T12:00:00Z');
    expect(await services.accounts.confirm(token, formOf({ password: ada.password }), visitor)).toEqual({
      ok: false,
      problems: ['link-expired'],
    });
    await services.runJobs();
    expect(await services.db.selectFrom('sign_up').selectAll().execute()).toEqual([]);
    // Unsent until now, the mail is not sent any more.
    expect(await services.db.selectFrom('outgoing_mail').selectAll().execute()).toEqual([]);
  },
);

test(
  'what is stored of a sign-up and of an account holds neither name, address, password nor link in clear',
  promise('encryption-at-rest'),
  async () => {
    await using services = await openTestServices();
    const token = await askedFor(services);
    const waiting = await services.db.selectFrom('sign_up').selectAll().execute();
    await services.accounts.confirm(token, formOf({ password: ada.password }), visitor);

    const rows = JSON.stringify([
      waiting,
      await accountsIn(services),
      await services.db.selectFrom('session').selectAll().execute(),
    ]);
    expect(rows).not.toMatch(/Lovelace|ada@|walnuts/i);
    expect(rows).not.toContain(token);
  },
);

test(
  'fifty sign-ups of one address at once are three mails, and fifty confirmations one account',
  promise('one-time-links'),
  async () => {
    await using services = await openTestServices();
    const forms = Array.from({ length: 50 }, () => signUpForm(services));

    // bcrypt has room for 34 at once; the others are told to come again.
    const asked = await Promise.all(forms.map((form) => services.accounts.signUp(form, someVisitor())));
    expect(asked.filter(({ ok }) => ok)).toHaveLength(3);
    const tokens = (await mailsIn(services)).map((mail) => linkToken(mail, 'confirm'));
    expect(new Set(tokens).size).toBe(3);

    const confirmed = await Promise.all(
      Array.from({ length: 50 }, (_, at) =>
        services.accounts.confirm(tokens[at % 3] ?? '', formOf({ password: ada.password }), someVisitor()),
      ),
    );

    expect(confirmed.filter(({ ok }) => ok)).toHaveLength(1);
    const refused = confirmed.flatMap((one) => (one.ok ? [] : one.problems));
    expect(['link-unknown', 'too-many-requests', 'busy']).toEqual(expect.arrayContaining(refused));
    expect(await accountsIn(services)).toHaveLength(1);
    expect(await services.db.selectFrom('session').selectAll().execute()).toHaveLength(1);
    expect(await services.db.selectFrom('sign_up').selectAll().execute()).toEqual([]);
  },
);

test('an address gets three mails an hour at most, whoever signs up with it', promise('form-limits'), async () => {
  await using services = await openTestServices();
  for (let time = 0; time < 3; time += 1) await services.accounts.signUp(signUpForm(services), someVisitor());

  expect(await services.accounts.signUp(signUpForm(services), someVisitor())).toEqual({
    ok: false,
    problems: ['too-many-requests'],
  });
  expect(await mailsIn(services)).toHaveLength(3);
});

test('whoever has mails sent to somebody else’s address does not use up the way back into the account', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  for (let time = 0; time < 10; time += 1) await services.accounts.signUp(signUpForm(services), someVisitor());
  const askReset = () => {
    const form = formOf({ stamp: services.formTokens.issue('reset'), website: '', email: ada.email });
    return services.accounts.askReset(form, someVisitor());
  };

  expect(await askReset()).toEqual({ ok: true, value: null });
  expect(lastOf(await mailsTo(services, ada.email)).template).toBe('account-reset');
  expect(await askReset()).toEqual({ ok: false, problems: ['too-many-requests'] });
});
