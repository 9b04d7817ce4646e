import { expect, test } from 'vitest';
import { requestKinds } from '../../server/requests/kinds.ts';
import { sameForAll } from '../../server/requests/limits.ts';
import { kindsOffered } from '../../server/requests/regimes/offers.ts';
import { regionGroups, unsaidRegion } from '../../src/words/requests/regions.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { promise } from '../support/promise.ts';
import { client, confirmToken, dumpOf, mailsOf, mailsWith, requestForm, submitted } from '../support/requests.ts';
import { formOf, inTens, openTestServices } from '../support/services.ts';

test('a request is open from its submission, with an item for each right', promise('additional-rights'), async () => {
  await using services = await openTestServices({ now: '2027-01-31T23:30:00Z' });
  const reference = await submitted(services);
  const shown = await services.requests.show(reference);
  expect(shown).toMatchObject({
    ok: true,
    value: {
      reference,
      receivedOn: '2027-01-31',
      dueOn: '2027-02-28',
      daysLeft: 28,
      kinds: ['access', 'erasure'],
      isConfirmed: false,
      closedOn: null,
      person: { name: 'Ada Lovelace', email: 'ada@example.com', region: 'DE' },
      case: { messages: [{ author: 'person', text: 'Everything about the engine, please.' }] },
    },
  });
});

test('the person is asked to confirm, and the staff hear of the request without any detail of the person', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services);
  const mails = await mailsOf(services);
  expect(mails.map(({ template, to }) => [template, to]).sort()).toEqual([
    ['request-confirm', 'ada@example.com'],
    ['request-staff-new', 'privacy@whitrack.com'],
  ]);
  const [staff] = await mailsWith(services, 'request-staff-new');
  expect(staff?.text).toContain(`/desk/requests/${reference}/`);
  expect(staff?.text).toContain('Address: not confirmed');
  expect(JSON.stringify(staff)).not.toMatch(/Ada|Lovelace|example\.com|engine/);
});

test('a form sent twice, or fifty times at once, is one request and is answered with its reference', async () => {
  await using services = await openTestServices();
  const form = requestForm(services);
  const answers = await Promise.all(Array.from({ length: 50 }, () => services.requests.submit(form, client)));
  const references = answers.map((answer) => (answer.ok ? answer.value.reference : answer.problems.join()));
  expect(new Set(references).size).toBe(1);
  expect(references[0]).toMatch(/^WT-/);
  expect(await services.requests.list()).toHaveLength(1);
  expect(await mailsOf(services)).toHaveLength(2);
});

test('checking the answers makes no request and mails nobody', async () => {
  await using services = await openTestServices();
  const kept = await services.requests.keepDraft(requestForm(services, { step: 'check' }), client);
  expect(kept).toMatchObject({ ok: true, value: { next: 'check/' } });
  expect(await services.requests.list({ all: true })).toEqual([]);
  expect(await mailsOf(services)).toEqual([]);
});

test('an empty form is told all that is missing at once', async () => {
  await using services = await openTestServices();
  const answer = await services.requests.submit(formOf({ stamp: services.formTokens.issue('request') }), client);
  expect(answer).toEqual({
    ok: false,
    problems: ['relation-missing', 'kind-missing', 'region-missing', 'name-missing', 'email-missing'],
  });
});

const long = (length: number) => 'x'.repeat(length);

