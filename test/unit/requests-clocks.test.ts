import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type RequestKind, requestKinds } from '../../server/requests/kinds.ts';
import {
  calendarNames,
  calendars,
  calendarWarnings,
  firstKnownDay,
  isHoliday,
  lastKnownDay,
} from '../../server/requests/regimes/calendars.ts';
import { clockRows, eventKinds, laws, regimes } from '../../server/requests/regimes/clocks.ts';
import { deadlineOf, type Question, refusalOfExtension } from '../../server/requests/regimes/deadlines.ts';
import { lastDayOf, officeDays, weekdayOf } from '../../server/requests/regimes/periods.ts';
import { regimesOf, zoneOf } from '../../server/requests/regimes/places.ts';
import { countries, isRegion, states } from '../../server/requests/regions.ts';
import { addDays, addMonths } from '../../src/library/model/days.ts';
import { admin } from '../support/admin.ts';
import { promise } from '../support/promise.ts';

interface Vector {
  readonly id: string;
  readonly regime: string;
  readonly rule: string;
  readonly received: string;
  readonly calendar: string | null;
  readonly paused?: readonly (readonly [string, string])[];
  readonly extended?: boolean;
  readonly expected_due: string;
  readonly conservative_due?: string;
  readonly expected_ack?: string;
  readonly expected_ack_strict?: string;
  readonly extension_notice_by?: string;
  readonly with_regime?: string;
  readonly why: string;
}

const vectors = read('deadlines') as readonly Vector[];

/** What each rule of the worked dates is asked as. */
const asked: readonly (readonly [RegExp, { kind?: RequestKind; events?: readonly string[] }])[] = [
  [/^ccpa-optout/, { kind: 'opt_out_sale_sharing' }],
  [/^ccpa-limit/, { kind: 'limit_sensitive' }],
  [/^ccpa-admt/, { kind: 'opt_out_admt' }],
  [/^ccpa-no-pause/, { events: ['verification'] }],
  [/^lgpd-simplified/, { kind: 'access_categories' }],
  [/^uk-complaint/, { kind: 'complaint' }],
  [/-appeal-/, { kind: 'appeal' }],
  [/^eu-identity/, { events: ['identity', 'identity'] }],
  [/not-art15$/, { kind: 'erasure', events: ['clarification'] }],
  [/identity-start/, { events: ['identity', 'clarification'] }],
  [/fee-start/, { events: ['fee'] }],
  [/clarification/, { events: ['clarification'] }],
];

function caseOf({ regime, rule, received, calendar, paused = [], extended, with_regime }: Vector) {
  const { kind = 'access', events = [] } = asked.find(([pattern]) => pattern.test(rule))?.[1] ?? {};
  const [, law = regime, isOptOut] = /^(.*?)(-optout)?$/.exec(with_regime ?? regime) ?? [];
  return {
    ...{ regime: law, kind: isOptOut ? 'opt_out_sale_sharing' : kind, received, calendar },
    ...{ extended: extended === true, events: paused.map((days, at) => [events[at], ...days]) },
  };
}

describe('the worked dates', () => {
  test.each(vectors)('$id, $rule, received on $received: $why', async (vector) => {
    const [answer] = await answers([caseOf(vector)]);
    const { expected_due, conservative_due = expected_due, expected_ack, expected_ack_strict } = vector;
    if (vector.regime === 'WHITRACK-PROMISE') expect(answer).toMatchObject({ internal_due: expected_due });
    else expect(answer).toMatchObject({ due: expected_due, conservative_due });
    if (expected_ack) expect(answer).toMatchObject({ ack: expected_ack, ack_strict: expected_ack_strict });
    if (vector.extension_notice_by) expect(answer).toMatchObject({ extension_notice_by: vector.extension_notice_by });
  });

  const periods: Readonly<Record<string, (start: string) => string>> = {
    'subprocessor-notice-30d': (start) => lastDayOf('30D', start, officeDays(null)),
    'subprocessor-objection-window-close': (start) => lastDayOf('30D', start, officeDays(null)),
    'policy-material-change-30d': (start) => lastDayOf('30D', start, officeDays(null)),
    'ccpa-policy-annual-review': (start) => lastDayOf('12M', start, officeDays(null)),
    'ccpa-request-record-min-retention': (start) => lastDayOf('24M', start, officeDays(null)),
    'backup-window-30d': (start) => lastDayOf('30D', start, officeDays(null)),
    'can-spam-optout-10bd': (start) => lastDayOf('10B', start, officeDays('US-FED')),
    'gmail-unsubscribe-2d': (start) => lastDayOf('2D', start, officeDays(null)),
  };
  test.each(read('other') as { id: string; rule: string; start: string; expected: string }[])(
    '$id: $rule from $start is $expected',
    ({ rule, start, expected }) => expect(periods[rule]?.(start)).toBe(expected),
  );
});

