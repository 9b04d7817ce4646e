import { describe, expect, test } from 'vitest';
import type { Act } from '../../server/requests/events.ts';
import { extend } from '../../server/requests/staff/extensions.ts';
import { rehearse } from '../../server/requests/staff/rehearsal.ts';
import { reasonsFor } from '../../src/words/requests/clocks.ts';
import {
  answerAsDone,
  confirmed,
  confirmToken,
  dumpOf,
  mailsOf,
  mailsWith,
  mayAsk,
  submitted,
  systemsDone,
} from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;

const actor = 'staff:ana';
const message = 'Dear Ada, a word about your request.';

async function shown({ requests }: Services, reference: string) {
  const found = await requests.show(reference);
  if (!found.ok) throw new Error(found.problems.join());
  return found.value;
}

async function wrote(services: Services, { reference, caseToken }: { reference: string; caseToken: string }) {
  const form = formOf({ stamp: services.formTokens.issue('message'), message: 'The account is of March 2024.' });
  const written = await services.requests.write(reference, caseToken, form);
  if (!written.ok) throw new Error(written.problems.join());
}

const actsOf = async (services: Services, reference: string): Promise<Act[]> =>
  (await shown(services, reference)).events.map(({ act }) => act);

describe('asking who somebody is', () => {
  test('asks for as much as the item needs, says what for, and has the clock wait where the law does', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const person = await confirmed(services, { region: 'GB', kind: ['access'] });
    expect(await shown(services, person.reference)).toMatchObject({ dueOn: '2027-02-28' });
    services.clock.set('2027-02-01T12:00:00Z');
    expect(await services.requests.askIdentity(person.reference, { level: 'L2', message, actor })).toEqual({
      ok: true,
      value: { delivery: 'mailed', items: ['access'] },
    });
    const [mail] = await mailsWith(services, 'request-asked');
    const text = mail?.text.replaceAll(/\s+/g, ' ');
    expect(text).toMatch(/two things that we already know.*no passport.*used for nothing else and is erased/);
    expect(await shown(services, person.reference)).toMatchObject({ waiting: [{ act: 'identity-asked', code: 'L2' }] });

    services.clock.set('2027-02-10T12:00:00Z');
    await wrote(services, person);
    // The month starts on 10 February, and the promise of 30 days never waits.
    expect(await shown(services, person.reference)).toMatchObject({
      waiting: [],
      dueOn: '2027-03-02',
      case: { items: [{ deadline: { due: '2027-03-10' } }] },
    });
  });

  test.each(['complaint', 'limit_sensitive', 'opt_out_admt'])('never for %s', async (kind) => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: kind === 'complaint' ? 'GB' : 'US-CA', kind: [kind] });
    expect(await services.requests.askIdentity(reference, { level: 'L2', message, actor })).toEqual({
      ok: false,
      problems: ['identity-not-needed'],
    });
  });

  test('for no more than the item needs, and of several only for those that need it', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'DE', kind: ['access', 'restriction'] });
    const ask = (level: string) => services.requests.askIdentity(reference, { level, message, actor });
    expect(await ask('L4')).toEqual({ ok: false, problems: ['level-too-high'] });
    expect(await ask('L0')).toEqual({ ok: false, problems: ['level-unknown'] });
    expect(await ask('L1')).toEqual({ ok: false, problems: ['address-confirmed'] });
    expect(await ask('L3')).toMatchObject({ value: { items: ['access'] } });
    expect(await ask('L3')).toEqual({ ok: false, problems: ['identity-waits'] });
  });

  test('what was shown is erased when the item closes, and that it was enough stays on record', async () => {
    await using services = await openTestServices();
    const person = await confirmed(services, { kind: ['access', 'restriction'] });
    const { reference } = person;
    services.clock.set('2026-11-24T12:00:00Z');
    await services.requests.askIdentity(reference, { level: 'L3', items: ['access'], message, actor });
    services.clock.set('2026-11-25T12:00:00Z');
    await wrote(services, person);
    const settled = { finding: 'sufficient', shown: 'Month of the account', actor };
    expect(await services.requests.settleIdentity(reference, settled)).toMatchObject({ ok: true });
    services.clock.set('2026-11-26T12:00:00Z');
    await systemsDone(services);
    const closing = { outcome: 'done', message: 'Here it is.', answersMessage: true, actor } as const;
    await services.requests.close(reference, { ...closing, items: ['restriction'] });
    expect(await shown(services, reference)).toMatchObject({
      case: { messages: [{}, {}, { text: 'The account is of March 2024.' }, {}] },
    });
    await services.requests.close(reference, { ...closing, items: ['access'] });
    const { events, case: page } = await shown(services, reference);
    expect(JSON.stringify(page.messages)).not.toContain('March 2024');
    expect(events.find(({ act }) => act === 'identity-settled')).toMatchObject({ code: 'sufficient', detail: null });
  });

  test('whoever has not confirmed the address answers by confirming it', async () => {
    await using services = await openTestServices();
    const reference = await submitted(services, { kind: ['access'] });
    expect(await services.requests.askIdentity(reference, { level: 'L1', message, actor })).toMatchObject({
      value: { delivery: 'waiting' },
    });
    expect(JSON.stringify(await mailsOf(services))).not.toContain('a word about');
    await services.requests.confirm(await confirmToken(services));
    expect(await shown(services, reference)).toMatchObject({ waiting: [], isConfirmed: true });
  });
});

