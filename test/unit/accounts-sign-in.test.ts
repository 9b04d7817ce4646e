import bcrypt from 'bcrypt';
import type { KyselyPlugin } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';
import type { Visitor } from '../../server/accounts/sessions/sessions.ts';
import {
  ada,
  cookiesOf,
  leaveSecondFactor,
  linkToken,
  otherServer,
  signUpConfirmed,
  signUpForm,
  someVisitor,
  visitor,
} from '../support/accounts.ts';
import { lastOf, mailsTo } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

afterEach(() => vi.restoreAllMocks());

const wrong = { ok: false, problems: ['sign-in-wrong'] };
const tooMany = { ok: false, problems: ['too-many-tries'] };

function signIn({ accounts }: Pick<Services, 'accounts'>, values = {}, by: Visitor = visitor) {
  return accounts.signIn(formOf({ email: ada.email, password: ada.password, ...values }), by);
}

function askReset({ accounts, formTokens }: Pick<Services, 'accounts' | 'formTokens'>, email: string = ada.email) {
  return accounts.askReset(formOf({ stamp: formTokens.issue('reset'), website: '', email }), someVisitor());
}

async function resetToken(services: Services): Promise<string> {
  await askReset(services);
  return linkToken(lastOf(await mailsTo(services, ada.email)), 'reset');
}

test('an unknown address, a wrong password and one that is not confirmed are answered alike', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  await services.accounts.signUp(signUpForm(services, { email: 'bob@example.com' }), someVisitor());

  expect(await signIn(services, { password: 'not this one, surely' })).toEqual(wrong);
  expect(await signIn(services, { email: 'eve@example.com' })).toEqual(wrong);
  expect(await signIn(services, { email: 'bob@example.com' })).toEqual(wrong);
  expect(await signIn(services, { email: ' Ada@Example.COM ' })).toMatchObject({ ok: true });
  expect(await signIn(services, { password: `${ada.password} ` })).toEqual(wrong);
});

test('every flow takes as many statements and hashes for a known address as for one that nobody has', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  const statements: string[] = [];
  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      statements.push(node.kind);
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  const accounts = otherServer({ ...services, db: services.db.withPlugin(counter) });
  const watched = { ...services, accounts };
  const hashes = [vi.spyOn(bcrypt, 'hash'), vi.spyOn(bcrypt, 'compare')];
  const workOf = async (act: (email: string) => Promise<unknown>, email: string) => {
    statements.length = 0;
    const before = hashes.map((hash) => hash.mock.calls.length);
    const answer = await act(email);
    return {
      answer,
      statements: [...statements],
      hashes: hashes.map((hash, at) => hash.mock.calls.length - (before[at] ?? 0)),
    };
  };

  for (const act of [
    (email: string) => accounts.signUp(signUpForm(services, { email }), someVisitor()),
    (email: string) => signIn(watched, { email, password: 'not this one, surely' }, someVisitor()),
    (email: string) => askReset(watched, email),
  ]) {
    const known = await workOf(act, ada.email);
    const unknown = await workOf(act, 'nobody@example.com');
    expect(known).toEqual(unknown);
    expect(known.statements.length).toBeGreaterThan(0);
  }
  expect(hashes.map(({ mock }) => mock.calls.length)).toEqual([2, 2]);
});

test('a right password opens a new session each time, and ends the one that the browser had', async () => {
  await using services = await openTestServices();
  const { cookies, session } = await signUpConfirmed(services);

  const elsewhere = await signIn(services);
  const again = await signIn(services, {}, { ...visitor, session });

  if (!elsewhere.ok || elsewhere.value.step !== 'signed-in' || !again.ok || again.value.step !== 'signed-in')
    expect.fail();
  const [other, mine] = [elsewhere.value.cookie, again.value.cookie].map(cookiesOf);
  expect(new Set([cookies, other, mine]).size).toBe(3);
  const { sessionOf } = services.accounts;
  expect(await sessionOf(cookies)).toBeNull();
  expect([await sessionOf(other ?? ''), await sessionOf(mine ?? '')]).not.toContain(null);
});