test('the holidays are those that were worked with', () => {
  const { calendars: worked } = read('holidays') as { calendars: Record<string, string[]> };
  expect([...calendarNames].sort()).toEqual(Object.keys(worked).sort());
  for (const name of calendarNames) {
    const days = Object.entries(calendars[name].years).flatMap(([year, list]) =>
      list.split(' ').map((day) => `${year}-${day.slice(0, 5)}`),
    );
    expect(days).toEqual([...new Set(worked[name])]);
    for (const day of days) expect(isHoliday(name, day)).toBe(true);
  }
});

test('a calendar says that it runs out a year before it does', () => {
  expect(calendarWarnings('2028-12-30')).toEqual([]);
  expect(calendarWarnings('2028-12-31').join()).toMatch(/FR are known until 2029-12-31: add the next years/);
});

describe('over thirty years', () => {
  const day = fc.integer({ min: 0, max: 30 * 365 }).map((days) => addDays('2025-01-01', days));
  const kind = fc.constantFrom(...requestKinds);
  const calendar = fc.constantFrom(null, ...calendarNames);
  const happened = fc.array(fc.record({ kind: fc.constantFrom(...eventKinds), wait: fc.nat(40), length: fc.nat(30) }), {
    maxLength: 4,
  });
  const anything = fc.record({ kind, calendar, regime: fc.constantFrom(...laws), receivedOn: day, happened });
  type Anything = typeof anything extends fc.Arbitrary<infer Value> ? Value : never;

  const questionOf = ({ kind, calendar, regime, receivedOn, happened }: Anything): Question => ({
    ...{ kind, calendar, regimes: [regime], receivedOn: () => receivedOn },
    events: happened.map(({ kind, wait, length }) => {
      const from = addDays(receivedOn, wait);
      return { kind, from, to: addDays(from, length) };
    }),
  });
  const always = (hold: (question: Question, given: Anything) => void) =>
    fc.assert(fc.property(anything, (given) => hold(questionOf(given), given)));

  test('no day is later than the law and the promise allow', promise('answer-within-30-days'), () => {
    always((question, { receivedOn, kind }) => {
      const { clocks, internalDue } = deadlineOf(question);
      expect(internalDue <= addDays(receivedOn, 30)).toBe(true);
      expect(internalDue >= receivedOn).toBe(true);
      for (const { reliedOnDue, unrolledDue, conservativeDue, due, acknowledgeBy, strictlyAcknowledgeBy } of clocks) {
        expect(internalDue <= reliedOnDue && reliedOnDue <= unrolledDue && unrolledDue <= due).toBe(true);
        expect(conservativeDue <= unrolledDue).toBe(true);
        expect((strictlyAcknowledgeBy ?? '') <= (acknowledgeBy ?? '')).toBe(true);
        expect(conservativeDue >= receivedOn).toBe(true);
      }
      expect(kind).toBeDefined();
    });
  });

  test('a month ends on the same number of the day, or on the last of a month that has none', () => {
    fc.assert(
      fc.property(day, (receivedOn) => {
        const [clock] = deadlineOf({ kind: 'access', regimes: ['EU-GDPR'], receivedOn: () => receivedOn }).clocks;
        const due = Temporal.PlainDate.from(clock?.unrolledDue ?? '');
        const from = Temporal.PlainDate.from(receivedOn);
        expect((due.year - from.year) * 12 + due.month - from.month).toBe(1);
        expect(due.day).toBe(Math.min(from.day, due.daysInMonth));
        expect(clock?.isClamped).toBe(due.day !== from.day);
      }),
    );
  });

  test('the last day moves to a working day only, past days that are none', () => {
    always((question, { calendar }) => {
      for (const { unrolledDue, due, row } of deadlineOf(question).clocks) {
        if (due === unrolledDue) continue;
        expect(row.rolls && calendar).toBeTruthy();
        const isFree = (day: string) => weekdayOf(day) > 5 || isHoliday(calendar as 'FR', day);
        expect(isFree(due)).toBe(false);
        for (let day = unrolledDue; day < due; day = addDays(day, 1)) expect(isFree(day)).toBe(true);
      }
    });
  });

  test('an extension never shortens, and leaves the day for its notice where it was', () => {
    always((question) => {
      const [plain, extended] = [deadlineOf(question), deadlineOf({ ...question, isExtended: true })];
      plain.clocks.forEach((clock, at) => {
        const longer = extended.clocks[at];
        expect((longer?.due ?? '') >= clock.due).toBe(true);
        expect((longer?.conservativeDue ?? '') >= clock.conservativeDue).toBe(true);
        expect(longer?.extensionNoticeBy).toBe(clock.extensionNoticeBy);
      });
      expect(extended.internalDue >= plain.internalDue).toBe(true);
    });
  });

  test('what a clock does not know as a pause leaves its day alone, and a pause never shortens', () => {
    always((question, { kind }) => {
      const [without, found] = [deadlineOf({ ...question, events: [] }), deadlineOf(question)];
      found.clocks.forEach((clock, at) => {
        const plain = without.clocks[at];
        const moves = (question.events ?? []).filter(
          (event) =>
            (clock.row.start === 'relevant-time' && ['identity', 'fee'].includes(event.kind)) ||
            clock.row.pauses?.some((pause) => pause.event === event.kind && (pause.kinds?.includes(kind) ?? true)),
        );
        expect(clock.due >= (plain?.due ?? '')).toBe(true);
        if (moves.length === 0) expect({ ...clock, ignored: [] }).toEqual({ ...plain, ignored: [] });
        const asked = moves.reduce((days, { from, to }) => days + daysFrom(from, to) + 1, 0);
        const limit = addDays(plain?.unrolledDue ?? '', asked + (clock.startedBy ? 40 : 0));
        expect(clock.unrolledDue <= limit).toBe(true);
      });
    });
  });

  test('what rests on a text that nobody has read lengthens no day that we work to', () => {
    always((question) => {
      const unread = (tag: string) => tag !== 'T';
      for (const clock of deadlineOf({ ...question, isExtended: true }).clocks) {
        if (!clock.row.pauses?.some(({ tag }) => unread(tag)) && !unread(clock.row.extension?.tag ?? 'T')) continue;
        const plain = deadlineOf({ ...question, events: [], isExtended: clock.row.extension?.tag === 'T' });
        const same = plain.clocks.find(({ row }) => row === clock.row);
        expect(clock.reliedOnDue <= (same?.unrolledDue ?? '')).toBe(true);
      }
    });
  });

  test('while the region is not known, no day is later than by any law', () => {
    always((question) => {
      const unknown = deadlineOf({ ...question, regimes: laws });
      const own = deadlineOf(question);
      expect(unknown.internalDue <= own.internalDue).toBe(true);
      for (const key of ['due', 'unrolledDue', 'conservativeDue', 'acknowledgeBy', 'strictlyAcknowledgeBy'] as const) {
        const day = own[key];
        if (day) expect((unknown[key] ?? '9999') <= day).toBe(true);
      }
    });
  });

  test('what is received later is never due earlier', () => {
    fc.assert(
      fc.property(anything, day, (given, other) => {
        const { clocks } = deadlineOf({ ...questionOf(given), events: [] });
        const later = deadlineOf({ ...questionOf({ ...given, receivedOn: other }), events: [] }).clocks;
        for (const clock of clocks) {
          const same = later.find(({ row }) => row === clock.row);
          if (same && other >= given.receivedOn) {
            expect(same.due >= clock.due).toBe(true);
            expect(same.conservativeDue >= clock.conservativeDue).toBe(true);
          }
        }
      }),
    );
  });
});

