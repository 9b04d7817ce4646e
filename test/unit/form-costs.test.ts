import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readEml } from '../../server/requests/messages-by-mail/eml.ts';
import { htmlToText } from '../../server/requests/messages-by-mail/html-text.ts';
import { codeAt, linkToken, signUpConfirmed, signUpForm, someVisitor, withSecondFactor } from '../support/accounts.ts';
import { keyFor, openTestApi } from '../support/api.ts';
import { delayOf, growthOf, repetitions } from '../support/costs.ts';
import { remove, undoToken } from '../support/deletion.ts';
import { lastOf, mailsTo, noticesFor, objectionToken, subscribed } from '../support/notices.ts';
import { businessLink, confirmed } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';
import { deskVisitor, invitationToken, staffMember } from '../support/staff.ts';

/** As many bytes as a form may hold, and as many fields. */
const formSize = 64 * 1024;
const mostFields = 200;
const mailSize = 20_000;

/** How often the delay of an empty form any other may delay the event loop. Going over it again and again: thousands. */
const mostTimes = 50;

/** What makes a reader slow does so on either database: PostgreSQL is asked only whether it takes texts of that size. */
const tries = process.env['TEST_DATABASE_URL'] ? repetitions.slice(0, 1) : repetitions;

interface Form {
  /** A stamp of ours: without it nothing else in a form is looked at. */
  readonly stamp?: () => string;
  /** What is right in the fields that are not filled with the text. */
  readonly right?: Readonly<Record<string, string | readonly string[]>>;
  readonly send: (form: FormData) => Promise<unknown>;
}

/** The verbs that pages hand what was sent to them: `accounts.signUp(form, …)`. */
function verbsOfPages(): string[] {
  const verbs = globSync('src/pages/**/*.{astro,ts}').flatMap((file) => {
    const source = readFileSync(file, 'utf8');
    const called = [...source.matchAll(/\b(\w+\.\w+)\(((?:[^()]|\([^()]*\))*)\)/g)].flatMap(
      ([, verb = '', given = '']) => (/(^|, )(sent|again)(,|$)/.test(given.trim()) ? [verb] : []),
    );
    const named = [...source.matchAll(/\bact: (\w+\.\w+),/g)].map(([, verb = '']) => verb);
    return [...called, ...named];
  });
  return [...new Set(verbs)].sort();
}