test('a cookie that was set before signing in never becomes a session', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  const planted = `wt_session=${'p'.repeat(43)}`;

  expect(await services.accounts.sessionOf(planted)).toBeNull();
  await signIn(services);
  expect(await services.accounts.sessionOf(planted)).toBeNull();
});

test('signing out ends this session on every server, and no other', async () => {
  await using services = await openTestServices();
  const another = otherServer(services);
  const { cookies, session } = await signUpConfirmed(services);
  const there = await signIn(services);
  if (!there.ok || there.value.step !== 'signed-in') expect.fail();
  expect(await another.sessionOf(cookies)).not.toBeNull();

  const stamp = services.formTokens.issue('sign-out', session.id);
  const forged = await services.accounts.signOut(formOf({ stamp: services.formTokens.issue('sign-out') }), session);
  expect(forged).toEqual({ ok: false, problems: ['form-expired'] });
  expect(await services.accounts.signOut(formOf({ stamp }), session)).toEqual({ ok: true, value: null });

  expect([await another.sessionOf(cookies), await services.accounts.sessionOf(cookies)]).toEqual([null, null]);
  expect(await another.sessionOf(cookiesOf(there.value.cookie))).not.toBeNull();
});

test('ten wrong passwords from one place are enough for an hour there, and nobody else is kept out', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  await signUpConfirmed(services);
  const password = 'not this one, surely';
  for (let time = 0; time < 10; time += 1) expect(await signIn(services, { password })).toEqual(wrong);

  expect(await signIn(services)).toEqual(tooMany);
  expect(await signIn(services, {}, someVisitor())).toMatchObject({ ok: true });
  services.clock.set('2026-11-01T13:00:00Z');
  expect(await signIn(services)).toMatchObject({ ok: true });
});

test('right passwords do not count: an office may sign in as often as it likes', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  for (let time = 0; time < 60; time += 1) expect(await signIn(services)).toMatchObject({ ok: true });
});

test('one place tries fifty passwords an hour at most, however many accounts it tries them on', async () => {
  await using services = await openTestServices();
  const tries = [];
  for (let at = 0; at < 60; at += 1) tries.push(await signIn(services, { email: `person-${at}@example.com` }));

  expect(tries).toEqual([...Array(50).fill(wrong), ...Array(10).fill(tooMany)]);
});

test('eighty passwords a day are tried on one account, and mail lets its owner in', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  await signUpConfirmed(services);
  const compare = vi.spyOn(bcrypt, 'compare');
  const tries = [];
  for (let at = 0; at < 110; at += 1)
    tries.push(await signIn(services, { password: `guess number ${at}` }, someVisitor()));

  expect(tries).toEqual([...Array(80).fill(wrong), ...Array(30).fill(tooMany)]);
  expect(compare).toHaveBeenCalledTimes(80);
  expect(await signIn(services, {}, someVisitor())).toEqual(tooMany);
  services.clock.set('2026-11-01T12:30:00Z');

  const password = 'a kettle sings to seven crows';
  expect(await services.accounts.reset(await resetToken(services), formOf({ password }), someVisitor())).toMatchObject({
    ok: true,
    value: { step: 'signed-in' },
  });
  expect(await signIn(services, { password }, someVisitor())).toMatchObject({ ok: true });
});

test('whatever strangers try, the owner gets in from a known network', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  await signUpConfirmed(services);
  const home = { ...someVisitor(), address: '198.51.100.7' };
  expect(await signIn(services, {}, home)).toMatchObject({ ok: true });
  for (let at = 0; at < 90; at += 1) await signIn(services, { password: `guess number ${at}` }, someVisitor());
  expect(await signIn(services, {}, someVisitor())).toEqual(tooMany);

  expect(await signIn(services, {}, home)).toMatchObject({ ok: true });
  // There too no more than twenty a day are tried.
  const tries = [];
  for (const hour of ['13', '14', '15']) {
    services.clock.set(`2026-11-01T${hour}:00:00Z`);
    for (let at = 0; at < 10; at += 1) tries.push(await signIn(services, { password: `guess ${at}` }, home));
  }
  expect(tries).toEqual([...Array(20).fill(wrong), ...Array(10).fill(tooMany)]);
});

