import { expect, test } from 'vitest';
import {
  ada,
  linkToken,
  otherServer,
  type SignedIn,
  signUpConfirmed,
  signUpForm,
  someVisitor,
  visitor,
} from '../support/accounts.ts';
import { lastOf, mailsIn, mailsTo, subscribed } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { confirmed, submitted } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const king = 'king@example.com';

function askAddress({ accounts, formTokens }: Services, { session }: SignedIn, email = king) {
  return accounts.askAddress(formOf({ stamp: formTokens.issue('address', session.id), email }), someVisitor(), session);
}

async function tokenFor(services: Services, who: SignedIn, email = king): Promise<string> {
  expect(await askAddress(services, who, email)).toEqual({ ok: true, value: null });
  return linkToken(lastOf(await mailsTo(services, email)), 'address/confirm');
}

function confirmAddress({ personalData, formTokens }: Services, { session }: SignedIn, token: string) {
  const form = formOf({ stamp: formTokens.issue('confirm-address', session.id) });
  return personalData.confirmAddress(token, form, visitor, session);
}

const problemsOf = (result: { ok: boolean; problems?: readonly string[] }) => (result.ok ? [] : result.problems);

async function canSignIn({ accounts }: Services, email: string): Promise<boolean> {
  return (await accounts.signIn(formOf({ email, password: ada.password }), someVisitor())).ok;
}

test('an address is changed once the new one is confirmed, and not before', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const token = await tokenFor(services, here);

  expect(await services.accounts.find(here.account.id)).toMatchObject({ email: ada.email });
  expect(await services.accounts.addressAsked(token, here.session)).toEqual({ ok: true, value: king });
  expect(await services.accounts.find(here.account.id)).toMatchObject({ email: ada.email });

  expect((await confirmAddress(services, here, token)).ok).toBe(true);
  expect(await services.accounts.find(here.account.id)).toMatchObject({ email: king });
  expect(await services.accounts.byAddress(ada.email)).toBeNull();
  expect(await canSignIn(services, king)).toBe(true);
  expect(await canSignIn(services, ada.email)).toBe(false);
});

test(
  'the old address is told when another is asked for and when it is confirmed, with what to do',
  promise('changes-told'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-23T12:05:00Z' });
    const here = await signUpConfirmed(services);
    await confirmAddress(services, here, await tokenFor(services, here));

    const told = (await mailsTo(services, ada.email)).slice(-2);
    expect(told.map(({ template }) => template)).toEqual(['account-address-asked', 'account-address-changed']);
    for (const { text } of told) {
      expect(text.replaceAll('\n', ' ')).toContain('November 23, 2026 at 12:05 UTC, with Firefox on Linux');
      expect(text).toContain('If it was not you');
      expect(text).not.toContain(king);
    }
    // To an address that nobody has confirmed goes nothing that somebody typed.
    expect(lastOf(await mailsTo(services, king)).text).not.toMatch(/Lovelace|ada@/);
  },
);

test('an address that has an account gets the same answer and the same work, and its owner is told', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const bob = await signUpConfirmed(services, { name: 'Bob', email: 'bob@example.com' });
  const count = async () => ({
    mails: (await mailsIn(services)).length,
    links: (await services.db.selectFrom('account_link').selectAll().execute()).length,
  });

  const before = await count();
  const unknown = await askAddress(services, here);
  const between = await count();
  const known = await askAddress(services, here, bob.account.email.toUpperCase());
  const after = await count();

  expect(known).toEqual(unknown);
  expect(after.mails - between.mails).toBe(between.mails - before.mails);
  expect(after.links - between.links).toBe(between.links - before.links);
  const mail = lastOf(await mailsTo(services, bob.account.email));
  expect(mail).toMatchObject({ template: 'account-address-taken' });
  expect(mail.text).not.toContain('/account/address/');
});

test('the link is for whoever is signed in to the account, works once, and for seven days', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const here = await signUpConfirmed(services);
  const mallory = await signUpConfirmed(services, { email: 'mallory@example.com' });
  const token = await tokenFor(services, here);

  // The address may have been mistyped: then it is a stranger who reads the mail.
  expect(problemsOf(await services.accounts.addressAsked(token, mallory.session))).toEqual(['link-unknown']);
  expect(problemsOf(await confirmAddress(services, mallory, token))).toEqual(['link-unknown']);
  services.clock.set('2026-11-08T11:59:59Z');
  const changed = await confirmAddress(services, here, token);
  const { session } = changed.ok ? changed.value : expect.fail(changed.problems.join());
  expect(problemsOf(await confirmAddress(services, { ...here, session }, token))).toEqual(['link-used']);

  const late = await tokenFor(services, { ...here, session: { ...session, isFresh: true } }, 'late@example.com');
  services.clock.set('2026-11-15T12:00:00Z');
  expect(problemsOf(await services.accounts.addressAsked(late, session))).toEqual(['link-expired']);
});