const wrong: readonly [string, Record<string, string | string[]>][] = [
  ['name-too-long', { name: long(201) }],
  ['name-invalid', { name: 'Ada\r\nBcc: eve@example.com' }],
  ['name-invalid', { name: 'Ada\u0000' }],
  ['name-invalid', { name: 'Ada\u2028Eve' }],
  ['name-missing', { name: ' \n ' }],
  ['email-invalid', { email: 'ada@example' }],
  ['email-invalid', { email: 'ada@example.com\r\nBcc: eve@example.com' }],
  ['email-invalid', { email: `${long(250)}@example.com` }],
  ['email-invalid', { email: 'a@example.com, b@example.com' }],
  ['business-too-long', { relation: 'end-customer', business: long(201) }],
  ['business-invalid', { relation: 'end-customer', business: 'a\nb' }],
  ['business-contradicts', { business: 'Babbage Plumbing' }],
  ['behalf-contradicts', { behalf: 'Charles' }],
  ['kind-elsewhere', { kind: 'limit_sensitive' }],
  ['kind-elsewhere', { kind: 'misdirected_end_customer' }],
  ['kind-elsewhere', { region: 'US-CA', kind: 'opt_out_admt' }],
  ['kinds-contradict', { kind: ['erasure', 'restriction'] }],
  ['kinds-contradict', { region: 'US-CA', kind: ['opt_in_after_opt_out', 'opt_out_sale_sharing'] }],
  ['reach-unknown', { reach: 'forever' }],
  ['details-missing', { kind: 'objection', details: '' }],
  ['details-missing', { kind: 'complaint', details: '' }],
  ['behalf-missing', { relation: 'agent' }],
  ['behalf-too-long', { relation: 'agent', behalf: long(201) }],
  ['behalf-invalid', { relation: 'agent', behalf: 'a\tb' }],
  ['relation-missing', { relation: 'neighbour' }],
  ['kind-missing', { kind: [] }],
  ['kind-unknown', { kind: ['access', 'teleportation'] }],
  ['kind-unknown', { kind: '__proto__' }],
  ['region-unknown', { region: 'ZZ' }],
  ['region-unknown', { region: 'de' }],
  ['region-unknown', { region: 'US-ZZ' }],
  ['region-unknown', { region: '001' }],
  ['details-missing', { kind: 'rectification', details: ' ' }],
  ['details-missing', { kind: 'other', details: '' }],
  ['details-too-long', { details: long(5001) }],
  ['business-invalid', { relation: 'end-customer', business: 'a\u202eb' }],
  ['behalf-invalid', { relation: 'agent', behalf: 'a\u2066b' }],
  ['name-invalid', { name: 'Ada\u200b' }],
  ['details-invalid', { details: 'a\u202eb\n' }],
  ['details-invalid', { details: 'a\u0000b' }],
  ['details-invalid', { details: 'a\u001b[2Jb' }],
  ['website-filled', { website: 'https://spam.example' }],
  ['form-expired', { stamp: 'forged' }],
  ['form-field-unknown', { role: 'admin' }],
  ['form-field-twice', { email: ['ada@example.com', 'eve@example.com'] }],
];

test('each field has its limits and its problem; nothing is stored and nobody is mailed', async () => {
  await using services = await openTestServices();
  for (const [problem, values] of wrong) {
    const answer = await services.requests.submit(requestForm(services, values), client);
    expect(answer, JSON.stringify(values).slice(0, 80)).toEqual({ ok: false, problems: [problem] });
  }
  expect(await services.requests.list({ all: true })).toEqual([]);
  expect(await mailsOf(services)).toEqual([]);
});

test('a stamp that is a day old has expired', async () => {
  await using services = await openTestServices({ now: '2026-11-23T12:00:00Z' });
  const form = requestForm(services);
  services.clock.set('2026-11-24T12:00:01Z');
  expect(await services.requests.submit(form, client)).toEqual({ ok: false, problems: ['form-expired'] });
});

test.each([
  ['the longest values', { relation: 'end-customer', name: long(200), business: long(200), details: long(5000) }],
  ['every kind that the law knows', { kind: kindsOffered('DE', '2026-11-23').filter((kind) => kind !== 'erasure') }],
  ['the same kind twice', { kind: ['access', 'access'] }],
  ['a state of the United States', { region: 'US-CA' }],
  ['nobody\u2019s residence', { region: 'unsaid' }],
  [
    'scripts and signs of all the world',
    { name: 'नेहा \u200d Ølşćñ 𝒳 🙂', details: "<script>alert(1)</script> {{7*7}} ' OR 1=1 --" },
  ],
  ['several lines', { details: 'one\r\ntwo\n\tthree' }],
])('%s are taken as they are', async (_, values) => {
  await using services = await openTestServices();
  const reference = await submitted(services, values);
  const shown = await services.requests.show(reference);
  if (!shown.ok) throw new Error(shown.problems.join());
  if ('name' in values) expect(shown.value.person?.name).toBe(values.name);
  if ('details' in values) expect(shown.value.case.messages[0]?.text).toBe(values.details?.replaceAll('\r\n', '\n'));
  if ('region' in values) expect(shown.value.person?.region).toBe(values.region);
  if ('kind' in values) expect(shown.value.kinds).toEqual(requestKinds.filter((kind) => values.kind?.includes(kind)));
});