test('a stranger in the network of the owner uses up no more there than everywhere', async () => {
  await using services = await openTestServices({ now: '2026-11-01T00:00:00Z' });
  await signUpConfirmed(services);
  const office = { ...someVisitor(), address: '198.51.100.7' };
  expect(await signIn(services, {}, office)).toMatchObject({ ok: true });
  const tries = [];
  for (let hour = 0; hour < 12; hour += 1) {
    services.clock.set(`2026-11-01T${String(hour).padStart(2, '0')}:00:00Z`);
    if (hour < 10) expect(await signIn(services, {}, office)).toMatchObject({ ok: true });
    for (let at = 0; at < 10; at += 1) tries.push(await signIn(services, { password: `guess ${at}` }, office));
  }
  // Never more than the twenty of the network and the eighty of everywhere.
  expect(tries).toEqual([...Array(100).fill(wrong), ...Array(20).fill(tooMany)]);
  expect(await signIn(services, {}, office)).toEqual(tooMany);
});

test('networks are known as keyed digests, each account its own, and are forgotten with the session', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const networks = () => services.db.selectFrom('known_network').selectAll().execute();
  await signUpConfirmed(services);
  await signUpConfirmed(services, { email: 'bob@example.com' });
  const places = await networks();
  await signIn(services);
  await signIn(services, { email: 'bob@example.com' });

  const [first, second] = (await networks()).filter(
    (row) => !places.some((old) => old.network_index === row.network_index),
  );
  expect(first?.network_index).not.toBe(second?.network_index);
  expect(JSON.stringify(await networks())).not.toContain(visitor.address);
  services.clock.set('2026-12-01T12:00:00Z');
  await services.runJobs();
  expect(await networks()).toEqual([]);
});

test('whatever strangers ask for in her name, the owner has a link that works in her mailbox', async () => {
  await using services = await openTestServices({ now: '2026-11-01T00:00:00Z' });
  await signUpConfirmed(services);
  const mails = async () => (await mailsTo(services, ada.email)).length;
  for (let hour = 1; hour < 20; hour += 1) {
    const at = `2026-11-01T${String(hour).padStart(2, '0')}`;
    services.clock.set(`${at}:00:00Z`);
    const before = await mails();
    // Strangers use up what all forms together may send, then what is left for new passwords.
    for (let time = 0; time < 4; time += 1) {
      await services.accounts.signUp(signUpForm(services, { email: ada.email }), someVisitor());
    }
    for (let time = 0; time < 4; time += 1) await askReset(services);
    expect((await mails()) - before).toBeLessThanOrEqual(4);

    services.clock.set(`${at}:59:59Z`);
    expect(await askReset(services)).toEqual({ ok: false, problems: ['too-many-requests'] });
    const token = linkToken(
      lastOf((await mailsTo(services, ada.email)).filter(({ text }) => text.includes('/reset/'))),
      'reset',
    );
    expect(await services.accounts.resetLink(token), at).toEqual({ ok: true, value: null });
  }
});

test('strangers elsewhere use up no link for a new password that is asked for where somebody signed in', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  await signIn(services);
  for (let time = 0; time < 6; time += 1) await askReset(services);
  expect(await askReset(services)).toEqual({ ok: false, problems: ['too-many-requests'] });

  const form = () => formOf({ stamp: services.formTokens.issue('reset'), website: '', email: ada.email });
  for (let time = 0; time < 3; time += 1) {
    expect(await services.accounts.askReset(form(), visitor)).toEqual({ ok: true, value: null });
  }
  expect(await services.accounts.askReset(form(), visitor)).toEqual({ ok: false, problems: ['too-many-requests'] });
});

test('one place has three hundred passwords an hour looked at, right ones too', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  await signUpConfirmed(services);
  for (let time = 0; time < 300; time += 1) expect(await signIn(services)).toMatchObject({ ok: true });

  expect(await signIn(services)).toEqual(tooMany);
  expect(await signIn(services, {}, someVisitor())).toMatchObject({ ok: true });
  services.clock.set('2026-11-01T13:00:00Z');
  expect(await signIn(services)).toMatchObject({ ok: true });
});

