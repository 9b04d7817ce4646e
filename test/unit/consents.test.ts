import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hasSignal } from '../../server/consent/gpc.ts';
import type { Purpose, PurposeVersion } from '../../server/consent/purposes.ts';
import { transaction } from '../../server/context.ts';
import type { ConsentAct } from '../../server/ledger/kinds.ts';
import { verify } from '../../server/ledger/ledger.ts';
import { erase as eraseActs } from '../../server/ledger/personal-data.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import {
  afterPublication,
  answerAs,
  consentForm,
  consentsWith,
  purposesOf,
  purposeVersion,
} from '../support/consents.ts';
import { promise } from '../support/promise.ts';
import { mailsWith, submitted } from '../support/requests.ts';
import { contextOf, openTestServices } from '../support/services.ts';

const purpose = 'ai-training';

test('training is off until somebody says yes, and nothing else they do is a yes', promise('ai-training'), async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const given = async () => (await services.consents.state(ada.account.id, purpose)).given;

  expect(await given()).toBe(false);
  expect(await services.consents.list(ada.account.id)).toMatchObject([{ given: false, answer: 'none' }]);
  await answerAs(services, ada, 'refuse');
  expect(await given()).toBe(false);
  await answerAs(services, ada, 'withdraw');
  expect(await given()).toBe(false);
  await answerAs(services, ada, 'give');
  expect(await given()).toBe(true);
});

test('what a business instructs is said yes to with the password, by name and by what right; no is said without', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const version = purposeVersion('model', '2026-11-25', null);
  const room = consentsWith(services, [
    {
      id: 'model',
      title: 'Models',
      formerly: [],
      versions: [{ ...version, terms: { ...version.terms, givenBy: 'business' } }],
    },
  ]);
  const signatory = { business: 'Works', address: 'London', name: 'Ada', capacity: 'Owner', authority: 'authorised' };
  const answer = (act: ConsentAct, values = {}, isFresh = true) =>
    room.answer(consentForm(services, ada, act, { purpose: 'model', version: '2026-11-25', ...values }), {
      ...ada.session,
      isFresh,
    });

  expect(await answer('give', signatory, false)).toEqual({ ok: false, problems: ['password-needed'] });
  expect(await answer('give', { ...signatory, authority: '', name: '' })).toEqual({
    ok: false,
    problems: ['name-missing', 'authority-missing'],
  });
  expect(await answer('refuse', {}, false)).toEqual({ ok: true, value: null });
  expect(await answer('give', signatory)).toEqual({ ok: true, value: null });
  const [, yes] = await services.ledger.entriesOf({ accountId: ada.account.id });
  expect(yes).toMatchObject({
    entry: { kind: 'consent-given' },
    parts: {
      signatory: { name: 'Ada', capacity: 'Owner', authority: 'authorised' },
      business: { business: 'Works', address: 'London' },
      // It is the business that decides about its customers’ data.
      receipt: {
        parties: [{ party_role: 'processor' }],
        pii_processing: [{ purposes: [{ pii_controllers: ['business'] }] }],
      },
    },
  });
  expect(await answer('withdraw', {}, false)).toEqual({ ok: true, value: null });
  expect((await room.state(ada.account.id, 'model')).given).toBe(false);
});

test('one act gives, one withdraws, in the same place, and both stay recorded', promise('ai-training'), async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);

  expect(await answerAs(services, ada, 'give')).toEqual({ ok: true, value: null });
  expect(await answerAs(services, ada, 'withdraw')).toEqual({ ok: true, value: null });

  const entries = await services.ledger.entriesOf({ accountId: ada.account.id });
  expect(entries.map(({ entry }) => [entry.kind, entry.about.version, entry.given.where, entry.given.control])).toEqual(
    [
      ['consent-given', '2026-11-25', '/account/consents/', 'Yes, you may'],
      ['consent-withdrawn', '2026-11-25', '/account/consents/', 'Withdraw consent'],
    ],
  );
  expect(entries[1]?.entry.refersTo).toBe(entries[0]?.entry.id);
  expect(entries[0]?.entry.shown).toEqual([
    { url: '/purposes/ai-training/2026-11-25/', sha256: services.purposes.inEffect(purpose)?.sourceSha256 },
  ]);
  expect(entries[0]?.parts).toMatchObject({
    person: { name: 'Ada Lovelace', email: 'ada@example.com', business: '' },
    account: ada.account.id,
  });
  expect((await services.consents.state(ada.account.id, purpose)).answer).toBe('withdrawn');
});