test('every place that the form offers is one that it takes', promise('additional-rights'), async () => {
  await using services = await openTestServices();
  const offered = [unsaidRegion, ...regionGroups.flatMap(({ options }) => options)].map(({ value }) => value);
  expect(offered.length).toBeGreaterThan(290);
  for (const region of offered) {
    const kind = kindsOffered(region, '2026-11-23').filter(
      (kind) => kind !== 'restriction' && !kind.startsWith('opt_'),
    );
    const kept = await services.requests.keepDraft(requestForm(services, { region, kind }), { address: region });
    expect(kept, region).toMatchObject({ value: { next: 'check/' } });
  }
});

test(
  'objecting to marketing and withdrawing consent end subscriptions at once, without confirmation',
  promise('takes-effect-at-once'),
  async () => {
    await using services = await openTestServices();
    const { db, blindIndex } = services;
    const subscriber = { address_sealed: 'sealed', subscribed_at: '2026-01-01T00:00:00Z', confirmed_at: null };
    for (const address of ['ada@example.com', 'charles@example.com']) {
      const row = { ...subscriber, id: address.slice(0, 3), address_index: blindIndex.index(address) };
      await db.insertInto('subscriber').values(row).execute();
    }
    const reference = await submitted(services, { kind: ['objection_marketing', 'withdraw_consent', 'erasure'] });
    expect(await db.selectFrom('subscriber').select('id').execute()).toEqual([{ id: 'cha' }]);
    const shown = await services.requests.show(reference);
    expect(shown).toMatchObject({
      value: {
        isConfirmed: false,
        case: {
          items: [
            { kind: 'erasure', tookEffectOn: null },
            { kind: 'objection_marketing', tookEffectOn: '2026-11-23' },
            { kind: 'withdraw_consent', tookEffectOn: '2026-11-23' },
          ],
        },
      },
    });
    const kept = await db.selectFrom('suppression').selectAll().orderBy('kind').execute();
    expect(kept.map(({ kind }) => kind)).toEqual(['objection_marketing', 'withdraw_consent']);
    for (const { address_index } of kept) expect(blindIndex.indexes('Ada@Example.com')).toContain(address_index);
  },
);

test('an agent is not unsubscribed in place of the person for whom the agent acts', async () => {
  await using services = await openTestServices();
  const values = { relation: 'agent', region: 'US-CA', kind: 'opt_out_sale_sharing' };
  await submitted(services, { ...values, behalf: 'Charles' });
  expect(await services.db.selectFrom('suppression').selectAll().execute()).toEqual([]);
  await submitted(services, { ...values, behalf: 'Charles <charles@example.com>' });
  const [kept] = await services.db.selectFrom('suppression').selectAll().execute();
  expect(services.blindIndex.indexes('charles@example.com')).toContain(kept?.address_index);
});

test('for whom an agent opts out is told at their own address, in none of the agent\u2019s words', async () => {
  await using services = await openTestServices();
  const reference = await submitted(services, {
    relation: 'agent',
    behalf: 'Evil Words <charles@example.com>',
    kind: ['objection_marketing', 'withdraw_consent', 'erasure'],
  });
  const [told, ...others] = (await mailsOf(services)).filter(({ to }) => to === 'charles@example.com');
  expect(others).toEqual([]);
  const text = told?.text.replaceAll(/\s+/g, ' ');
  expect(text).toContain(reference);
  expect(text).toContain('an objection to marketing and withdrawal of consent');
  expect(text).toContain('http://localhost:4321/updates/');
  expect(text).not.toMatch(/evil|ada@|lovelace|deletion|engine/i);

  // As with any mail that a form sends, no more than three an hour.
  for (const email of ['a@example.com', 'b@example.com', 'c@example.com']) {
    const values = { relation: 'agent', behalf: 'charles@example.com', kind: 'withdraw_consent', email };
    await submitted(services, values);
  }
  expect((await mailsOf(services)).filter(({ to }) => to === 'charles@example.com')).toHaveLength(3);
});

