import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { consentAnswer, purposesAnswer } from '../../server/api/operations/consent-shapes.ts';
import { allow } from '../../server/rate-limits/rate-limits.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { jsonOf, keyFor, openTestApi } from '../support/api.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { mailsTo } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import type { Answered } from '../support/server.ts';

type Api = Awaited<ReturnType<typeof openTestApi>>;

const purpose = 'ai-training';
const ada = { id: 'user_1', email: 'ada@example.com' };
const named = { ...ada, name: 'Ada Lovelace' };
const place = { screen: 'Settings › Privacy', control: 'Allow' };

async function open() {
  const api = await openTestApi({ now: afterPublication });
  const { version = '', textSha256 = '' } = api.services.purposes.inEffect(purpose) ?? {};
  const act = { person: named, purpose, act: 'give', version, textSha256, place };
  return { ...api, act, key: await keyFor(api.services) };
}

const once = () => ({ 'idempotency-key': randomUUID() });

async function given(api: Api & { key: { authorization: string } }, person = ada): Promise<boolean> {
  return jsonOf(await api.send('/api/v1/consents/state/', { person, purpose }, api.key)).given;
}

const codeOf = (answer: Answered) => jsonOf(answer).code;

test(
  'of a person whom nobody knows nothing may be done, and asking makes nobody known',
  promise('ai-training'),
  async () => {
    await using api = await open();

    const answer = await api.send('/api/v1/consents/state/', { person: ada, purpose }, api.key);

    expect([answer.status, answer.headers['cache-control']]).toEqual([200, 'no-store, no-transform']);
    expect(consentAnswer.parse(jsonOf(answer))).toEqual({
      ...{ purpose, given: false, answer: 'none', version: null, at: null, entry: null, receiptUrl: null },
    });
    expect(await api.services.db.selectFrom('account').select('id').execute()).toEqual([]);
  },
);

test(
  'an error is no yes: without a key, without its scope, of an unknown purpose',
  promise('ai-training'),
  async () => {
    await using api = await open();
    await api.send('/api/v1/consents/', api.act, { ...api.key, ...once() });
    const path = '/api/v1/consents/state/';
    const wrong = await keyFor(api.services, ['consents:write', 'agreements:read', 'sign-in-links:write']);

    const answers = [
      await api.send(path, { person: ada, purpose }),
      await api.send(path, { person: ada, purpose }, { authorization: `${api.key.authorization.slice(0, -1)}~` }),
      await api.send(path, { person: ada, purpose }, wrong),
      await api.send(path, { person: ada, purpose: 'everything' }, api.key),
      await api.send(path, { person: { ...ada, email: 'ada' }, purpose }, api.key),
    ];

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 403, 422, 422]);
    for (const answer of answers) expect(jsonOf(answer).given).toBeUndefined();
  },
);

test(
  'what is given in the app stands in the ledger with the text and the place, and is withdrawn as easily',
  promise('ai-training'),
  async () => {
    await using api = await open();

    const gave = await api.send('/api/v1/consents/', api.act, { ...api.key, ...once() });
    expect([gave.status, await given(api)]).toEqual([201, true]);
    const withdrew = await api.send(
      '/api/v1/consents/withdrawals/',
      { person: ada, purpose, place: { ...place, control: 'Stop' } },
      { ...api.key, ...once() },
    );
    expect([withdrew.status, await given(api)]).toEqual([201, false]);
    expect(consentAnswer.parse(jsonOf(withdrew))).toMatchObject({ given: false, answer: 'withdrawn' });

    const account = await api.services.accounts.byAddress(ada.email);
    const entries = await api.services.ledger.entriesOf({ accountId: account?.id ?? '' });
    expect(entries.map(({ entry }) => [entry.kind, entry.about.version, entry.given])).toEqual([
      [
        'consent-given',
        api.act.version,
        { by: 'person', through: 'api', where: 'Settings › Privacy', control: 'Allow' },
      ],
      [
        'consent-withdrawn',
        api.act.version,
        { by: 'person', through: 'api', where: 'Settings › Privacy', control: 'Stop' },
      ],
    ]);
    expect(jsonOf(gave)).toMatchObject({ entry: entries[0]?.entry.id, version: api.act.version });
  },
);

test('whoever has an account here has one consent, whether it is given here or in the app', async () => {
  await using api = await open();
  const signedUp = await signUpConfirmed(api.services);

  await answerAs(api.services, signedUp, 'give');
  expect(await given(api)).toBe(true);
  await api.send('/api/v1/consents/withdrawals/', { person: ada, purpose, place }, { ...api.key, ...once() });

  expect(await api.services.consents.state(signedUp.account.id, purpose)).toMatchObject({ answer: 'withdrawn' });
  expect(await api.services.db.selectFrom('account').select('id').execute()).toHaveLength(1);
});