test('strangers who try passwords keep nobody from acting who is signed in', async () => {
  await using services = await openTestServices();
  const { session } = await signUpConfirmed(services);
  for (let at = 0; at < 90; at += 1) await signIn(services, { password: `guess number ${at}` }, someVisitor());
  expect(await signIn(services, {}, someVisitor())).toEqual(tooMany);
  const confirm = (password: string, { id } = session) => {
    const form = formOf({ stamp: services.formTokens.issue('confirm-password', id), password, code: '' });
    return services.accounts.confirmPassword(form, someVisitor(), { ...session, id });
  };

  const confirmed = await confirm(ada.password);
  if (!confirmed.ok) expect.fail(confirmed.problems.join());

  // Whoever sits at the open browser of another has ten tries an hour.
  const guesses = [];
  for (let at = 0; at < 12; at += 1) guesses.push(await confirm(`guess number ${at}`, confirmed.value.session));
  const wrongHere = { ok: false, problems: ['password-wrong'] };
  expect(guesses).toEqual([...Array(10).fill(wrongHere), ...Array(2).fill(tooMany)]);
});

test('when too many sign in at once, the others are told so, and that counts as no wrong password', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  const gate = Promise.withResolvers<void>();
  const compare = bcrypt.compare.bind(bcrypt);
  vi.spyOn(bcrypt, 'compare').mockImplementation(async (typed, hash) => {
    await gate.promise;
    return compare(typed, hash);
  });

  const full = Promise.withResolvers<void>();
  let refused = 0;
  const crowd = Array.from({ length: 40 }, async () => {
    const answer = await signIn(services, {}, someVisitor());
    if (!answer.ok) refused += 1;
    // Two at work and 32 waiting: six are sent away while nobody has come through.
    if (refused === 6) full.resolve();
    return answer;
  });
  await full.promise;
  for (let time = 0; time < 11; time += 1) expect(await signIn(services)).toEqual({ ok: false, problems: ['busy'] });

  gate.resolve();
  expect((await Promise.all(crowd)).filter(({ ok }) => ok)).toHaveLength(34);
  expect(await signIn(services)).toMatchObject({ ok: true });
});

test('a password that was hashed at another cost or under an older pepper is hashed anew at the next sign-in', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  const hashOf = async () =>
    (await services.db.selectFrom('account').select('password_hash').executeTakeFirstOrThrow()).password_hash;
  const { config } = services;
  const newer = { id: 'newer', secret: Buffer.alloc(32, 'pepper') };
  const changed = { ...config, passwordCost: 5, passwordPeppers: [newer, ...config.passwordPeppers] };
  const accounts = otherServer({ ...services, config: changed });
  expect(await hashOf()).toMatch(/^test:\$2b\$04\$/);

  expect(await signIn({ accounts }, { password: 'not this one, surely' })).toEqual(wrong);
  expect(await hashOf()).toMatch(/^test:\$2b\$04\$/);
  expect(await signIn({ accounts })).toMatchObject({ ok: true });
  expect(await hashOf()).toMatch(/^newer:\$2b\$05\$/);
  expect(await signIn({ accounts })).toMatchObject({ ok: true });
  expect(await accounts.find(account.id)).toEqual(account);
});

test('with a second factor a right password opens no session, but leads to the code', async () => {
  await using services = await openTestServices();
  const { account } = await signUpConfirmed(services);
  await leaveSecondFactor(services, account.id);
  const before = await services.db.selectFrom('session').selectAll().execute();

  expect(await signIn(services)).toEqual({ ok: true, value: { step: 'second-factor', token: expect.any(String) } });
  const password = 'a kettle sings to seven crows';
  const reset = await services.accounts.reset(await resetToken(services), formOf({ password }), visitor);

  expect(reset).toMatchObject({ ok: true, value: { step: 'second-factor' } });
  expect(before).toHaveLength(1);
  expect(await services.db.selectFrom('session').selectAll().execute()).toEqual([]);
});