test('nobody fills the ledger with yeses, and a no or a withdrawal is recorded however many there were', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  for (let times = 0; times < 20; times += 1) {
    expect(await answerAs(services, ada, 'give')).toEqual({ ok: true, value: null });
    expect(await answerAs(services, ada, times % 2 === 0 ? 'withdraw' : 'refuse')).toEqual({ ok: true, value: null });
  }

  expect(await answerAs(services, ada, 'give')).toEqual({ ok: false, problems: ['too-many-answers'] });
  expect((await services.consents.state(ada.account.id, purpose)).given).toBe(false);
  expect(await services.ledger.entriesOf({ accountId: ada.account.id })).toHaveLength(40);
  // Others are others, and tomorrow is another day, on which what was given can be taken back.
  const bea = await signUpConfirmed(services, { email: 'bea@example.com' });
  expect(await answerAs(services, bea, 'give')).toEqual({ ok: true, value: null });
  services.clock.set('2026-11-27T12:00:00Z');
  expect(await answerAs(services, ada, 'give')).toEqual({ ok: true, value: null });
  expect(await answerAs(services, ada, 'withdraw')).toEqual({ ok: true, value: null });
});

test('whatever is not known is no', promise('ai-training'), async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');

  expect(await services.consents.state('nobody', purpose)).toMatchObject({ given: false, answer: 'none' });
  expect(await services.consents.state(ada.account.id, 'something-else')).toMatchObject({ given: false });
  // A server that knows nothing of the text that was agreed to, or another one under its name.
  const without: Purpose[] = [{ id: purpose, title: 'x', formerly: [], versions: [] }];
  expect(await consentsWith(services, without).state(ada.account.id, purpose)).toMatchObject({ given: false });
  const other: Purpose[] = [
    { id: purpose, title: 'x', formerly: [], versions: [purposeVersion(purpose, '2026-11-25', null)] },
  ];
  expect(await consentsWith(services, other).state(ada.account.id, purpose)).toMatchObject({ given: false });
  await transaction(services.ctx, (ctx) => eraseActs(ctx, subjectOf(ada.account)));
  expect(await services.consents.state(ada.account.id, purpose)).toMatchObject({ given: false });
});

test('a yes to one text is no yes to the next, save where it was only corrected', promise('ai-training'), async () => {
  await using services = await openTestServices({ now: '2026-11-26T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const versions = [
    purposeVersion(purpose, '2026-11-25', null),
    purposeVersion(purpose, '2026-12-01', 'editorial'),
    purposeVersion(purpose, '2026-12-10', 'notice'),
  ];
  const consents = consentsWith(services, [{ id: purpose, title: 'x', formerly: [], versions }]);
  await consents.answer(consentForm(services, ada, 'give'), ada.session);
  const answerOn = async (day: string) => {
    services.clock.set(`${day}T12:00:00Z`);
    return (await consents.state(ada.account.id, purpose)).answer;
  };

  expect(await answerOn('2026-11-30')).toBe('given');
  expect(await answerOn('2026-12-01')).toBe('given');
  expect(await answerOn('2026-12-10')).toBe('asked-again');
  expect((await consents.state(ada.account.id, purpose)).given).toBe(false);
});

test('a yes to a text that is no longer the one that is asked is refused; a withdrawal never is', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const old = (act: ConsentAct) => consentForm(services, ada, act, { version: '2026-01-01' });

  expect(await services.consents.answer(old('give'), ada.session)).toEqual({
    ok: false,
    problems: ['version-unknown'],
  });
  await answerAs(services, ada, 'give');
  expect(await services.consents.answer(old('withdraw'), ada.session)).toEqual({ ok: true, value: null });
  expect((await services.consents.state(ada.account.id, purpose)).given).toBe(false);
});

