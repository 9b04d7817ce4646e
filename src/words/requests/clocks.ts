import type { RequestKind } from '../../../server/requests/kinds.ts';
import type { Reckoning, RequestEvent } from '../../../server/requests/regimes/clock-dates.ts';
import type { EventKind, Period, Regime } from '../../../server/requests/regimes/clocks.ts';
import type { ExtensionProblem, ItemDeadline, Refused } from '../../../server/requests/regimes/deadlines.ts';
import type { QuestionProblem } from '../../../server/requests/regimes/questions.ts';
import { showDay, showWeekday } from '../../library/model/days.ts';
import { fill } from '../fill.ts';
import { clockWordsOf } from './clock.ts';

/** Whose law it is. */
export const regimeNames: Readonly<Record<Regime, string>> = {
  'EU-GDPR': 'European Economic Area',
  'UK-GDPR': 'United Kingdom',
  'US-CA-CCPA': 'California',
  'US-VA-VCDPA': 'Virginia',
  'US-CO-CPA': 'Colorado',
  'US-CT-CTDPA': 'Connecticut',
  'US-TX-TDPSA': 'Texas',
  'US-MN-MCDPA': 'Minnesota',
  'US-OR-OCPA': 'Oregon',
  'US-IA-ICDPA': 'Iowa',
  'US-UT-UCPA': 'Utah',
  'US-OTHER': 'another state of the United States',
  'BR-LGPD': 'Brazil',
  'CA-PIPEDA': 'Canada',
  'CA-QC-P39.1': 'Quebec',
  'CH-FADP': 'Switzerland',
  PROMISE: 'everybody, by what this site promises',
};

const eventNames: Readonly<Record<EventKind, string>> = {
  identity: 'who asks',
  fee: 'a fee',
  clarification: 'what is meant',
  verification: 'verification',
};

const units: Readonly<Record<string, string>> = { M: 'month', D: 'day', B: 'business day' };

export function periodInWords(period: Period): string {
  if (period === 'now') return 'at once';
  const count = Number.parseInt(period, 10);
  const unit = units[period.slice(-1)];
  return count === 1 ? `one ${unit}` : `${count} ${unit}s`;
}

/** How one clock comes to its day, a sentence for each step. */
function clockReasons(reckoning: Reckoning): string[] {
  const { row, startsOn, startedBy, period, isExtended, isClamped, plainEnd, unrolledDue, due } = reckoning;
  const { receivedOn, pauses, ignored, calendarEnds } = reckoning;
  const sentences = [`Received on ${showWeekday(receivedOn)}.`];
  if (startedBy)
    sentences.push(
      startedBy === 'fee'
        ? `The clock starts on ${showWeekday(startsOn)}, when the fee was paid.`
        : `The clock starts on ${showWeekday(startsOn)}, when we learned who asks.`,
    );
  const from = startedBy ? 'that day' : 'receipt';
  const length = isExtended
    ? `Extended to ${periodInWords(period)} from ${from}`
    : `${periodInWords(period)} from ${from}`;
  sentences.push(
    period === 'now'
      ? `This is due at once: ${showWeekday(plainEnd)}.`
      : `${capital(length)}, by ${row.law}: ${showWeekday(plainEnd)}${isClamped ? ', for the month has no such day, and its last counts' : ''}.`,
  );
  for (const { event, days } of pauses)
    sentences.push(
      `${days === 1 ? 'One day does' : `${days} days do`} not count, while we waited from ${showWeekday(event.from)} to ${showWeekday(event.to)} to be told ${eventNames[event.kind]}.`,
    );
  for (const event of ignored) sentences.push(ignoredEvent(event));
  if (pauses.length > 0) sentences.push(`That makes ${showWeekday(unrolledDue)}.`);
  if (due !== unrolledDue) sentences.push(`That is no working day, so it may end on the next: ${showWeekday(due)}.`);
  if (calendarEnds)
    sentences.push(
      `The holidays of ${calendarEnds} are not known for the whole time: none was counted where they are not.`,
    );
  return sentences;
}

/** How the day of an item was found. */
export function deadlineReasons({ clocks, promise, due, internalDue, counts }: ItemDeadline): string[] {
  const [first] = clocks;
  const own =
    clocks.length === 0
      ? ['No law that applies sets a time for this.']
      : clocks.length === 1 && first
        ? clockReasons(first)
        : [
            'It is not known which law applies, so the clock of each runs, and the earliest counts.',
            ...clocks.map(({ row, due }) => `${capital(row.law)}: ${showWeekday(due)}.`),
            `The earliest is ${showWeekday(due ?? internalDue)}.`,
          ];
  const [published] = promise.filter(({ row }) => !clocks.some((clock) => clock.row === row));
  return [
    ...own,
    ...(published
      ? [`${capital(published.row.law)}, ${periodInWords(published.row.period)}: ${showWeekday(published.due)}.`]
      : []),
    `We work to ${showWeekday(internalDue)}, by ${counts.row.law}.`,
  ];
}

/** One clock as the person reads it whose request it is. */
interface Reason {
  readonly text: string;
  readonly on: string;
  readonly counts?: boolean;
}