test('the app’s own id decides: a person whose address changes in the app is still the same', async () => {
  await using api = await open();
  await api.send('/api/v1/consents/', api.act, { ...api.key, ...once() });

  expect(await given(api, { id: ada.id, email: 'countess@example.com' })).toBe(true);
  const other = await api.send('/api/v1/consents/state/', { person: { ...ada, id: 'user_2' }, purpose }, api.key);
  expect([other.status, codeOf(other)]).toEqual([409, 'person-other']);
  const acting = { ...api.act, person: { ...named, id: 'user_2' } };
  expect((await api.send('/api/v1/consents/', acting, { ...api.key, ...once() })).status).toBe(409);
  expect(await given(api, { id: 'USER_1', email: 'other@example.com' })).toBe(false);
});

test('a text that is not published, or not in effect, is consented to by nobody', async () => {
  await using api = await open();
  const { version } = api.act;
  const refused: [object, number, string][] = [
    [{ ...api.act, version: '2026-01-01' }, 422, 'version-unknown'],
    [{ ...api.act, textSha256: '0'.repeat(64) }, 422, 'version-unknown'],
    [{ ...api.act, purpose: 'everything' }, 422, 'purpose-unknown'],
    [{ ...api.act, act: 'withdraw' }, 422, 'body-invalid'],
    [{ ...api.act, version: `${version}/../x` }, 422, 'body-invalid'],
  ];

  for (const [body, status, code] of refused) {
    const answer = await api.send('/api/v1/consents/', body, { ...api.key, ...once() });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
  }
  expect(await api.services.db.selectFrom('ledger_entry').select('seq').execute()).toEqual([]);
  // Nor is an account made for an act that is refused.
  expect(await api.services.db.selectFrom('account').select('id').execute()).toEqual([]);
});

test('fifty times the same act at once are one entry, one account and one mail', async () => {
  await using api = await open();
  const headers = { ...api.key, 'idempotency-key': 'the-same' };

  const answers = await Promise.all(Array.from({ length: 50 }, () => api.send('/api/v1/consents/', api.act, headers)));

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
  expect(answers[0]?.status).toBe(201);
  expect(await api.services.db.selectFrom('ledger_entry').select('seq').execute()).toHaveLength(1);
  expect(await api.services.db.selectFrom('account').select('id').execute()).toHaveLength(1);
  expect(await mailsTo(api.services, ada.email)).toHaveLength(1);
});

test('fifty acts of one person at once, each under a name of its own, make one account', async () => {
  await using api = await open();

  const answers = await Promise.all(
    Array.from({ length: 50 }, () => api.send('/api/v1/consents/', api.act, { ...api.key, ...once() })),
  );

  expect(answers.map(({ status }) => status)).toEqual(Array(50).fill(201));
  expect(await api.services.db.selectFrom('ledger_entry').select('seq').execute()).toHaveLength(1);
  expect(await api.services.db.selectFrom('account').select('id').execute()).toHaveLength(1);
  expect(await api.services.db.selectFrom('linked_identity').select('account_id').execute()).toHaveLength(1);
});

test('a yes that is sent once more after a withdrawal is no yes, within the day and after it', async () => {
  await using api = await open();
  const again = { ...api.key, ...once() };
  await api.send('/api/v1/consents/', api.act, again);
  await api.send('/api/v1/consents/withdrawals/', { person: ada, purpose, place }, { ...api.key, ...once() });

  const soon = await api.send('/api/v1/consents/', api.act, again);
  api.services.clock.set('2026-11-29T12:00:00Z');
  await api.services.runJobs();
  const late = await api.send('/api/v1/consents/', api.act, again);

  expect([soon.status, jsonOf(soon).given, jsonOf(soon).answer]).toEqual([201, false, 'withdrawn']);
  expect([late.status, jsonOf(late).given, jsonOf(late).answer]).toEqual([201, false, 'withdrawn']);
  expect(await given(api)).toBe(false);
});

test('a name for an act is needed, and belongs to one act alone', async () => {
  await using api = await open();
  const headers = { ...api.key, 'idempotency-key': 'mine' };
  const send = (more: Record<string, string>, body: object = api.act) => api.send('/api/v1/consents/', body, more);

  const answers = [
    await send(api.key),
    await send({ ...api.key, 'idempotency-key': 'two words' }),
    await send({ ...api.key, 'idempotency-key': 'a'.repeat(201) }),
    await send(headers),
    await send(headers, { ...api.act, act: 'refuse' }),
    await send(
      headers,
      JSON.parse(
        JSON.stringify(api.act, Object.keys(api.act).reverse().concat('id', 'email', 'name', 'screen', 'control')),
      ),
    ),
    await api.send('/api/v1/consents/withdrawals/', { person: ada, purpose, place }, headers),
  ];

  expect(answers.map(({ status }) => status)).toEqual([400, 400, 400, 201, 422, 201, 422]);
  expect(codeOf(answers[4] as Answered)).toBe('idempotency-key-reused');
  expect(answers[5]?.text).toBe(answers[3]?.text);
});

