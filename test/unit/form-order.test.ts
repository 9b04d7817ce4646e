import { afterEach, expect, test, vi } from 'vitest';
import { passwordsOfClient, resettingsOfClient, signUpsOfClient } from '../../server/accounts/limits.ts';
import { reached, under } from '../../server/rate-limits/rate-limits.ts';
import { signUpConfirmed, signUpForm, someVisitor } from '../support/accounts.ts';
import { mailsIn, noticesFor } from '../support/notices.ts';
import { requestForm } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { spyOnWork } from '../support/work.ts';

afterEach(() => vi.restoreAllMocks());

const token = 'A'.repeat(43);
const password = 'password';
const nothing = { queries: 0, passwords: 0, limits: 0 };

test('a form without a stamp of ours costs neither a password nor a query, and nothing else in it is judged', async () => {
  await using services = await openTestServices();
  const { accounts, agreements, consents, personalData, requests } = services;
  const { session } = await signUpConfirmed(services);
  const notices = noticesFor(services);
  const by = someVisitor();
  const email = 'grace@example.com';
  const factor = { password, code: '123456' };
  const signatory = { business: 'Bau', address: 'Weg 1', name: 'Ada', capacity: 'Owner', authority: 'representative' };
  const text = { document: 'dpa', version: '2026-01-01', list: '' };
  let isWrong = false;
  const request = (stamp: string) => {
    const form = requestForm(services, isWrong ? { name: '\n\u202e', email: '\n\u202e', kind: [] } : {});
    form.set('stamp', stamp);
    return form;
  };
  const typed = ({ stamp, ...fields }: Record<string, string>) =>
    formOf({
      stamp: stamp ?? '',
      ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, isWrong ? '\n\u202e' : value])),
    });
  const forms: Record<string, (stamp: string) => Promise<unknown>> = {
    'sign-up': (stamp) => accounts.signUp(typed({ stamp, website: '', name: 'Ada', email, password }), by),
    reset: (stamp) => accounts.askReset(typed({ stamp, website: '', email }), by),
    'sign-out': (stamp) => accounts.signOut(typed({ stamp }), session),
    'confirm-password': (stamp) => accounts.confirmPassword(typed({ stamp, ...factor }), by, session),
    name: (stamp) => personalData.changeName(typed({ stamp, name: 'Ada' }), session),
    business: (stamp) => personalData.changeBusiness(typed({ stamp, business: 'Bau' }), by, session),
    password: (stamp) => accounts.changePassword(typed({ stamp, current: password, password }), by, session),
    address: (stamp) => accounts.askAddress(typed({ stamp, email }), by, session),
    'address-confirm': (stamp) => personalData.confirmAddress(token, typed({ stamp }), by, session),
    'factor-on': (stamp) => accounts.turnOnFactor(typed({ stamp, secret: 'A', code: '123456' }), by, session),
    'factor-off': (stamp) => accounts.turnOffFactor(typed({ stamp, ...factor }), by, session),
    'recovery-codes': (stamp) => accounts.renewRecoveryCodes(typed({ stamp, ...factor }), by, session),
    sessions: (stamp) => accounts.endSessions(typed({ stamp, session: 'others' }), session),
    agree: (stamp) => agreements.agree(typed({ stamp, ...text, ...signatory }), session),
    decline: (stamp) => agreements.decline(typed({ stamp, ...text }), session),
    consents: (stamp) => consents.answer(typed({ stamp, purpose: 'ai', version: '1', act: 'give' }), session),
    export: (stamp) => personalData.exportAll(typed({ stamp }), session),
    deletion: (stamp) => personalData.remove(typed({ stamp, act: 'delete', sure: 'yes' }), session),
    'deletion-kept': (stamp) => personalData.keepAfterAll(typed({ stamp, act: 'keep' }), session),
    updates: (stamp) => notices.subscribe(typed({ stamp, website: '', email, document: 'privacy' }), by),
    'updates-link': (stamp) => notices.mailPreferences(typed({ stamp, email }), by),
    request: (stamp) => requests.submit(request(stamp), by),
    draft: (stamp) => requests.keepDraft(request(stamp), by),
    message: (stamp) => requests.write('WT-7F3K-92QD', token, typed({ stamp, message: 'Hello' })),
    'case-link': (stamp) => requests.mailCaseLink('WT-7F3K-92QD', typed({ stamp, website: '' }), by),
  };
  const work = spyOnWork(services);
  await services.db.selectFrom('account').select('id').execute();
  expect(work.done()).toEqual({ ...nothing, queries: 1 });

  for (const [name, send] of Object.entries(forms)) {
    const formTokens = ['', 'x'.repeat(60_000), services.formTokens.issue('another form')];
    for (const [at, stamp] of [...formTokens, ...formTokens].entries()) {
      isWrong = at >= formTokens.length;
      work.clear();
      const answer = await send(stamp);
      expect([name, answer]).toEqual([name, { ok: false, problems: ['form-expired'] }]);
      expect([name, work.done()]).toEqual([name, nothing]);
    }
  }
});