test('only the link for the address that was asked for last is good', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const mistyped = await tokenFor(services, here, 'kign@example.com');
  const token = await tokenFor(services, here);

  expect(problemsOf(await confirmAddress(services, here, mistyped))).toEqual(['link-used']);
  expect((await confirmAddress(services, here, token)).ok).toBe(true);
});

test('a new password ends a change of address that somebody else asked for', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const token = await tokenFor(services, here);
  const { accounts, formTokens } = services;

  await accounts.askReset(formOf({ stamp: formTokens.issue('reset'), website: '', email: ada.email }), someVisitor());
  const reset = linkToken(lastOf(await mailsTo(services, ada.email)), 'reset');
  const done = await accounts.reset(reset, formOf({ password: 'eleven pears in a blue jar' }), someVisitor());
  const session = done.ok && done.value.step === 'signed-in' ? done.value.session : expect.fail();

  expect(problemsOf(await confirmAddress(services, { ...here, session }, token))).toEqual(['link-used']);
  expect(await accounts.find(here.account.id)).toMatchObject({ email: ada.email });
});

test('what is no other address, comes without a fresh password or from elsewhere, is refused', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const { accounts, formTokens } = services;
  const stale = { ...here, session: { ...here.session, isFresh: false } };

  expect(problemsOf(await askAddress(services, here, ' ADA@example.com'))).toEqual(['email-same']);
  expect(problemsOf(await askAddress(services, here, ''))).toEqual(['email-missing']);
  expect(problemsOf(await askAddress(services, here, 'king@example.com\r\nBcc: x@example.com'))).toEqual([
    'email-invalid',
  ]);
  expect(problemsOf(await askAddress(services, stale))).toEqual(['password-needed']);
  const elsewhere = formOf({ stamp: formTokens.issue('address', 'another session'), email: king });
  expect(problemsOf(await accounts.askAddress(elsewhere, visitor, here.session))).toEqual(['form-expired']);
  expect((await mailsIn(services)).map(({ template }) => template)).toEqual(['account-confirm']);
});

test('an account has us write to five addresses a day at most', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  for (let at = 0; at < 5; at += 1) {
    expect((await askAddress(services, here, `stranger-${at}@example.com`)).ok).toBe(true);
  }

  expect(problemsOf(await askAddress(services, here, 'stranger-5@example.com'))).toEqual(['too-many-requests']);
  expect(await mailsTo(services, 'stranger-5@example.com')).toEqual([]);
});

test('of fifty who confirm at once one changes the address, and is the only one signed in', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const token = await tokenFor(services, here);

  const confirmed = await Promise.all(Array.from({ length: 50 }, () => confirmAddress(services, here, token)));

  const done = confirmed.flatMap((one) => (one.ok ? [one.value.session.id] : []));
  expect(done).toHaveLength(1);
  expect((await services.accounts.sessionsOf(here.account.id)).map(({ id }) => id)).toEqual(done);
  expect((await mailsIn(services)).filter(({ template }) => template === 'account-address-changed')).toHaveLength(1);
});

test('two accounts that confirm one address at once, while somebody signs up with it: one of them has it', async () => {
  await using services = await openTestServices();
  const [one, two] = [await signUpConfirmed(services), await signUpConfirmed(services, { email: 'bob@example.com' })];
  const tokens = [await tokenFor(services, one), await tokenFor(services, two)];
  await services.accounts.signUp(signUpForm(services, { email: king }), someVisitor());
  const signUp = linkToken(lastOf(await mailsTo(services, king)), 'confirm');

  const all = await Promise.all([
    confirmAddress(services, one, tokens[0] ?? ''),
    confirmAddress(services, two, tokens[1] ?? ''),
    services.accounts.confirm(signUp, formOf({ password: ada.password }), someVisitor()),
  ]);

  expect(all.filter(({ ok }) => ok)).toHaveLength(1);
  expect(all.flatMap((one) => problemsOf(one))).toEqual(['link-unknown', 'link-unknown']);
  expect(await services.accounts.byAddress(king)).not.toBeNull();
});