describe('a pause', () => {
  test('counts both its days out of a copy under UK law, and goes on by itself when the person answers', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const person = await confirmed(services, { region: 'GB', kind: ['access'] });
    services.clock.set('2027-02-01T12:00:00Z');
    const paused = await services.requests.pause(person.reference, { reason: 'clarification', message, actor });
    expect(paused).toMatchObject({ value: { delivery: 'mailed', items: ['access'] } });
    services.clock.set('2027-02-10T12:00:00Z');
    await wrote(services, person);
    const { case: page, dates, dueOn } = await shown(services, person.reference);
    expect(page.items[0]?.deadline).toMatchObject({ unrolledDue: '2027-03-10', extensionNoticeBy: '2027-03-10' });
    expect(dueOn).toBe('2027-03-02');
    expect(dates.map(({ newOn, reason, actor }) => [newOn, reason, actor])).toEqual([
      ['2027-02-28', 'received', 'person'],
      ['2027-03-01', 'asked', actor],
      ['2027-03-02', 'answered', 'person'],
    ]);
  });

  test('for a fee asks for one, and not only what is meant', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { requests } = services;
    const { reference } = await confirmed(services, { region: 'GB', kind: ['access'] });
    const drafted = await requests.draftFor(reference, { act: 'clarification' });
    const pause = (message: string) => requests.pause(reference, { reason: 'fee', message, actor });
    expect(await pause(drafted)).toEqual({ ok: false, problems: ['fee-unsaid'] });
    expect(await pause(`${drafted} We charge 10 pounds.`)).toMatchObject({ ok: true });
  });

  test('moves the day with each day of waiting, and never beyond what is promised', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'GB', kind: ['access'] });
    services.clock.set('2027-02-01T12:00:00Z');
    await services.requests.pause(reference, { reason: 'clarification', message, actor });
    expect(await shown(services, reference)).toMatchObject({ dueOn: '2027-03-01' });
    services.clock.set('2027-02-20T12:00:00Z');
    await services.requests.runJobs();
    expect(await shown(services, reference)).toMatchObject({ dueOn: '2027-03-02', waiting: [{}] });
  });

  test.each([
    ['GB', 'erasure'],
    ['DE', 'access'],
    ['US-CA', 'access'],
    ['BR', 'access'],
  ])('is refused where no clock waits: %s, %s', async (region, kind) => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region, kind: [kind] });
    expect(await services.requests.pause(reference, { reason: 'clarification', message, actor })).toEqual({
      ok: false,
      problems: ['pause-not-allowed'],
    });
    expect(await mailsWith(services, 'request-asked')).toEqual([]);
  });

  test('ends when staff go on without an answer, and the reason stays on record', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'GB', kind: ['access'] });
    expect(await services.requests.resume(reference, { why: 'Enough.', actor })).toMatchObject({
      problems: ['nothing-waits'],
    });
    await services.requests.pause(reference, { reason: 'clarification', message, actor });
    expect(await services.requests.resume(reference, { why: 'Answered by phone.', actor })).toMatchObject({
      ok: true,
    });
    const { events, waiting } = await shown(services, reference);
    expect(waiting).toEqual([]);
    expect(events.at(-1)).toMatchObject({ act: 'resumed', actor, detail: { reason: 'Answered by phone.' } });
  });
});