test(
  'a forgotten password is replaced once by the mailed link, and everybody is signed out',
  promise('one-time-links'),
  async () => {
    await using services = await openTestServices();
    const another = otherServer(services);
    const { cookies } = await signUpConfirmed(services);
    const token = await resetToken(services);
    const second = await resetToken(services);
    const reset = (link: string, password: string) =>
      services.accounts.reset(link, formOf({ password }), someVisitor());

    expect(await services.accounts.resetLink(token)).toEqual({ ok: true, value: null });
    expect(await another.sessionOf(cookies)).not.toBeNull();
    expect(await reset(token, 'short')).toEqual({ ok: false, problems: ['password-short'] });
    expect(await reset(token, 'ada lovelace 1815')).toEqual({ ok: false, problems: ['password-personal'] });
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, at) => reset(token, `a kettle sings to ${at} crows`)),
    );

    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter(({ ok }) => !ok)).toEqual(Array(9).fill({ ok: false, problems: ['link-used'] }));
    expect(await another.sessionOf(cookies)).toBeNull();
    expect(await signIn(services)).toEqual(wrong);
    // Another link that was asked for before is worth nothing either.
    expect(await reset(second, 'a kettle sings to the king')).toEqual({ ok: false, problems: ['link-used'] });
    const mail = lastOf(await mailsTo(services, ada.email));
    expect(mail.template).toBe('account-password-changed');
  },
);

test(
  'a link for a new password is good for an hour, and for nothing else',
  promise('one-time-links', 'retention-of-accounts'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
    await signUpConfirmed(services);
    const token = await resetToken(services);
    const stored = await services.db.selectFrom('account_link').selectAll().execute();
    expect(JSON.stringify(stored)).not.toContain(token);
    expect(await services.accounts.signUpWaiting(token)).toEqual({ ok: false, problems: ['link-unknown'] });

    services.clock.set('2026-11-01T12:59:59Z');
    expect(await services.accounts.resetLink(token)).toMatchObject({ ok: true });
    services.clock.set('2026-11-01T13:00:00Z');
    expect(await services.accounts.resetLink(token)).toEqual({ ok: false, problems: ['link-expired'] });
    await services.runJobs();
    expect(await services.accounts.resetLink(token)).toEqual({ ok: false, problems: ['link-unknown'] });
  },
);

test('who asks for an address without an account is told by mail, and nothing remains', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });

  expect(await askReset(services, 'nobody@example.com')).toEqual({ ok: true, value: null });

  const mail = lastOf(await mailsTo(services, 'nobody@example.com'));
  expect(mail.template).toBe('account-unknown');
  expect(mail.text).not.toContain('/account/reset/');
  // An account that can still be undone is nowhere known by its address.
  expect(mail.text.replaceAll(/\s+/g, ' ')).toContain('you may still get it back, by the link in the mail');
  services.clock.set('2026-11-01T13:00:00Z');
  await services.runJobs();
  expect(await services.db.selectFrom('account_link').selectAll().execute()).toEqual([]);
});

test('what is kept of a mail with such a link tells nobody by its occasion for whom it was', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  await askReset(services);
  await askReset(services, 'nobody@example.com');

  const rows = await services.db.selectFrom('outgoing_mail').select('occasion').execute();

  for (const email of [ada.email, 'nobody@example.com']) {
    const [, digest] = services.blindIndex.index(email).split(':');
    for (const { occasion } of rows) expect(occasion).not.toContain(digest);
  }
});

test('signing in while a new password is being set by mail does not outlive it', async () => {
  await using services = await openTestServices();
  await signUpConfirmed(services);
  const token = await resetToken(services);

  const [reset] = await Promise.all([
    services.accounts.reset(token, formOf({ password: 'a kettle sings to seven crows' }), someVisitor()),
    signIn(services),
    signIn(services),
  ]);

  if (!reset.ok || reset.value.step !== 'signed-in') expect.fail();
  expect((await services.db.selectFrom('session').select('id').execute()).map(({ id }) => id)).toEqual([
    reset.value.session.id,
  ]);
});