describe('what happens in between', () => {
  const uk = (events: readonly (readonly [string, string, string])[], kind = 'access') => ({
    ...{ regime: 'UK-GDPR', kind, received: '2026-06-10', events },
  });

  test('a day on which two questions were open is left out once', async () => {
    const [answer] = await answers([
      uk([
        ['clarification', '2026-06-15', '2026-06-19'],
        ['clarification', '2026-06-18', '2026-06-22'],
      ]),
    ]);
    expect(answer).toMatchObject({ unrolled: '2026-07-18' });
  });

  test('a question before the clock has started leaves out only the days behind its start', async () => {
    const [answer] = await answers([
      uk([
        ['identity', '2026-06-11', '2026-06-18'],
        ['clarification', '2026-06-15', '2026-06-20'],
      ]),
    ]);
    expect(answer).toMatchObject({ unrolled: '2026-07-20' });
  });

  test('the latest of identity and fee starts the clock', async () => {
    const [answer] = await answers([
      uk([
        ['fee', '2026-06-12', '2026-06-20'],
        ['identity', '2026-06-11', '2026-06-18'],
      ]),
    ]);
    expect(answer).toMatchObject({ unrolled: '2026-07-20' });
  });

  test('what is asked after the last day stops nothing', async () => {
    const [answer, eu] = await answers([
      uk([['clarification', '2026-07-11', '2026-07-20']]),
      { ...uk([['identity', '2026-07-11', '2026-07-20']]), regime: 'EU-GDPR' },
    ]);
    expect(answer).toMatchObject({ unrolled: '2026-07-10' });
    expect(eu).toMatchObject({ unrolled: '2026-07-10' });
  });

  test('before Article 12A was in force identity started no clock, and no complaint had one', async () => {
    const [before, complaint] = await answers([
      { ...uk([['identity', '2026-02-05', '2026-02-10']]), received: '2026-02-04' },
      { ...uk([], 'complaint'), received: '2026-06-18' },
    ]);
    expect(before).toMatchObject({ unrolled: '2026-03-09', conservative_due: '2026-03-04' });
    expect(complaint).toMatchObject({ due: null, internal_due: '2026-07-18' });
  });

  test('the day of receipt is the one where the law is somebody’s', async () => {
    const found = await answers([
      { regime: 'US-CA-CCPA', kind: 'access', received: '2026-03-06T07:30:00Z' },
      { regime: 'US-CA-CCPA', kind: 'access', received: '2026-03-05T23:30-08:00' },
      { regime: 'EU-GDPR', kind: 'access', received: '2027-01-31T23:30:00Z', zone: 'Europe/Paris' },
      { regime: 'EU-GDPR', kind: 'access', received: '2027-01-31T23:30:00Z' },
    ]);
    expect(found.map(({ unrolled }) => unrolled)).toEqual(['2026-04-19', '2026-04-19', '2027-03-01', '2027-02-28']);
  });

  test('a holiday that is observed on a Friday is none where an adverse reader looks', async () => {
    const [answer] = await answers([{ regime: 'US-CA-CCPA', kind: 'access', received: '2026-06-22' }]);
    expect(answer).toMatchObject({ ack: '2026-07-07', ack_strict: '2026-07-03' });
  });

  test('every holiday on a fixed day that falls on a Saturday is known on its own day, too', () => {
    const fixed = ['01-01', '06-19', '07-04', '11-11', '12-25'];
    const [from, to] = [Number(firstKnownDay('US-FED').slice(0, 4)), Number(lastKnownDay('US-FED').slice(0, 4))];
    for (let year = from; year <= to; year++) {
      for (const day of fixed.map((day) => `${year}-${day}`)) {
        if (weekdayOf(day) !== 7) expect(isHoliday('US-FED', day, 'own'), day).toBe(true);
        if (weekdayOf(day) === 6) expect(isHoliday('US-FED', addDays(day, -1)), day).toBe(true);
        if (weekdayOf(day) === 6) expect(isHoliday('US-FED', addDays(day, -1), 'own'), day).toBe(false);
      }
    }
  });

  test('a question that is asked on the day of receipt leaves out that day as well; who reads the law strictly counts it', async () => {
    const [same, longer] = await answers([
      uk([['clarification', '2026-06-10', '2026-06-10']]),
      uk([['clarification', '2026-06-10', '2026-06-12']]),
    ]);
    expect(same).toMatchObject({ unrolled: '2026-07-11', conservative_due: '2026-07-10' });
    expect(longer).toMatchObject({ unrolled: '2026-07-13', conservative_due: '2026-07-12' });
    expect(longer?.reasoning).toMatch(/3 days do not count/);
  });

  test('past the years of a calendar weekends alone move a last day, and that is said', async () => {
    const [answer] = await answers([
      { regime: 'EU-GDPR', kind: 'access', received: '2031-04-01', calendar: 'FR' },
      { regime: 'EU-GDPR', kind: 'access', received: '2031-01-31', calendar: 'FR' },
    ]);
    expect(answer).toMatchObject({ due: '2031-05-01' });
    expect(answer?.reasoning).toMatch(/holidays of FR are not known/);
  });
});