/** How the day of an item was found, for whoever asked. The last line is the day that counts. */
export function reasonsFor({ clocks, promise, counts, internalDue }: ItemDeadline): Reason[] {
  const run = [...shownOf(clocks), ...promise];
  return [
    { text: 'Received; the next day is the first that counts', on: run[0]?.receivedOn ?? counts.receivedOn },
    ...run.flatMap((clock) => [
      ...(clock.startedBy ? [{ text: 'The clock starts when we have what we asked for', on: clock.startsOn }] : []),
      { text: reasonOf(clock, clocks.length), on: endOf(clock) },
    ]),
    { text: 'The earliest day counts', on: internalDue, counts: true },
  ];
}

/** The same in one line of a mail. */
export function reasonsInWords({ clocks, promise }: ItemDeadline): string {
  const run = [...shownOf(clocks), ...promise].map(
    (clock) => `${reasonOf(clock, clocks.length)}, until ${showDay(endOf(clock))}`,
  );
  return `${run.join('. ')}.${run.length > 1 ? ' The earliest day counts.' : ''}`;
}

/** What we do by the day of an item, as a sentence of a mail. */
export function dueInWords({ kind, dueOn }: { readonly kind: RequestKind; readonly dueOn: string }): string {
  return fill(clockWordsOf({ kind }).due, { day: showDay(dueOn) });
}

/** Nobody reads the laws of a dozen places: where that many may apply, the one with the shortest time stands for all. */
function shownOf(clocks: readonly Reckoning[]): readonly Reckoning[] {
  if (clocks.length <= mostShown) return clocks;
  return [clocks.reduce((one, other) => (other.reliedOnDue < one.reliedOnDue ? other : one))];
}

const mostShown = 2;

/** Of an extension the day that its notice names, also where we do not rely on it. */
function endOf({ row, isExtended, due, reliedOnDue }: Reckoning): string {
  return isExtended && row.extension?.tag !== 'T' ? due : reliedOnDue;
}

function reasonOf({ row, period, isClamped, pauses }: Reckoning, of: number): string {
  const law =
    of > mostShown && row.regime !== 'PROMISE'
      ? `The shortest of all laws that may be yours, ${row.law}`
      : capital(row.law);
  const days = pauses.reduce((sum, { days }) => sum + days, 0);
  return [
    `${law}: ${periodInWords(period)}`,
    isClamped && 'the month has no such day, so its last counts',
    days > 0 && row.pauses?.some(({ tag }) => tag === 'T') && `without ${days} days for which we waited`,
  ]
    .filter(Boolean)
    .join('; ');
}

const extensionProblems: Readonly<Record<ExtensionProblem, (clock: Reckoning) => string>> = {
  'extension-unknown': ({ row }) => sentence(`${capital(row.law)} knows no extension of this`, row.note),
  'kind-never-extended': ({ row }) =>
    `What takes effect for the future, as an opt-out does, is not extended: it is due within ${periodInWords(row.period)} (${row.law}).`,
  'extension-too-late': ({ row, reliedOnNoticeBy }) =>
    `The person has to be told of an extension by ${showWeekday(reliedOnNoticeBy ?? '')} (${row.law}), and that day had passed.`,
};

export function extensionRefused({ problem, clock }: Refused, isRegionKnown: boolean): string {
  const why = extensionProblems[problem](clock);
  return isRegionKnown ? why : `It is not known which law applies, so each must allow it. ${why}`;
}

export const questionProblemWords = (lists: {
  readonly regimes: readonly string[];
  readonly kinds: readonly string[];
  readonly calendars: readonly string[];
  readonly events: readonly string[];
}): Readonly<Record<QuestionProblem, string>> => ({
  'question-not-understood':
    'This is no question of a deadline: write {"regime": "EU-GDPR", "kind": "access", "received": "2027-01-31"}.',
  'regime-unknown': `There is no such regime. Known are ${lists.regimes.join(', ')}.`,
  'kind-unknown': `There is no such kind of request. Known are ${lists.kinds.join(', ')}.`,
  'kind-wrapper': 'An agent’s request is no kind by itself: name what the agent asks for.',
  'received-invalid':
    'The day of receipt cannot be read: write it as 2027-01-31, or as a moment like 2027-01-31T23:30:00+01:00, from 1990 to 2199.',
  'zone-unknown': 'There is no such time zone: write one like Europe/Paris.',
  'calendar-unknown': `There is no such calendar of holidays. Known are ${lists.calendars.join(', ')}.`,
  'extended-invalid': 'Whether it is extended is true or false.',
  'told-invalid':
    'The day on which the person was told of the extension is a day, like 2027-02-20, of a request that is extended.',
  'told-before-receipt': 'The person was told of the extension before the request came: one of the days is wrong.',
  'event-invalid': `An event cannot be read: write what was asked, when, and when it was answered, as identity:2027-02-03..2027-02-10. Known are ${lists.events.join(', ')}.`,
  'events-too-many': 'That is more than anybody is asked: write 100 events at most.',
  'event-too-long': 'An answer that was awaited for more than ten years: one of the days is wrong.',
  'event-backwards': 'An event ends before it begins.',
  'event-before-receipt': 'Something was asked before the request came: one of the days is wrong.',
});

function ignoredEvent({ kind, from, to }: RequestEvent): string {
  return `What was asked about ${eventNames[kind]} from ${showWeekday(from)} to ${showWeekday(to)} does not stop this clock.`;
}

function sentence(text: string, note: string | undefined): string {
  return note ? `${text}. ${note}` : `${text}.`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