async function everyForm(services: Awaited<ReturnType<typeof openTestServices>>): Promise<Record<string, Form>> {
  const { accounts, agreements, consents, personalData, requests } = services;
  const notices = noticesFor(services);
  const by = someVisitor;
  const ada = await signUpConfirmed(services);
  const bob = await signUpConfirmed(services, { email: 'bob@example.com' });
  const { secret, session: bobs } = await withSecondFactor(services, bob);
  const cyd = await signUpConfirmed(services, { email: 'cyd@example.com' });
  await remove(services, cyd.session);
  const { session, password } = ada;
  const stamp = (name: string, id?: string) => () => services.formTokens.issue(name, id);
  const own = (name: string) => stamp(name, session.id);
  const ofStaff = (name: string) => stamp(name, staff.sessionId);
  const mailed = async (email: string, page: string) => linkToken(lastOf(await mailsTo(services, email)), page);

  await accounts.signUp(signUpForm(services, { email: 'dan@example.com' }), by());
  const signUp = await mailed('dan@example.com', 'confirm');
  const entered = await accounts.signIn(formOf({ email: bob.account.email, password }), by());
  const asked = entered.ok && entered.value.step === 'second-factor' ? entered.value.token : '';
  const undo = await undoToken(services);
  await accounts.askAddress(formOf({ stamp: own('address')(), email: 'eve@example.com' }), by(), session);
  const address = await mailed('eve@example.com', 'address/confirm');
  await accounts.askReset(formOf({ stamp: stamp('reset')(), website: '', email: ada.account.email }), by());
  const reset = await mailed(ada.account.email, 'reset');
  const preferences = await subscribed(services, 'fay@example.com');
  const request = await confirmed(services, { email: 'gus@example.com' });
  const passed = await confirmed(services, { email: 'kim@example.com', relation: 'end-customer', business: 'Acme' });
  await requests.route(passed.reference, { business: 'Acme', email: 'legal@acme.example', actor: 'command' });
  const business = businessLink(lastOf(await mailsTo(services, 'legal@acme.example')));
  const offered = accounts.offerFactor(ada.account, session);
  const { desk } = services;
  const { staff, member } = await staffMember(services);
  const added = await desk.addStaff({ name: 'Kim Oh', address: 'kim@example.com', role: 'reads' });
  if (!added.ok) throw new Error(added.problems.join());
  const invitation = invitationToken(lastOf(await mailsTo(services, 'kim@example.com')));
  const key = desk.offerStaffFactor(added.value, invitation);

  const typed = {
    relation: 'none',
    region: 'DE',
    name: 'Ada',
    email: 'hal@example.com',
    details: '',
    kind: ['access'],
  };
  const text = { document: 'dpa', version: '2026-04-23', list: '' };
  const signatory = { business: 'Bau', address: 'Weg 1', name: 'Ada', capacity: 'Owner', authority: 'representative' };
  const code = codeAt(secret, services.clock.now());
  return {
    'accounts.signUp': {
      stamp: stamp('sign-up'),
      right: { name: 'Ada', email: 'ivy@example.com', password: 'nine walnuts under the stove' },
      send: (form) => accounts.signUp(form, by()),
    },
    'accounts.confirm': { send: (form) => accounts.confirm(signUp, form, by()) },
    'accounts.signIn': {
      right: { email: ada.account.email, password: 'not this one at all' },
      send: (form) => accounts.signIn(form, by()),
    },
    'accounts.enterCode': { send: (form) => accounts.enterCode(asked, form, by()) },
    'accounts.signOut': { stamp: own('sign-out'), send: (form) => accounts.signOut(form, session) },
    'accounts.confirmPassword': {
      stamp: own('confirm-password'),
      send: (form) => accounts.confirmPassword(form, by(), session),
    },
    'accounts.askReset': {
      stamp: stamp('reset'),
      right: { email: ada.account.email },
      send: (form) => accounts.askReset(form, by()),
    },
    'accounts.reset': { send: (form) => accounts.reset(reset, form, by()) },
    'personalData.changeName': {
      stamp: own('name'),
      right: { name: 'Ada' },
      send: (form) => personalData.changeName(form, session),
    },
    'personalData.changeBusiness': {
      stamp: own('business'),
      right: { business: 'Bau', address: 'Weg 1', country: 'DE' },
      send: (form) => personalData.changeBusiness(form, by(), session),
    },
    'accounts.changePassword': {
      stamp: own('password'),
      right: { current: password, password: 'short' },
      send: (form) => accounts.changePassword(form, by(), session),
    },
    'accounts.askAddress': {
      stamp: own('address'),
      right: { email: 'eve@example.com' },
      send: (form) => accounts.askAddress(form, by(), session),
    },
    'personalData.confirmAddress': { send: (form) => personalData.confirmAddress(address, form, by(), session) },
    'accounts.turnOnFactor': {
      stamp: () => offered.stamp,
      right: { secret: offered.secret },
      send: (form) => accounts.turnOnFactor(form, by(), session),
    },
    'accounts.turnOffFactor': {
      stamp: stamp('second-factor', bobs.id),
      right: { password, code },
      send: (form) => accounts.turnOffFactor(form, by(), bobs),
    },
    'accounts.renewRecoveryCodes': {
      stamp: stamp('second-factor', bobs.id),
      right: { password, code },
      send: (form) => accounts.renewRecoveryCodes(form, by(), bobs),
    },
    'accounts.checkRecoveryCodes': {
      stamp: stamp('recovery-codes', bobs.id),
      send: (form) => accounts.checkRecoveryCodes(form, bobs),
    },
    'accounts.endSessions': { stamp: own('sessions'), send: (form) => accounts.endSessions(form, session) },
    'agreements.agree': {
      stamp: own('agree'),
      right: { ...text, ...signatory },
      send: (form) => agreements.agree(form, session),
    },
    'agreements.decline': { stamp: own('decline'), right: text, send: (form) => agreements.decline(form, session) },
    'consents.answer': {
      stamp: own('consents'),
      right: { purpose: 'news', version: '2026-11-25', act: 'give' },
      send: (form) => consents.answer(form, session),
    },
    'desk.signIn': {
      right: { email: member.address, password: 'not this one at all', code: '123456' },
      send: (form) => desk.signIn(form, deskVisitor()),
    },
    'desk.signOut': { stamp: ofStaff('desk-sign-out'), send: (form) => desk.signOut(form, staff) },
    'desk.search': {
      stamp: ofStaff('desk-search'),
      right: { search: 'gus@example.com' },
      send: (form) => desk.search(form, staff),
    },
    'desk.actOnPackage': {
      stamp: ofStaff('desk-package'),
      right: { act: 'withhold', part: 'words', reason: 'rights-of-others', revision: '1' },
      send: (form) => desk.actOnPackage(form, request.reference, staff),
    },
    'desk.actOnChecklist': {
      stamp: ofStaff('desk-checklist'),
      right: { act: 'tick', task: 'none', result: 'done' },
      send: (form) => desk.actOnChecklist(form, request.reference, staff),
    },
    'desk.actOnSystem': {
      stamp: ofStaff('desk-systems'),
      right: { act: 'renew', system: 'app' },
      send: (form) => desk.actOnSystem(form, staff),
    },
    'desk.actOnCampaign': {
      stamp: ofStaff('desk-notices'),
      right: { act: 'preview', reason: 'subscribed' },
      send: (form) => desk.actOnCampaign(form, staff, 1),
    },
    'desk.settleObjectionAtDesk': {
      stamp: ofStaff('desk-notices'),
      right: { outcome: 'resolved', message: 'We found a way.' },
      send: (form) => desk.settleObjectionAtDesk(form, staff, 'none'),
    },
    'desk.logObjectionAtDesk': {
      stamp: ofStaff('desk-notices'),
      right: {
        email: 'gus@example.com',
        version: '2026-12-01',
        'objected-on': '2026-11-23',
        grounds: 'It is far away.',
      },
      send: (form) => desk.logObjectionAtDesk(form, staff),
    },
    'notices.object': {
      stamp: own('objection'),
      right: { act: 'object', grounds: 'It is far away.' },
      send: (form) => services.notices.object(form, session),
    },
    'notices.objectByLink': {
      stamp: stamp('objection'),
      right: { act: 'object', grounds: 'It is far away.' },
      send: (form) =>
        services.notices.objectByLink('2026-12-01', objectionToken(services, '2026-12-01', ada.account.id), form),
    },
    'desk.findProof': {
      stamp: ofStaff('desk-notices'),
      right: { email: 'gus@example.com' },
      send: (form) => desk.findProof(form, staff),
    },
    'desk.tellOtherwise': {
      stamp: ofStaff('desk-notices'),
      right: { recipient: 'none', means: 'post', 'told-on': '2026-11-23' },
      send: (form) => desk.tellOtherwise(form, staff, 1),
    },
    'desk.actOnRequest': {
      stamp: ofStaff('desk-act'),
      right: { revision: '0', item: ['access'], message: 'Here it is.' },
      send: (form) => desk.actOnRequest(form, staff, { reference: request.reference, name: 'answer' }),
    },
    'desk.logRequest': {
      stamp: ofStaff('desk-log'),
      right: { channel: 'post', kind: ['access'], region: 'DE', day: '2026-11-20', details: 'My data.' },
      send: (form) => desk.logRequest(form, staff),
    },
    'desk.readSavedMail': {
      stamp: ofStaff('desk-read-mail'),
      right: {},
      send: (form) => desk.readSavedMail(form, staff),
    },
    'desk.actOnMail': {
      stamp: ofStaff('desk-mail'),
      right: { act: 'log', mail: 'unknown', kind: ['access'], region: 'DE' },
      send: (form) => desk.actOnMail(form, staff),
    },
    'desk.takeRequest': {
      stamp: ofStaff('desk-take'),
      right: { reference: request.reference },
      send: (form) => desk.takeRequest(form, staff),
    },
    'desk.acceptInvitation': {
      stamp: () => key.stamp,
      right: { secret: key.secret, password: 'short' },
      send: (form) => desk.acceptInvitation(invitation, form, deskVisitor()),
    },
    'personalData.exportAll': { stamp: own('export'), send: (form) => personalData.exportAll(form, session) },
    'personalData.remove': {
      stamp: own('delete-account'),
      right: { act: 'delete' },
      send: (form) => personalData.remove(form, session),
    },
    'personalData.keepAfterAll': {
      stamp: own('delete-account'),
      right: { act: 'keep' },
      send: (form) => personalData.keepAfterAll(form, session),
    },
    'keptAgreements.erase': { send: (form) => services.keptAgreements.erase('unknown', form) },
    'personalData.undo': { send: (form) => personalData.undo(undo, form, by()) },
    'notices.subscribe': {
      stamp: stamp('updates'),
      right: { email: 'jan@example.com', document: ['privacy'] },
      send: (form) => notices.subscribe(form, by()),
    },
    'notices.mailPreferences': {
      stamp: stamp('updates-link'),
      right: { email: 'fay@example.com' },
      send: (form) => notices.mailPreferences(form, by()),
    },
    'notices.changePreferences': {
      right: { act: 'save', document: ['privacy'] },
      send: (form) => notices.changePreferences(preferences, form),
    },
    'requests.keepDraft': {
      stamp: stamp('request'),
      right: typed,
      send: (form) => requests.keepDraft(form, by()),
    },
    'requests.submit': {
      stamp: stamp('request'),
      right: typed,
      send: (form) => requests.submit(form, by()),
    },
    'requests.write': {
      stamp: stamp('message'),
      send: (form) => requests.write(request.reference, request.caseToken, form),
    },
    'requests.answerPermission': {
      stamp: stamp('permission'),
      right: { allows: 'yes' },
      send: (form) => requests.answerPermission('none', form),
    },
    'requests.recordBusinessAnswer': {
      stamp: stamp('business'),
      send: (form) => requests.recordBusinessAnswer(...business, form),
    },
    'requests.askForHelp': {
      stamp: stamp('business'),
      send: (form) => requests.askForHelp(...business, form),
    },
    'requests.mailAnswerCode': {
      stamp: stamp('answer-code'),
      send: (form) => requests.mailAnswerCode(request.reference, request.caseToken, 'none', form),
    },
    'requests.openAnswer': {
      stamp: stamp('answer'),
      send: (form) => requests.openAnswer(request.reference, request.caseToken, 'none', form),
    },
    'requests.withdraw': {
      stamp: stamp('withdraw'),
      send: (form) => requests.withdraw(request.reference, request.caseToken, form),
    },
    'requests.dispute': {
      stamp: stamp('dispute'),
      right: { kind: 'complaint' },
      send: (form) => requests.dispute(request.reference, request.caseToken, form),
    },
    'requests.mailCaseLink': {
      stamp: stamp('case-link'),
      send: (form) => requests.mailCaseLink(request.reference, form, by()),
    },
  };
}