test('one network makes a hundred requests an hour, as an office does', promise('form-limits'), async () => {
  await using services = await openTestServices();
  const tried = await inTens(101, (at) =>
    services.requests.submit(requestForm(services, { email: `person${at}@example.com` }), client),
  );
  expect(tried.filter(({ ok }) => ok)).toHaveLength(100);
  expect(tried.find(({ ok }) => !ok)).toEqual({ ok: false, problems: ['too-many-requests'] });
  expect(await services.requests.list()).toHaveLength(100);

  services.clock.set('2026-11-23T13:00:00Z');
  expect(await services.requests.submit(requestForm(services), client)).toMatchObject({ ok: true });
});

test(
  'a stranger who makes requests in somebody’s name does not keep them from making their own',
  promise('form-limits'),
  async () => {
    await using services = await openTestServices();
    const from = (address: string) => services.requests.submit(requestForm(services), { ...client, address });
    for (let at = 0; at < 10; at += 1) expect(await from('192.0.2.66')).toMatchObject({ ok: true });
    services.clock.set('2026-11-23T13:00:00Z');
    expect(await from('192.0.2.66')).toEqual({ ok: false, problems: ['too-many-requests'] });

    expect(await from('198.51.100.7')).toMatchObject({ ok: true });
  },
);

test('an address makes twenty requests a day, from however many networks', promise('form-limits'), async () => {
  await using services = await openTestServices();
  for (let at = 0; at < 20; at += 1) {
    const submitted = await services.requests.submit(requestForm(services), { ...client, address: `192.0.2.${at}` });
    expect(submitted).toMatchObject({ ok: true });
  }
  expect(await services.requests.submit(requestForm(services), client)).toMatchObject({ ok: false });

  services.clock.set('2026-11-24T12:00:00Z');
  expect(await services.requests.submit(requestForm(services), client)).toMatchObject({ ok: true });
});

test('an address is mailed three times an hour at most; the request counts, and its link follows later', async () => {
  await using services = await openTestServices();
  for (let count = 0; count < 4; count += 1) await submitted(services);
  expect(await services.requests.list()).toHaveLength(4);
  expect(await mailsWith(services, 'request-confirm')).toHaveLength(3);
  await services.requests.runJobs();
  expect(await mailsWith(services, 'request-confirm')).toHaveLength(3);

  services.clock.set('2026-11-23T13:00:00Z');
  await services.requests.runJobs();
  await services.requests.runJobs();
  expect(await mailsWith(services, 'request-confirm')).toHaveLength(4);
});

test('nothing that a person entered stands in the database in clear', promise('encryption-at-rest'), async () => {
  await using services = await openTestServices();
  await submitted(services, { relation: 'end-customer', business: 'Babbage Plumbing', kind: ['objection_marketing'] });
  await services.requests.confirm(await confirmToken(services));
  const dump = await dumpOf(services);
  expect(dump).toContain('objection_marketing');
  expect(dump).not.toMatch(/lovelace|ada@|example\.com|babbage|the engine|"DE"|192\.0\.2/i);
});

test('the time in which a withdrawal is answered tells nobody who has an account', async () => {
  await using services = await openTestServices({ now: afterPublication });
  const ada = await signUpConfirmed(services);
  await answerAs(services, ada, 'give');

  for (const email of [ada.account.email, 'nobody@example.com']) {
    await submitted(services, { email, kind: 'withdraw_consent' });
  }
  expect(services.clock.waits).toEqual([sameForAll, sameForAll]);
});