describe('what is refused, with why', () => {
  test.each([
    ['CA-QC-P39.1', 'access', /Quebec Act P-39.1, s. 32 knows no extension.*Commission/],
    ['BR-LGPD', 'erasure', /LGPD.*knows no extension/],
    ['CH-FADP', 'access', /knows no extension/],
    ['US-VA-VCDPA', 'appeal', /knows no extension/],
    ['US-CA-CCPA', 'opt_out_sale_sharing', /knows no extension/],
    ['US-CA-CCPA', 'limit_sensitive', /knows no extension/],
    ['US-VA-VCDPA', 'opt_out_targeted_ads', /is not extended/],
    ['EU-GDPR', 'withdraw_consent', /at once/],
    ['UK-GDPR', 'complaint', /knows no extension/],
    ['UNKNOWN', 'access', /not known which law applies/],
    ['WHITRACK-PROMISE', 'access', /promise/],
    ['EU-GDPR', 'complaint', /promise/],
    ['CA-QC-P39.1', 'opt_out_sale_sharing', /promise/],
  ])('an extension: %s, %s', async (regime, kind, why) => {
    const [answer] = await answers([{ regime, kind, received: '2027-01-31', extended: true }]);
    expect(answer).toEqual({ refused: expect.stringMatching(why) });
  });

  test('an extension of which the person hears after the day for the notice', async () => {
    const given = { regime: 'EU-GDPR', kind: 'access', received: '2027-01-31', extended: true };
    const [late, inTime] = await answers([
      { ...given, told: '2027-03-01' },
      { ...given, told: '2027-02-28' },
    ]);
    expect(late).toEqual({ refused: expect.stringMatching(/by Sunday, February 28, 2027/) });
    expect(inTime).toMatchObject({ due: '2027-04-30' });
  });

  test('a wait of which no statute says how it counts makes no notice of an extension timely', async () => {
    const given = { regime: 'EU-GDPR', kind: 'access', received: '2026-06-10', extended: true };
    const events = [['identity', '2026-06-11', '2026-06-18']];
    const [late, inTime] = await answers([
      { ...given, events, told: '2026-07-11' },
      { ...given, events, told: '2026-07-10' },
    ]);
    expect(late).toEqual({ refused: expect.stringMatching(/by Friday, July 10, 2026/) });
    expect(inTime).toMatchObject({ extension_notice_by: '2026-07-17' });
  });

  const right = { regime: 'EU-GDPR', kind: 'access', received: '2027-01-31' };
  test.each([
    ['no object', 7, /no question/],
    ['nothing', null, /no question/],
    ['a regime', { ...right, regime: 'MARS' }, /no such regime.*UNKNOWN/],
    ['a kind', { ...right, kind: 'everything' }, /no such kind.*misdirected_end_customer/],
    ['an agent’s request', { ...right, kind: 'agent_request' }, /name what the agent asks/],
    ['a day that is none', { ...right, received: '2027-02-29' }, /day of receipt/],
    ['a number for a day', { ...right, received: 20270131 }, /day of receipt/],
    ['a moment that is none', { ...right, received: '2027-02-29T10:00:00Z' }, /day of receipt/],
    ['another year', { ...right, received: '9999-12-31' }, /day of receipt/],
    ['a zone', { ...right, zone: 'Mars/Olympus' }, /time zone/],
    ['a calendar', { ...right, calendar: 'XX' }, /calendar.*GB-SCT/],
    ['an extension in words', { ...right, extended: 'yes' }, /true or false/],
    ['a notice without extension', { ...right, told: '2027-02-01' }, /extended/],
    ['an event without an end', { ...right, events: [['identity', '2027-02-03']] }, /identity:2027-02-03\.\./],
    ['an event of another kind', { ...right, events: [['holiday', '2027-02-03', '2027-02-04']] }, /event/],
    [
      'more events than anybody asks',
      { ...right, events: Array(101).fill(['fee', '2027-02-03', '2027-02-04']) },
      /100/,
    ],
    ['an event backwards', { ...right, events: [['identity', '2027-02-04', '2027-02-03']] }, /ends before/],
    ['an event before receipt', { ...right, events: [['identity', '2027-01-30', '2027-02-03']] }, /before the request/],
    ['a prototype', JSON.parse('{"__proto__": {"regime": "EU-GDPR"}, "kind": "constructor"}'), /regime/],
  ])('in a table alone: %s', async (_, wrong, why) => {
    const found = await answers([right, wrong, right]);
    expect(found).toHaveLength(3);
    expect(found[1]).toEqual({ refused: expect.stringMatching(why) });
    expect(found[0]).toEqual(found[2]);
    expect(found[0]).toMatchObject({ due: '2027-02-28' });
  });
});