/** The fields that a form has: those that its verb looks for. */
async function fieldsOf({
  send,
}: Form): Promise<{ readonly one: readonly string[]; readonly many: readonly string[] }> {
  const looked = { one: new Set<string>(), many: new Set<string>() };
  class Looked extends FormData {
    override get(name: string) {
      looked.one.add(name);
      return super.get(name);
    }
    override getAll(name: string) {
      looked.many.add(name);
      return super.getAll(name);
    }
  }
  await send(new Looked());
  return { one: [...looked.one], many: [...looked.many] };
}

/** As often as it fits into so many bytes of a form, as browsers write them. */
function asOften(repeated: string, size: number): string {
  return repeated.repeat(Math.max(1, Math.floor(size / new URLSearchParams({ '': repeated }).toString().length)));
}

test('every form that a page has is tried below', async () => {
  await using services = await openTestServices();
  const tried = Object.keys(await everyForm(services)).sort();
  expect(tried, 'The rows of `everyForm`, and the verbs that pages hand a form to').toEqual(verbsOfPages());
});

test('no form holds up the event loop, whatever fills it', async () => {
  await using services = await openTestServices();
  const slow: string[] = [];
  for (const [name, form] of Object.entries(await everyForm(services))) {
    const { one, many } = await fieldsOf(form);
    const formWith = (filled: string, given: string | readonly string[], right = form.right ?? {}) => {
      const empty = Object.fromEntries(one.map((field) => [field, '']));
      const own = one.includes('stamp') && form.stamp ? { stamp: form.stamp() } : {};
      return formOf({ ...empty, ...right, ...own, ...(filled && { [filled]: given }) });
    };
    const send = async (sent: FormData) => {
      await services.db.deleteFrom('limit_count').execute();
      await form.send(sent);
    };
    const bearable = mostTimes * (await delayOf(() => send(formWith('', '', {}))));
    const tried = tries.flatMap((repeated) => [
      ...[...one, ...many].map((field) => [field, repeated, asOften(repeated, formSize)] as const),
      ...many.map(
        (field) => [field, repeated, Array(mostFields).fill(asOften(repeated, formSize / mostFields))] as const,
      ),
    ]);
    for (const [field, repeated, given] of tried) {
      const delay = await delayOf(() => send(formWith(field, given)), bearable);
      if (delay > bearable)
        slow.push(`${name}, ${field} of ${JSON.stringify(repeated)}: ${delay} ms, not ${bearable} ms`);
    }
  }

  expect(slow).toEqual([]);
});