test('subscriptions come along, and are merged with those that the new address has', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  await subscribed(services, ada.email, ['privacy']);
  const token = await tokenFor(services, here);
  expect(await documentsOf(services, king)).toEqual([]);

  const changed = await confirmAddress(services, here, token);
  expect(await documentsOf(services, king)).toEqual(['privacy']);
  expect(await documentsOf(services, ada.email)).toEqual([]);

  const next = 'lovelace@example.com';
  await subscribed(services, next, ['dpa']);
  const session = changed.ok ? changed.value.session : expect.fail();
  await confirmAddress(services, { ...here, session }, await tokenFor(services, { ...here, session }, next));
  expect(await documentsOf(services, next)).toEqual(['dpa', 'privacy']);
  expect(await services.db.selectFrom('subscriber').selectAll().execute()).toHaveLength(1);
});

test('an objection holds at the new address too, and goes on at the old one', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  await confirmed(services, { email: ada.email, kind: 'objection_marketing' });
  const kinds = async (email: string) =>
    (
      await services.db
        .selectFrom('suppression')
        .select('kind')
        .where('address_index', 'in', services.blindIndex.indexes(email))
        .execute()
    ).map(({ kind }) => kind);
  const before = await kinds(ada.email);
  expect(before).not.toEqual([]);

  await confirmAddress(services, here, await tokenFor(services, here));

  expect(await kinds(king)).toEqual(before);
  expect(await kinds(ada.email)).toEqual(before);
});

test('requests stay the account’s, our answers go to the new address, and links in the old mailbox open nothing', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const { reference, caseToken } = await confirmed(services, { email: ada.email, kind: 'access' });
  const others = await confirmed(services, { email: 'bob@example.com', kind: 'access' });
  expect((await services.requests.openCase(reference, caseToken)).ok).toBe(true);

  await confirmAddress(services, here, await tokenFor(services, here));

  const { tables } = await services.personalData.dataOf({ accountId: here.account.id, email: king });
  expect(tables['requests']).toHaveLength(2);
  for (const request of tables['requests'] ?? []) expect(request).toMatchObject({ email: king });
  expect(tables['requests']?.map((request) => request['reference'])).toContain(reference);
  expect((await services.requests.openCase(reference, caseToken)).ok).toBe(false);
  await services.requests.reply(reference, { message: 'We are looking into it.', actor: 'command' });
  const reply = lastOf(await mailsTo(services, king));
  expect(reply).toMatchObject({ template: 'request-reply' });
  const fresh = new RegExp(`/requests/${reference}/([^/\\s]+)/`).exec(reply.text)?.[1] ?? '';
  expect((await services.requests.openCase(reference, fresh)).ok).toBe(true);
  expect((await services.requests.openCase(others.reference, others.caseToken)).ok).toBe(true);
});

test('a request that nobody has confirmed is not sent after an address', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  await submitted(services, { email: ada.email });

  await confirmAddress(services, here, await tokenFor(services, here));

  const { tables } = await services.personalData.dataOf({ accountId: here.account.id, email: king });
  expect(tables['requests']).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ email: ada.email, account_id: here.account.id, confirmed_at: null }),
      expect.objectContaining({ channel: 'account', email: king }),
    ]),
  );
});

test('the click on the link makes nobody fresh for sensitive acts who did not give the password', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const here = await signUpConfirmed(services);
  const token = await tokenFor(services, here);
  services.clock.set('2026-11-01T12:10:01Z');

  const changed = await confirmAddress(services, here, token);

  expect(changed).toMatchObject({ ok: true, value: { session: { isFresh: false } } });
});

test('the change counts on every server at once', async () => {
  await using services = await openTestServices();
  const here = await signUpConfirmed(services);
  const other = otherServer(services);
  const changed = await confirmAddress(services, here, await tokenFor(services, here));

  expect(await other.byAddress(king)).toMatchObject({ id: here.account.id });
  expect(await other.sessionOf(here.cookies)).toBeNull();
  expect(changed.ok).toBe(true);
});

async function documentsOf({ db, blindIndex }: Services, email: string): Promise<string[]> {
  const rows = await db
    .selectFrom('subscriber')
    .innerJoin('subscription', 'subscription.subscriber_id', 'subscriber.id')
    .select('subscription.document')
    .where('address_index', 'in', blindIndex.indexes(email))
    .orderBy('document')
    .execute();
  return rows.map(({ document }) => document);
}