test('a form behind a mailed link asks for its link alone while that is unknown, and not even for it where the form is not ours', async () => {
  await using services = await openTestServices();
  const { accounts, personalData, requests } = services;
  const notices = noticesFor(services);
  const by = someVisitor();
  const stamp = services.formTokens.issue('message');
  const forms: Record<string, (fields: Record<string, string>) => Promise<unknown>> = {
    'sign-up-confirm': (fields) => accounts.confirm(token, formOf({ password, ...fields }), by),
    reset: (fields) => accounts.reset(token, formOf({ password, ...fields }), by),
    code: (fields) => accounts.enterCode(token, formOf({ code: '123456', ...fields }), by),
    undo: (fields) => personalData.undo(token, formOf({ password, ...fields }), by),
    preferences: (fields) => notices.changePreferences(token, formOf({ act: 'end', ...fields })),
    message: (fields) => requests.write('WT-7F3K-92QD', token, formOf({ stamp, message: 'Hello', ...fields })),
  };
  const work = spyOnWork(services);
  for (const [name, send] of Object.entries(forms)) {
    work.clear();
    expect([name, await send({})]).toMatchObject([name, { ok: false, problems: [expect.stringContaining('link')] }]);
    const { queries, ...others } = work.done();
    expect([name, queries <= 1, others]).toEqual([name, true, { passwords: 0, limits: 0 }]);
    work.clear();
    expect([name, await send({ more: 'x' })]).toMatchObject([name, { ok: false }]);
    expect([name, work.done()]).toEqual([name, nothing]);
  }
});

test('where a limit is used up no new password is judged, and none that is too long or too short reaches it', async () => {
  await using services = await openTestServices();
  const { accounts, ctx, formTokens } = services;
  const ada = await signUpConfirmed(services);
  const by = someVisitor();
  const signUp = (password: string) =>
    accounts.signUp(signUpForm(services, { email: 'grace@example.com', password }), by);
  const change = (password: string) =>
    accounts.changePassword(
      formOf({ stamp: formTokens.issue('password', ada.session.id), current: password, password }),
      by,
      ada.session,
    );
  await accounts.askReset(formOf({ stamp: formTokens.issue('reset'), website: '', email: ada.account.email }), by);
  const mails = (await mailsIn(services)).map(({ text }) => /\/account\/reset\/([\w-]+)\//.exec(text)?.[1] ?? '');
  const reset = (password: string) => accounts.reset(mails.find(Boolean) ?? '', formOf({ password }), by);
  const common = 'password password';
  const forms = [
    [signUp, signUpsOfClient, 'too-many-requests'],
    [reset, resettingsOfClient, 'too-many-requests'],
    [change, passwordsOfClient, 'too-many-tries'],
  ] as const;
  const work = spyOnWork(services);

  for (const [send, used, refusal] of forms) {
    expect(await send(common)).toEqual({ ok: false, problems: ['password-common'] });
    const acts = under(used, by.address);
    for (let count = 0; count <= (used[0]?.most ?? 0); count += 1) await reached(ctx, acts);
    work.clear();
    expect(await send('short')).toEqual({ ok: false, problems: ['password-short'] });
    expect(await send('x'.repeat(60_000))).toEqual({ ok: false, problems: ['password-long'] });
    expect(work.done()).toMatchObject({ passwords: 0, limits: 0 });
    expect(await send(common)).toEqual({ ok: false, problems: [refusal] });
    expect(work.done()).toMatchObject({ passwords: 0, limits: 1 });
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