describe('every kind by every law', () => {
  test('has a day, or none by that law and the promised one', () => {
    for (const regime of regimes) {
      for (const kind of requestKinds) {
        const found = deadlineOf({ kind, regimes: [regime], receivedOn: () => '2027-06-10' });
        expect(found.clocks.length).toBeLessThanOrEqual(1);
        expect(found.internalDue <= '2027-07-10').toBe(true);
        expect(found.promise).toHaveLength(1);
      }
    }
  });

  test('a row says for itself what it needs: its names are its own, and its extension is longer', () => {
    expect(new Set(clockRows.map(({ id }) => id)).size).toBe(clockRows.length);
    for (const { id, period, extension, source, law } of clockRows) {
      expect(source.length * law.length, id).toBeGreaterThan(0);
      if (extension) expect(Number.parseInt(extension.to, 10)).toBeGreaterThan(Number.parseInt(period, 10));
    }
  });

  test('the end customer of a business is passed on within two business days', () => {
    const passed = deadlineOf({ kind: 'misdirected_end_customer', regimes: laws, receivedOn: () => '2026-11-27' });
    expect(passed).toMatchObject({ clocks: [], internalDue: '2026-12-01' });
  });
});

describe('whose law it is', () => {
  test.each([
    ['DE', ['EU-GDPR']],
    ['NO', ['EU-GDPR']],
    ['GB', ['UK-GDPR']],
    ['US-CA', ['US-CA-CCPA']],
    ['US-NY', ['US-OTHER']],
    ['CA', ['CA-PIPEDA', 'CA-QC-P39.1']],
    ['CH', ['CH-FADP']],
    ['BR', ['BR-LGPD']],
    ['JP', []],
    ['constructor', []],
    ['unsaid', [...laws]],
    ['', [...laws]],
  ])('in %s', (region, expected) => expect(regimesOf(region)).toEqual(expected));

  test('every place with a law has a zone that exists', () => {
    for (const region of [...countries, ...states]) {
      if (!isRegion(region) || regimesOf(region).length === 0) continue;
      expect(() => new Intl.DateTimeFormat('en', { timeZone: zoneOf(region) ?? 'none' }), region).not.toThrow();
    }
  });

  test('an extension that a known law allows is refused by none', () => {
    const question: Question = {
      kind: 'access',
      regimes: ['EU-GDPR'],
      receivedOn: () => '2027-01-31',
      isExtended: true,
    };
    expect(refusalOfExtension(deadlineOf(question), question)).toBeNull();
    expect(addMonths('2027-01-31', 3)).toBe(deadlineOf(question).due);
  });
});

