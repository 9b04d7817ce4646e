import bcrypt from 'bcrypt';
import { afterEach, expect, test, vi } from 'vitest';
import { signUpConfirmed, signUpForm, someVisitor } from '../support/accounts.ts';
import { mailsIn, noticesFor } from '../support/notices.ts';
import { requestForm } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

afterEach(() => vi.restoreAllMocks());

const token = 'A'.repeat(43);
const password = 'password';

test('a form without a stamp of ours costs neither a password nor a query, and nothing else in it is judged', async () => {
  await using services = await openTestServices();
  const { accounts, agreements, consents, erasure, requests } = services;
  const { session } = await signUpConfirmed(services);
  const notices = noticesFor(services);
  const by = someVisitor();
  const email = 'grace@example.com';
  const factor = { password, code: '123456' };
  const signatory = { business: 'Bau', address: 'Weg 1', name: 'Ada', capacity: 'Owner', authority: 'yes' };
  const text = { document: 'dpa', version: '2026-01-01', list: '' };
  const request = () => {
    const form = requestForm(services);
    form.set('stamp', '');
    return form;
  };
  const forms: Record<string, (stamp: string) => Promise<unknown>> = {
    'sign-up': (stamp) => accounts.signUp(formOf({ stamp, website: '', name: 'Ada', email, password }), by),
    reset: (stamp) => accounts.askReset(formOf({ stamp, website: '', email }), by),
    'sign-out': (stamp) => accounts.signOut(formOf({ stamp }), session),
    'confirm-password': (stamp) => accounts.confirmPassword(formOf({ stamp, ...factor }), by, session),
    name: (stamp) => accounts.changeName(formOf({ stamp, name: 'Ada' }), session),
    business: (stamp) => accounts.changeBusiness(formOf({ stamp, business: 'Bau' }), by, session),
    password: (stamp) => accounts.changePassword(formOf({ stamp, current: password, password }), by, session),
    address: (stamp) => accounts.askAddress(formOf({ stamp, email }), by, session),
    'address-confirm': (stamp) => accounts.confirmAddress(token, formOf({ stamp }), by, session),
    'factor-on': (stamp) => accounts.turnOnFactor(formOf({ stamp, secret: 'A', code: '123456' }), by, session),
    'factor-off': (stamp) => accounts.turnOffFactor(formOf({ stamp, ...factor }), by, session),
    'recovery-codes': (stamp) => accounts.renewRecoveryCodes(formOf({ stamp, ...factor }), by, session),
    sessions: (stamp) => accounts.endSessions(formOf({ stamp, session: 'others' }), session),
    agree: (stamp) => agreements.agree(formOf({ stamp, ...text, ...signatory }), session),
    decline: (stamp) => agreements.decline(formOf({ stamp, ...text }), session),
    consents: (stamp) => consents.answer(formOf({ stamp, purpose: 'ai', version: '1', act: 'give' }), session),
    export: (stamp) => erasure.exportAll(formOf({ stamp }), session),
    deletion: (stamp) => erasure.remove(formOf({ stamp, act: 'delete', sure: 'yes' }), session),
    'deletion-kept': (stamp) => erasure.keepAfterAll(formOf({ stamp, act: 'keep' }), session),
    updates: (stamp) => notices.subscribe(formOf({ stamp, website: '', email, document: 'privacy' }), by),
    request: () => requests.submit(request(), by),
    draft: () => requests.keepDraft(request(), by),
    'case-link': (stamp) => requests.mailCaseLink('WT-7F3K-92QD', formOf({ stamp, website: '' }), by),
  };
  const work = [
    vi.spyOn(executorOf(services.db), 'executeQuery'),
    vi.spyOn(bcrypt, 'hash'),
    vi.spyOn(bcrypt, 'compare'),
    vi.spyOn(services.limits, 'reached'),
  ];
  await services.db.selectFrom('account').select('id').execute();
  expect(work[0]).toHaveBeenCalledTimes(1);

  for (const [name, send] of Object.entries(forms)) {
    for (const stamp of ['', 'x'.repeat(60_000), services.stamps.issue('another form')]) {
      for (const one of work) one.mockClear();
      const answer = await send(stamp);
      expect([name, answer]).toEqual([name, { ok: false, problems: ['form-expired'] }]);
      expect([name, ...work.map(({ mock }) => mock.calls.length)]).toEqual([name, 0, 0, 0, 0]);
    }
  }
});

test('a request that was held back spends the mail budget of its address once, however often the job looks', async () => {
  await using services = await openTestServices();
  const { accounts, requests, clock } = services;
  for (const tag of ['a', 'b', 'c'])
    await accounts.signUp(signUpForm(services, { email: `ada+${tag}@example.com` }), someVisitor());
  const sent = async () => (await mailsIn(services)).filter(({ to }) => to.includes('ada@example.com')).length;
  expect(await requests.submit(requestForm(services, { email: 'ada@example.com' }), someVisitor())).toMatchObject({
    ok: true,
  });
  const counts = () => services.db.selectFrom('limit_count').select(['bucket', 'count']).orderBy('bucket').execute();
  await requests.runJobs();
  const before = await counts();
  for (let second = 5; second < 300; second += 5) {
    clock.set(new Date(Date.parse('2026-11-23T12:00:00Z') + second * 1000).toISOString());
    await requests.runJobs();
  }
  expect(await counts()).toEqual(before);
  expect(await sent()).toBe(0);
  clock.set('2026-11-23T13:00:00Z');
  await requests.runJobs();
  await requests.runJobs();
  expect(await sent()).toBe(1);
});

/** Through which every query of a database goes. */
function executorOf(db: Awaited<ReturnType<typeof openTestServices>>['db']) {
  let found: object = db.getExecutor();
  while (!Object.hasOwn(found, 'executeQuery')) found = Object.getPrototypeOf(found) as object;
  return found as { executeQuery: (...args: never[]) => unknown };
}