describe('an extension', () => {
  const reason = 'complexity';

  test('goes out with its notice, gives the time of the law, and leaves what is promised alone', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'DE', kind: ['access'] });
    services.clock.set('2027-02-20T12:00:00Z');
    expect(await services.requests.extend(reference, { reason, message, actor })).toEqual({
      ok: true,
      value: { delivery: 'mailed', items: ['access'], lawOn: '2027-04-30', dueOn: '2027-03-02' },
    });
    const [mail] = await mailsWith(services, 'request-extended');
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toMatch(
      /a word about.*The reason: what you ask is complex. The law gives us until April 30, 2027 at the latest. We keep what this site promises everybody all the same: an answer by March 2, 2027, the day that the page of your request shows.*complain.*attorney general/,
    );
    expect(await services.requests.extend(reference, { reason, message, actor })).toMatchObject({
      problems: ['extended-before'],
    });
  });

  test('names the day of what it is about, whatever else is due before', async () => {
    await using services = await openTestServices({ now: '2027-02-10T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'DE', kind: ['access', 'erasure'] });
    services.clock.set('2027-02-20T12:00:00Z');
    expect((await shown(services, reference)).dueOn).toBe('2027-03-10');
    const extended = await services.requests.extend(reference, { reason, items: ['access'], message, actor });
    expect(extended).toMatchObject({ value: { dueOn: '2027-03-12' } });
    const [mail] = await mailsWith(services, 'request-extended');
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain('an answer by March 12, 2027');
  });

  test.each(['DE', 'GB', 'US-CA', 'US-CO', 'US-IA'])(
    'names the day of the law that the page shows, %s',
    async (region) => {
      await using services = await openTestServices({ now: '2027-02-10T12:00:00Z' });
      const { reference } = await confirmed(services, { region, kind: ['access'] });
      const extended = await services.requests.extend(reference, { reason, message, actor });
      const [item] = (await shown(services, reference)).case.items;
      if (!extended.ok || !item) throw new Error('It was not extended');
      const [, law, promise] = reasonsFor(item.deadline);
      expect([law?.on, promise?.on]).toEqual([extended.value.lawOn, extended.value.dueOn]);
      expect(law?.text).toMatch(/: (3 months|90 days|135 days)$/);
    },
  );

  test.each([
    ['CA-QC', 'access', '2027-02-05', 'extension-unknown'],
    ['BR', 'access', '2027-02-05', 'extension-unknown'],
    ['unsaid', 'access', '2027-02-05', 'extension-unknown'],
    ['US-CA', 'opt_out_sale_sharing', '2027-02-05', 'extension-unknown'],
    ['US-VA', 'opt_out_profiling', '2027-02-05', 'kind-never-extended'],
    ['DE', 'access', '2027-03-01', 'extension-too-late'],
  ])('is refused for %s, %s on %s: %s', async (region, kind, day, problem) => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    // Nobody can say in the form that they live in Quebec.
    const { reference } = await confirmed(services, { region: region === 'CA-QC' ? 'CA' : region, kind: [kind] });
    services.clock.set(`${day}T12:00:00Z`);
    expect(await services.requests.extend(reference, { reason, message, actor })).toEqual({
      ok: false,
      problems: [problem],
    });
    expect(await mailsWith(services, 'request-extended')).toEqual([]);
    expect(await actsOf(services, reference)).not.toContain('extended');
  });

  test('is taken back with a reason, and a pause stays', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const person = await confirmed(services, { region: 'GB', kind: ['access'] });
    const { reference } = person;
    services.clock.set('2027-02-01T12:00:00Z');
    await services.requests.pause(reference, { reason: 'clarification', message, actor });
    services.clock.set('2027-02-03T12:00:00Z');
    await wrote(services, person);
    const paused = (await shown(services, reference)).case.items[0]?.deadline.due;
    await services.requests.extend(reference, { reason, message, actor });
    expect((await shown(services, reference)).case.items[0]?.deadline.due).toBe('2027-05-03');
    for (const why of ['We are done sooner, because ____', 'The reason is:']) {
      expect(await services.requests.endExtension(reference, { why, actor })).toEqual({
        ok: false,
        problems: ['reason-unfinished'],
      });
    }
    expect(await services.requests.endExtension(reference, { why: 'Done sooner.', actor })).toMatchObject({
      ok: true,
    });
    expect((await shown(services, reference)).case.items[0]?.deadline.due).toBe(paused);
    const [mail] = await mailsWith(services, 'request-reply');
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toContain(
      'By the law the last day is March 3, 2027 again, and the page of your request shows March 2, 2027, the day by which we answer.',
    );
    expect(await services.requests.endExtension(reference, { why: 'Again.', actor })).toMatchObject({
      problems: ['not-extended'],
    });
  });

  test('is not given where nobody would read the notice', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const reference = await submitted(services, { region: 'DE', kind: ['access'] });
    expect(await services.requests.extend(reference, { reason, message, actor })).toMatchObject({
      problems: ['nobody-to-tell'],
    });
  });
});