test('no operation of the API holds up the event loop, whatever fills its body', async () => {
  await using site = await openTestApi();
  const { api, db } = site.services;
  const key = await keyFor(site.services);
  const slow: string[] = [];
  let sent = 0;
  for (const { id, path, body, example, isOnce } of api.operations) {
    if (!body) continue;
    const send = async (given: unknown) => {
      await db.deleteFrom('limit_count').execute();
      sent += 1;
      const answer = await site.send(path, given, { ...key, ...(isOnce && { 'idempotency-key': `cost-${sent}` }) });
      if (answer.status >= 500) slow.push(`${id}: ${answer.status}`);
    };
    const bearable = mostTimes * (await delayOf(() => send({})));
    for (const place of placesIn(example)) {
      for (const repeated of tries) {
        const size = formSize - JSON.stringify(example).length;
        const text = repeated.repeat(Math.floor(size / Buffer.byteLength(JSON.stringify(repeated).slice(1, -1))));
        const delay = await delayOf(() => send(withText(example, place, text)), bearable);
        if (delay > bearable)
          slow.push(`${id}, ${place} of ${JSON.stringify(repeated)}: ${delay} ms, not ${bearable} ms`);
      }
    }
  }

  expect(slow).toEqual([]);
});

/** The members of a body that hold no others, as `person/email`. */
function placesIn(example: unknown, at = ''): string[] {
  if (typeof example !== 'object' || example === null) return [at];
  return Object.entries(example).flatMap(([name, value]) => placesIn(value, at ? `${at}/${name}` : name));
}

function withText(example: unknown, place: string, text: string): unknown {
  if (place === '') return text;
  const [name = '', ...rest] = place.split('/');
  const members = example as Readonly<Record<string, unknown>>;
  return { ...members, [name]: withText(members[name], rest.join('/'), text) };
}

test('no mail is gone over again and again, whatever stands in it', async () => {
  const dear: string[] = [];
  for (const repeated of [...repetitions, '<table>', '<table><tr><td>', '<li>', '<a href="', '<!--', '<p>']) {
    const textOf = (size: number) => repeated.repeat(size / Buffer.byteLength(repeated));
    const places = {
      markup: (size: number) => htmlToText(textOf(size)),
      header: (size: number) => readEml(Buffer.from(`From: ${textOf(size)}\r\n\r\nHello`), 'privacy@example.com'),
      body: (size: number) => readEml(Buffer.from(`Content-Type: text/html\r\n\r\n${textOf(size)}`), ''),
    };
    for (const [place, read] of Object.entries(places)) {
      const found = await growthOf(read, mailSize);
      if (found) dear.push(`${place} of ${JSON.stringify(repeated)}: ${found}`);
    }
  }

  expect(dear).toEqual([]);
});