test('a form that another session, another site or nobody made changes nothing', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const eve = await signUpConfirmed(services, { name: 'Eve', email: 'eve@example.com' });
  const stolen = consentForm(services, eve, 'give');

  expect(await services.consents.answer(stolen, ada.session)).toEqual({ ok: false, problems: ['form-expired'] });
  const more = consentForm(services, ada, 'give', { accountId: eve.account.id });
  expect(await services.consents.answer(more, ada.session)).toEqual({ ok: false, problems: ['form-field-unknown'] });
  const strange = consentForm(services, ada, 'give', { act: 'sell' });
  expect(await services.consents.answer(strange, ada.session)).toEqual({ ok: false, problems: ['act-unknown'] });
  expect(await services.ledger.verify()).toMatchObject({ entries: 0 });
});

test('a yes that is sent once more after a withdrawal, by going back in the browser, is no new yes', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  const form = consentForm(services, ada, 'give');
  await services.consents.answer(form, ada.session);
  await answerAs(services, ada, 'withdraw');

  await services.consents.answer(form, ada.session);

  expect((await services.consents.state(ada.account.id, purpose)).given).toBe(false);
});

test('fifty withdrawals at once are one, and none of them fails', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');

  const answers = await Promise.all(Array.from({ length: 50 }, () => answerAs(services, ada, 'withdraw')));

  expect(answers.every(({ ok }) => ok)).toBe(true);
  const entries = await services.ledger.entriesOf({ accountId: ada.account.id });
  expect(entries.map(({ entry }) => entry.kind)).toEqual(['consent-given', 'consent-withdrawn']);
  expect(await services.ledger.verify()).toMatchObject({ finding: null });
});

test('a request to withdraw consent withdraws what the account of that address gave', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');

  await submitted(services, { email: 'Ada@example.com', kind: 'withdraw_consent' });

  const state = await services.consents.state(ada.account.id, purpose);
  expect(state).toMatchObject({ given: false, answer: 'withdrawn' });
  expect(state.last?.entry.given).toMatchObject({ by: 'unauthenticated', through: 'request' });
  expect(state.last?.entry.shown).toEqual([]);
  const told = (await mailsWith(services, 'consent-withdrawn')).map(({ to, text }) => ({ to, text }));
  expect(told).toMatchObject([{ to: ada.account.email }]);
  expect(told[0]?.text).toContain('http://localhost:4321/account/consents/');
  await submitted(services, { email: 'Ada@example.com', kind: 'withdraw_consent' });
  expect(await mailsWith(services, 'consent-withdrawn')).toHaveLength(1);
});

test('a withdrawal by the holder who is signed in is the person’s own act, and no mail tells of it', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');
  await submitted(services, { email: ada.account.email, kind: 'withdraw_consent' }, ada.account);
  const { last } = await services.consents.state(ada.account.id, purpose);
  expect(last?.entry).toMatchObject({ kind: 'consent-withdrawn', given: { by: 'person' } });
  expect(await mailsWith(services, 'consent-withdrawn')).toEqual([]);
});