describe('closing can be undone', () => {
  test('for all that ended, and the person is told', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services);
    const refused = { outcome: 'refused', ground: 'excessive', message, meaning: 'Nothing.', actor } as const;
    await services.requests.close(reference, refused);
    services.clock.set('2026-11-30T12:00:00Z');
    expect(await services.requests.reopen(reference, { message, actor })).toEqual({
      ok: true,
      value: { delivery: 'mailed', items: ['access', 'erasure'], dueOn: '2026-12-23' },
    });
    expect(await shown(services, reference)).toMatchObject({
      closedOn: null,
      outcome: null,
      case: { items: [{ outcome: null, ground: null }, { closedOn: null }] },
    });
    expect((await mailsWith(services, 'request-reply')).at(-1)?.text).toContain('We opened your request again.');
    expect(await services.requests.list()).toMatchObject([{ reference }]);
    expect(await services.requests.reopen(reference, { message, actor })).toMatchObject({
      problems: ['nothing-closed'],
    });
  });
});

describe('an appeal against a closed request', () => {
  test('stands on the list of staff at once, by a clock of its own', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference, caseToken } = await confirmed(services, { region: 'US-VA', kind: ['access'] });
    const refused = { outcome: 'refused', ground: 'excessive', message, meaning: 'Nothing.', actor } as const;
    await services.requests.close(reference, refused);
    expect(await services.requests.list()).toEqual([]);
    services.clock.set('2027-02-05T12:00:00Z');
    const form = formOf({ stamp: services.formTokens.issue('dispute'), kind: 'appeal', reason: 'It is not.' });
    expect(await services.requests.dispute(reference, caseToken, form)).toMatchObject({ ok: true });
    expect(await services.requests.list()).toMatchObject([{ kinds: ['appeal'], isConfirmed: true }]);
  });

  test('is explained in the refusal where the law of the state knows it', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'US-VA', kind: ['access'] });
    const refused = { outcome: 'refused', ground: 'excessive', message, meaning: 'Nothing.', actor } as const;
    await services.requests.close(reference, refused);
    const [mail] = await mailsWith(services, 'request-closed');
    expect(mail?.text.replaceAll(/\s+/g, ' ')).toMatch(
      /you can appeal: press "Appeal against our answer".*attorney general of your state/,
    );
  });
});