describe('the commands', () => {
  test('answer one question in words, and as JSON', async () => {
    const words = await command(
      ...['deadline', '--regime', 'eu-gdpr', '--kind', 'access', '--received', '2027-01-31', '--calendar', 'FR'],
      ...['--zone', 'Europe/Paris', '--event', 'identity:2027-02-03..2027-02-10'],
    );
    expect(words.code).toBe(0);
    expect(words.printed).toMatch(/Due +2027-03-08\nConservative +2027-02-28\nExtension told by +2027-03-07/);
    expect(words.printed).toMatch(/We work to +2027-02-28/);
    expect(words.printed).toMatch(/Received on Sunday, January 31, 2027\. .*7 days do not count/);
    const json = await command(
      'deadline',
      '--regime',
      'UNKNOWN',
      '--kind',
      'access',
      '--received',
      '2027-01-31',
      '--json',
    );
    expect(JSON.parse(json.printed)).toMatchObject({ due: '2027-02-15', internal_due: '2027-02-15' });
  });

  test.each([
    [['deadline', '--regime', 'mars', '--kind', 'access', '--received', '2027-01-31'], /no such regime/, 64],
    [['deadline'], /no such regime/, 64],
    [['deadline', '--nonsense'], /nonsense/, 64],
    [
      ['deadline', '--regime', 'ca-qc-p39.1', '--kind', 'access', '--received', '2027-01-31', '--extended'],
      /no ext/,
      1,
    ],
    [['deadline', '--cases', '-'], /JSON array/, 64],
    [['deadline', '--cases', '-', '--regime', 'eu-gdpr'], /leave out the other options/, 64],
    [
      ['deadline', '--regime=eu-gdpr', '--kind=access', '--received=2027-01-31', '--event=fee:2027-02-01..2047-02-01'],
      /more than ten years/,
      64,
    ],
  ])('say what is wrong: %j', async (words, why, code) => {
    const told = await command(...words);
    expect(told.code).toBe(code);
    expect(told.complained).toMatch(why);
  });

  test('read a table of cases that begins with a mark of its encoding, and an empty one', async () => {
    expect(await command(['deadline', '--cases', '-'], '\uFEFF[{}]')).toMatchObject({ code: 0 });
    expect(await answers([])).toEqual([]);
  });

  test('show counsel every clock with its source and tag, and the years of each calendar', async () => {
    const { printed, code } = await command('regimes');
    expect(code).toBe(0);
    for (const { id, source, tag } of clockRows) {
      expect(printed).toContain(`${id} [${tag}]`);
      expect(printed).toContain(source);
    }
    expect(printed).toMatch(/FR +France, 2025 to 2029/);
    expect(JSON.parse((await command('regimes', '--json')).printed)).toHaveLength(clockRows.length);
  });
});

type Answer = Record<string, string | null>;

async function answers(cases: readonly unknown[]): Promise<Answer[]> {
  const { printed, code } = await command(['deadline', '--cases', '-'], JSON.stringify(cases));
  expect(code).toBe(0);
  return JSON.parse(printed) as Answer[];
}

async function command(...words: readonly (string | readonly string[])[]) {
  const [args, input] = Array.isArray(words[0]) ? [words[0], String(words[1])] : [words as string[], 'no JSON'];
  return await admin(null, ['requests', ...(args as string[])], { input });
}

function read(name: string): unknown {
  return JSON.parse(readFileSync(join(import.meta.dirname, '..', 'vectors', `${name}.json`), 'utf8'));
}

function daysFrom(from: string, to: string): number {
  return Temporal.PlainDate.from(from).until(to).days;
}