test('a withdrawal from a page that is older records what that page said', async () => {
  await using services = await openTestServices({ now: '2026-12-01T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const [first, second] = [
    purposeVersion('news', '2026-11-01', null),
    purposeVersion('news', '2026-11-20', 'editorial'),
  ];
  const asked = (versions: PurposeVersion[]) =>
    consentsWith(services, [{ id: 'news', title: 'News', formerly: [], versions }]);
  const form = (act: ConsentAct) => consentForm(services, ada, act, { purpose: 'news', version: first.version });
  await asked([first]).answer(form('give'), ada.session);
  await asked([first, second]).answer(form('withdraw'), ada.session);
  const { last } = await asked([first, second]).state(ada.account.id, 'news');
  expect(last?.entry).toMatchObject({
    kind: 'consent-withdrawn',
    about: { version: first.version, textSha256: first.textSha256 },
    shown: [{ url: first.url, sha256: first.sourceSha256 }],
  });
});

test('in whatever order people answer and texts change, what is allowed is what was said last, to this text', async () => {
  await using services = await openTestServices({ now: '2026-11-26T12:00:00Z' });
  const ada = await signUpConfirmed(services);
  const step = fc.oneof(
    fc.constantFrom<ConsentAct>('give', 'refuse', 'withdraw').map((act) => ({ act })),
    fc.constantFrom<ConsentAct>('give', 'refuse', 'withdraw').map((act) => ({ act, stale: true })),
    fc.constantFrom('editorial', 'notice', 'agreement' as const).map((publish) => ({ publish })),
  );
  const all: Purpose[] = [];

  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 12 }), async (steps) => {
      const id = `purpose-${all.length + 1}`;
      const versions = [purposeVersion(id, '2026-11-01', null)];
      const asked = { id, title: id, formerly: [], versions };
      all.push(asked);
      const consents = consentsWith(services, [asked]);
      let isGiven = false;
      for (const [at, one] of steps.entries()) {
        if ('publish' in one) {
          versions.push(purposeVersion(id, `2026-11-${at + 2}`.replace(/-(\d)$/, '-0$1'), one.publish));
          if (one.publish !== 'editorial') isGiven = false;
        } else {
          const isStale = 'stale' in one;
          const version = (isStale ? '2025-01-01' : versions.at(-1)?.version) ?? '';
          await consents.answer(consentForm(services, ada, one.act, { purpose: id, version }), ada.session);
          if (one.act === 'withdraw') isGiven = false;
          else if (!isStale) isGiven = one.act === 'give';
        }
        expect((await consents.state(ada.account.id, id)).given).toBe(isGiven);
      }
    }),
    { numRuns: 60 },
  );
  // The site itself has none of these purposes.
  const ctx = contextOf(services, { purposes: purposesOf(services, all) });
  expect(await verify(ctx)).toMatchObject({ finding: null });
});

test('of Sec-GPC only 1 counts, also when a browser sends the header twice', () => {
  const signal = (...values: string[]) => {
    const headers = new Headers();
    for (const value of values) headers.append('Sec-GPC', value);
    return hasSignal(headers);
  };

  expect([signal('1'), signal('0', '1'), signal(' 1 ')]).toEqual([true, true, true]);
  expect([signal(), signal('0'), signal('true'), signal('1;x'), signal(''), signal('11')]).toEqual([
    ...Array<boolean>(6).fill(false),
  ]);
});

test('the site says to browsers that it honours the signal', () => {
  const said = JSON.parse(readFileSync('public/.well-known/gpc.json', 'utf8')) as Record<string, unknown>;

  expect(said).toEqual({ gpc: true, lastUpdate: expect.stringMatching(/^\d{4}-\d{2}-\d{2}$/) });
});

test('a signal is recorded once for each session, and is an opt-out that outlasts the account', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  expect(await services.signals.state(ada.account.id)).toEqual({ since: null });

  await Promise.all(Array.from({ length: 8 }, () => services.signals.record(ada.session, '/account/consents/')));
  services.clock.set('2026-11-27T12:00:00Z');
  await services.signals.record({ ...ada.session, id: 'another' }, '/account/settings/');

  expect(await services.signals.state(ada.account.id)).toEqual({ since: new Date(afterPublication) });
  const entries = await services.ledger.entriesOf({ accountId: ada.account.id });
  expect(entries.map(({ entry }) => [entry.kind, entry.about.id, entry.given.where])).toEqual([
    ['objection', 'sec-gpc', '/account/consents/'],
    ['objection', 'sec-gpc', '/account/settings/'],
  ]);
  const kept = await services.db.selectFrom('suppression').select('kind').execute();
  expect(kept).toEqual([{ kind: 'opt_out_sale_sharing' }]);
});

function subjectOf({ id, email }: { id: string; email: string }) {
  return { accountId: id, email };
}