describe('two requests of one address', () => {
  test('are answered in the one that came first, so that no clock gets longer', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference: first } = await confirmed(services, { kind: ['access'] });
    services.clock.set('2027-02-05T12:00:00Z');
    const { reference: second } = await confirmed(services, { kind: ['access', 'erasure'] });
    expect(await services.requests.merge(first, { into: second, actor })).toMatchObject({ problems: ['into-later'] });
    expect(await services.requests.merge(second, { into: second, actor })).toMatchObject({ problems: ['into-itself'] });
    expect(await services.requests.merge(second, { into: first, actor })).toEqual({
      ok: true,
      value: { delivery: 'mailed', into: first },
    });
    expect(await shown(services, first)).toMatchObject({ kinds: ['access', 'erasure'], dueOn: '2027-02-28' });
    expect(await shown(services, second)).toMatchObject({ outcome: 'merged', mergedInto: first });
    expect((await mailsWith(services, 'request-reply')).at(-1)?.text).toContain(first);
  });

  test('that both ask for a copy are answered by one of its own, which the one before had not', async () => {
    await using services = await openTestServices();
    const { reference: into } = await confirmed(services, { kind: ['access', 'objection'] });
    await systemsDone(services);
    const answer = { outcome: 'done', items: ['access'], message: 'Your copy is here.', actor } as const;
    expect(await services.requests.close(into, answer)).toMatchObject({ ok: true });
    services.clock.set('2026-12-05T12:00:00Z');
    const { reference } = await confirmed(services, { kind: ['access'] });
    expect(await services.requests.merge(reference, { into, actor })).toMatchObject({ ok: true });
    expect(await services.requests.close(into, answer)).toEqual({ ok: false, problems: ['copy-undelivered'] });
    await systemsDone(services);
    expect(await services.requests.close(into, answer)).toMatchObject({ ok: true });
  });

  test('of two people are not', async () => {
    await using services = await openTestServices();
    const { reference: first } = await confirmed(services);
    const { reference: second } = await confirmed(services, { email: 'bob@example.com' });
    const third = await submitted(services);
    for (const one of [second, third]) {
      expect(await services.requests.merge(one, { into: first, actor })).toMatchObject({
        problems: ['into-other-person'],
      });
    }
  });
});

test('of an agent’s two requests for two people neither is answered in the other', async () => {
  await using services = await openTestServices();
  const agent = { relation: 'agent', email: 'agent@example.com', kind: ['access'] };
  let day = 23;
  const asked = async (values: Record<string, string>) => {
    day += 1;
    services.clock.set(`2026-11-${day}T12:00:00Z`);
    return (await confirmed(services, { ...agent, ...values })).reference;
  };
  const first = await asked({ behalf: 'Ada Lovelace' });
  const second = await asked({ behalf: 'Bob' });
  const own = await asked({ relation: 'none' });
  for (const one of [second, own]) {
    expect(await services.requests.merge(one, { into: first, actor })).toMatchObject({
      problems: ['into-other-person'],
    });
  }
  // The words of the agent are not the last: what shows that they may ask is.
  const unnamed = await asked({ behalf: 'My client' });
  const another = await asked({ behalf: 'My client' });
  await mayAsk(services, unnamed, 'ada@example.com');
  await mayAsk(services, another, 'bob@example.com');
  expect(await services.requests.merge(another, { into: unnamed, actor })).toMatchObject({
    problems: ['into-other-person'],
  });
  const again = await asked({ behalf: 'ada lovelace' });
  expect(await services.requests.merge(again, { into: first, actor })).toMatchObject({ ok: true });
});

describe('what is nobody’s request', () => {
  test('is closed without a mail, and can be opened again; who confirmed the address is refused with reasons', async () => {
    await using services = await openTestServices();
    const reference = await submitted(services);
    const before = (await mailsOf(services)).length;
    expect(await services.requests.markAsAbuse(reference, { why: 'One of 4000.', actor })).toMatchObject({
      value: { delivery: 'untold' },
    });
    expect(await mailsOf(services)).toHaveLength(before);
    expect(await shown(services, reference)).toMatchObject({ outcome: 'abuse' });
    expect(await services.requests.reopen(reference, { message, actor })).toMatchObject({ ok: true });
    const { reference: other } = await confirmed(services, { email: 'bob@example.com' });
    expect(await services.requests.markAsAbuse(other, { why: 'No.', actor })).toMatchObject({
      problems: ['abuse-confirmed'],
    });
  });
});