test('each answer to a key says how many requests it has left, and until when', async () => {
  await using api = await open();
  const ask = () => api.send('/api/v1/consents/state/', { person: ada, purpose }, api.key);

  const [first, second] = [await ask(), await ask()];

  expect(first.headers['ratelimit-policy']).toBe('"key";q=600;w=60');
  expect([first, second].map(({ headers }) => headers.ratelimit)).toEqual(['"key";r=599;t=60', '"key";r=598;t=60']);
});

test('too many requests with one key are told when to go on, and other keys go on', async () => {
  await using api = await open();
  const other = await keyFor(api.services);
  const prefix = api.key.authorization.slice('Bearer '.length).split('_').slice(0, 2).join('_');
  const limit = { name: 'api', most: Number.POSITIVE_INFINITY, window: 60_000 };
  await Promise.all(Array.from({ length: 600 }, () => allow(api.services.ctx, [limit], prefix)));

  const refused = await api.send('/api/v1/consents/state/', { person: ada, purpose }, api.key);

  expect([refused.status, codeOf(refused)]).toEqual([429, 'too-many-requests']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  expect(refused.headers.ratelimit).toBe(`"key";r=0;t=${refused.headers['retry-after']}`);
  expect((await api.send('/api/v1/consents/state/', { person: ada, purpose }, other)).status).toBe(200);
});

test('an app that says yes again and again is told when to go on, and its no is always recorded', async () => {
  await using api = await open();
  const send = (act: string) => api.send('/api/v1/consents/', { ...api.act, act }, { ...api.key, ...once() });
  for (let times = 0; times < 20; times += 1) for (const act of ['give', 'refuse']) await send(act);

  const refused = await send('give');

  expect([refused.status, codeOf(refused)]).toEqual([429, 'too-many-answers']);
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(3600);
  expect((await send('refuse')).status).toBe(201);
});

test('what consent may be asked for is told to anybody, with the digest that a consent names', async () => {
  await using api = await open();

  const answer = jsonOf(await api.ask('/api/v1/purposes/'));

  expect(purposesAnswer.parse(answer)).toEqual(answer);
  expect(answer.purposes).toMatchObject([
    { purpose, inEffect: { version: api.act.version, textSha256: api.act.textSha256 } },
  ]);
  expect(answer.purposes[0].inEffect.url).toBe(`http://localhost:4321/purposes/${purpose}/${api.act.version}/`);
});

test('a body that is none of ours is refused at the place that is wrong, and never breaks the server', async () => {
  await using api = await open();
  const send = (body: unknown) => api.send('/api/v1/consents/', body, { ...api.key, ...once() });

  const wrong = await send({ ...api.act, person: { ...named, role: 'admin' }, place: undefined, isAdmin: true });
  expect(jsonOf(wrong).errors).toEqual(
    expect.arrayContaining([
      { pointer: '/isAdmin', detail: 'There is no such member. Leave it out.' },
      { pointer: '/person/role', detail: 'There is no such member. Leave it out.' },
      { pointer: '/place', detail: 'Say where in the app it was done, as an object.' },
    ]),
  );
  expect((await send(JSON.stringify(api.act).replace('{', '{"__proto__":{"x":1},'))).status).toBe(400);
  expect((await send(JSON.stringify(api.act).replace('{', '{"purpose":"x",'))).status).toBe(400);
  expect((await send(JSON.stringify(api.act).replace('Ada Lovelace', 'Ada\\u0000'))).status).toBe(400);
  expect((await send(JSON.stringify(api.act).replace('Ada Lovelace', '\\ud800'))).status).toBe(400);

  const places = ['person', 'purpose', 'act', 'version', 'textSha256', 'place'] as const;
  const hostile = fc.record({
    at: fc.constantFrom(...places),
    value: fc.oneof(fc.jsonValue({ stringUnit: 'binary' }), fc.string({ unit: 'binary' }), fc.constant("' or 1=1 --")),
  });
  await fc.assert(
    fc.asyncProperty(hostile, async ({ at, value }) => {
      const answer = await send({ ...api.act, [at]: value });
      expect([201, 400, 409, 422]).toContain(answer.status);
    }),
    { numRuns: 60 },
  );
});
