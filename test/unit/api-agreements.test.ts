import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { agreementAnswer, agreementsAnswer } from '../../server/api/operations/agreement-shapes.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { documentOf, mailsTo, versionOf } from '../support/notices.ts';
import { formOf } from '../support/services.ts';

const ada = { id: 'user_1', email: 'ada@example.com' };
const signatory = {
  ...{ name: 'Ada Lovelace', capacity: 'Director', business: 'Analytical Works' },
  address: '12 St James’s Square\nLondon',
};

/** A site with the addendum in these versions; all of a class but the first. */
function siteWith(versions: readonly (readonly [string, 'agreement' | 'notice' | 'editorial'])[] = []) {
  const later = versions.map(([version, change]) => ({ ...versionOf('dpa', version), class: change }));
  const addendum = [versionOf('dpa', '2026-04-23'), ...later];
  return {
    documents: [
      documentOf('privacy', { title: 'Privacy Policy', versions: [versionOf('privacy', '2026-04-23')] }),
      documentOf('dpa', { title: 'Data Processing Addendum', kind: 'agreement', versions: addendum }),
    ],
  };
}

async function open(manifest = siteWith()) {
  const api = await openTestApi({ manifest });
  const key = await keyFor(api.services);
  const { version = '', textSha256 = '' } = api.services.documents.inEffect('dpa') ?? {};
  const act = {
    person: { ...ada, name: 'Ada Lovelace' },
    ...{ document: 'dpa', version, textSha256, signatory, hasAuthority: true },
    place: { screen: 'Sign up', control: 'Agree for my business' },
  };
  const agree = (body: object = act, name: string = randomUUID()) =>
    api.send('/api/v1/agreements/', body, { ...key, 'idempotency-key': name });
  const state = async (person = ada) => jsonOf(await api.send('/api/v1/agreements/state/', { person }, key));
  return { ...api, key, act, agree, state };
}

test('whoever is not known has agreed to nothing, and is told what to agree to', async () => {
  await using api = await open();

  const state = await api.state();

  expect(agreementsAnswer.parse(state)).toEqual(state);
  expect(state).toMatchObject({
    agreed: false,
    agreements: [
      { document: 'dpa', agreed: false, standing: 'none', agreement: null, inEffect: { version: '2026-04-23' } },
    ],
  });
  expect(await api.services.db.selectFrom('account').select('id').execute()).toEqual([]);
});

test('an agreement made in the app is one here: with its text, signatory and place, and a copy by mail', async () => {
  await using api = await open();

  const answer = await api.agree();

  expect(answer.status).toBe(201);
  expect(agreementAnswer.parse(jsonOf(answer))).toMatchObject({ agreed: true, standing: 'agreed' });
  expect(await api.state()).toMatchObject({ agreed: true, agreements: [{ agreement: { version: '2026-04-23' } }] });
  const account = await api.services.accounts.byAddress(ada.email);
  const [recorded] = await api.services.ledger.entriesOf({ accountId: account?.id ?? '' });
  expect(recorded?.entry).toMatchObject({
    kind: 'agreement',
    about: { id: 'dpa', version: '2026-04-23', textSha256: api.act.textSha256 },
    given: { by: 'person', through: 'api', where: 'Sign up', control: 'Agree for my business' },
  });
  expect(recorded?.parts).toMatchObject({ signatory: { name: 'Ada Lovelace', capacity: 'Director' } });
  const mails = await mailsTo(api.services, ada.email);
  expect(mails.map(({ template }) => template).sort()).toEqual(['account-opened-by-app', 'agreement-recorded']);
});

test('what was agreed to here counts in the app, for the person with that address', async () => {
  await using api = await open();
  const { session } = await signUpConfirmed(api.services);
  const { act, services } = api;
  const { name, capacity, business, address } = act.signatory;
  const form = {
    document: 'dpa',
    version: act.version,
    name,
    capacity,
    business,
    address,
    authority: 'representative',
  };
  await services.agreements.agree(formOf({ stamp: services.formTokens.issue('agree', session.id), ...form }), session);

  expect((await api.state()).agreed).toBe(true);
  expect((await api.state({ id: 'user_2', email: 'bob@example.com' })).agreed).toBe(false);
});

test('after new terms take effect the agreement before is not enough; after a correction or a notice it is', async () => {
  for (const [change, agreed] of [
    ['agreement', false],
    ['notice', true],
    ['editorial', true],
  ] as const) {
    await using api = await open(siteWith([['2026-12-01', change]]));
    await api.agree();
    expect((await api.state()).agreed, change).toBe(true);

    api.services.clock.set('2026-12-01T00:00:00Z');
    const state = await api.state();
    expect([state.agreed, state.agreements[0].inEffect.version], change).toEqual([agreed, '2026-12-01']);
  }
});

test('only the text in effect is agreed to, by somebody with authority, and a refusal leaves nothing behind', async () => {
  await using api = await open(siteWith([['2026-11-01', 'agreement']]));
  const before = versionOf('dpa', '2026-04-23');
  const refused: [object, number, string][] = [
    [{ ...api.act, version: before.version, textSha256: before.textSha256 }, 409, 'version-superseded'],
    [{ ...api.act, version: before.version }, 422, 'version-unknown'],
    [{ ...api.act, textSha256: 'f'.repeat(64) }, 422, 'version-unknown'],
    [{ ...api.act, version: '2030-01-01' }, 422, 'version-unknown'],
    [{ ...api.act, document: 'privacy' }, 422, 'document-unknown'],
    [{ ...api.act, hasAuthority: false }, 422, 'body-invalid'],
    [{ ...api.act, signatory: { ...signatory, address: '' } }, 422, 'body-invalid'],
    [{ ...api.act, signatory: { ...signatory, role: 'admin' } }, 422, 'body-invalid'],
  ];

  for (const [body, status, code] of refused) {
    const answer = await api.agree(body);
    expect([answer.status, jsonOf(answer).code]).toEqual([status, code]);
  }
  expect(await api.services.db.selectFrom('ledger_entry').select('seq').execute()).toEqual([]);
  expect(await api.services.db.selectFrom('account').select('id').execute()).toEqual([]);
});

test('fifty times the same agreement at once are one entry and one copy by mail', async () => {
  await using api = await open();

  const answers = await Promise.all(Array.from({ length: 50 }, () => api.agree(api.act, 'the-same')));

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(await api.services.db.selectFrom('ledger_entry').select('seq').execute()).toHaveLength(1);
  const copies = (await mailsTo(api.services, ada.email)).filter(({ template }) => template === 'agreement-recorded');
  expect(copies).toHaveLength(1);
});

test('an address in another spelling is the same person, and who signs can be read', async () => {
  await using api = await open();
  const person = { ...ada, email: 'ada@b\u00fccher.example', name: 'Ada Lovelace' };
  expect((await api.agree({ ...api.act, person })).status).toBe(201);
  expect(await api.state({ id: 'user_1', email: 'ada@xn--bcher-kva.example' })).toMatchObject({ agreed: true });
  expect(await api.services.accounts.byAddress(person.email)).toMatchObject({ email: 'ada@xn--bcher-kva.example' });
  for (const [field, written] of Object.entries({ name: 'Ada \u202eecalevoL', address: 'London\u200b' })) {
    const refused = await api.agree({ ...api.act, signatory: { ...signatory, [field]: written } });
    expect(refused.status).toBe(422);
  }
});