describe('two of the staff on one request', () => {
  test('whoever had not seen what the other did does nothing, and each event has its number', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services);
    const { revision } = await shown(services, reference);
    expect(await services.requests.reply(reference, { message, revision, actor })).toMatchObject({ ok: true });
    await systemsDone(services);
    const late = { outcome: 'done', message, deed: 'All.', revision, actor: 'staff:ben' } as const;
    expect(await services.requests.close(reference, late)).toEqual({ ok: false, problems: ['changed-meanwhile'] });
    const { events, revision: now } = await shown(services, reference);
    expect(events.filter((event) => event.revision > revision)).toMatchObject([{ act: 'replied', actor }]);
    expect(await services.requests.close(reference, { ...late, revision: now })).toMatchObject({ ok: true });
  });

  test('what the person writes counts as well', async () => {
    await using services = await openTestServices();
    const person = await confirmed(services);
    const { revision } = await shown(services, person.reference);
    services.clock.set('2026-11-24T12:00:00Z');
    await wrote(services, person);
    expect(await services.requests.reply(person.reference, { message, revision, actor })).toMatchObject({
      problems: ['changed-meanwhile'],
    });
  });

  test('of two who act at the same moment one does', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services);
    const { revision } = await shown(services, reference);
    const acts = ['staff:ana', 'staff:ben'].map((actor) =>
      services.requests.reply(reference, { message, revision, actor }),
    );
    expect((await Promise.all(acts)).map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(await mailsWith(services, 'request-reply')).toHaveLength(1);
  });
});

describe('the record of a request', () => {
  test.each([
    ['request_date', 'reason'],
    ['request_event', 'actor'],
  ] as const)('%s is rewritten by nobody, and goes with the request', async (table, column) => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services);
    const { db } = services;
    await expect(
      db
        .updateTable(table)
        .set({ [column]: 'other' })
        .execute(),
    ).rejects.toThrow(/append-only/);
    await expect(db.deleteFrom(table).execute()).rejects.toThrow(/append-only/);
    expect(await db.selectFrom(table).selectAll().execute()).not.toEqual([]);
    await db.deleteFrom('request').where('reference', '=', reference).execute();
    expect(await db.selectFrom(table).selectAll().execute()).toEqual([]);
  });

  test('keeps what staff wrote no longer than the request', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference } = await confirmed(services, { region: 'GB', kind: ['access'] });
    await services.requests.pause(reference, { reason: 'clarification', message: 'Which engine?', actor });
    await answerAsDone(services, reference, { actor });
    await services.mail.send();
    services.clock.set('2030-01-31T12:00:00Z');
    await services.requests.runJobs();
    const rows = await services.db.selectFrom('request_event').selectAll().execute();
    expect(rows.map(({ detail_sealed }) => detail_sealed).filter(Boolean)).toEqual([]);
    expect(await dumpOf(services)).not.toContain('engine');
  });
});

describe('a preview', () => {
  test('shows the mail as it would go, without the person’s links, and does nothing', async () => {
    await using services = await openTestServices({ now: '2027-01-31T12:00:00Z' });
    const { reference, caseToken } = await confirmed(services, { region: 'DE', kind: ['access'] });
    const before = [await dumpOf(services), await shown(services, reference)];
    const act = { reason: 'complexity', message, actor } as const;
    const rehearsed = await rehearse(services.ctx, reference, (ctx) => extend(ctx, reference, act));
    expect([await dumpOf(services), await shown(services, reference)]).toEqual(before);
    if (!rehearsed.ok) throw new Error(rehearsed.problems.join());
    const [seen] = rehearsed.value.mails;
    expect(seen?.text).not.toContain(caseToken);
    await services.requests.extend(reference, act);
    const [sent] = await mailsWith(services, 'request-extended');
    expect(sent?.text.replace(caseToken, '…')).toBe(seen?.text);
    expect(sent?.subject).toBe(seen?.subject);
  });

  test('says what is wrong as the act would', async () => {
    await using services = await openTestServices();
    const { reference } = await confirmed(services);
    expect(await services.requests.rehearseClose(reference, { outcome: 'done', actor })).toEqual(
      await services.requests.close(reference, { outcome: 'done', actor }),
    );
  });
});
