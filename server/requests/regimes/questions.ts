import { addDays, type Day, dayIn, isDay } from '../../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { isTimeZone } from '../../../src/library/model/shapes.ts';
import { requestKinds } from '../kinds.ts';
import { calendarNames } from './calendars.ts';
import type { RequestEvent } from './clock-dates.ts';
import { eventKinds, laws, promised, type Regime, regimes } from './clocks.ts';
import type { Question } from './deadlines.ts';
import { westernmostZoneOf, zoneOfRegime } from './places.ts';

/** For a region that nobody knows: every law may apply. */
export const unknownRegime = 'UNKNOWN';

/** A question as somebody writes it, unchecked. */
interface WrittenQuestion {
  readonly regime?: unknown;
  readonly kind?: unknown;
  /** A day, or a moment with its offset from UTC. */
  readonly received?: unknown;
  readonly zone?: unknown;
  readonly calendar?: unknown;
  readonly extended?: unknown;
  /** The day on which the person was told of the extension. */
  readonly told?: unknown;
  readonly events?: unknown;
}

const questionProblems = [
  'question-not-understood',
  'regime-unknown',
  'kind-unknown',
  'kind-wrapper',
  'received-invalid',
  'zone-unknown',
  'calendar-unknown',
  'extended-invalid',
  'told-invalid',
  'told-before-receipt',
  'event-invalid',
  'events-too-many',
  'event-too-long',
  'event-backwards',
  'event-before-receipt',
] as const;
export type QuestionProblem = (typeof questionProblems)[number];

/** Years in which a request can have come, and its clocks end. */
const [firstYear, lastYear] = ['1990', '2199'];

const mostEvents = 100;

export function readQuestion(written: unknown): Result<Question, QuestionProblem> {
  if (typeof written !== 'object' || written === null || Array.isArray(written)) return fail('question-not-understood');
  const { regime, kind, received, zone, calendar, extended, told, events }: WrittenQuestion = written;

  const applying = readRegime(regime);
  if (!applying) return fail('regime-unknown');
  if (kind === 'agent_request') return fail('kind-wrapper');
  const asked = requestKinds.find((known) => known === kind);
  if (!asked) return fail('kind-unknown');
  if (isGiven(zone) && !(typeof zone === 'string' && isTimeZone(zone))) return fail('zone-unknown');
  const zoneFor = applying.length > 1 ? westernmostZoneOf : zoneOfRegime;
  const receivedOn = readReceipt(received, typeof zone === 'string' ? () => zone : zoneFor);
  if (!receivedOn) return fail('received-invalid');
  const place = calendarNames.find((known) => known === calendar);
  if (isGiven(calendar) && !place) return fail('calendar-unknown');
  if (isGiven(extended) && typeof extended !== 'boolean') return fail('extended-invalid');
  if (isGiven(told) && !(isKnownDay(told) && extended === true)) return fail('told-invalid');
  const days = [...applying, promised].map(receivedOn).sort();
  const first = days[0] ?? '';
  if (isGiven(told) && told < first) return fail('told-before-receipt');
  const happened = readEvents(events, first);
  if (!happened.ok) return happened;
  return succeed({
    kind: asked,
    regimes: applying,
    receivedOn,
    events: happened.value,
    isExtended: extended === true,
    extensionToldOn: isGiven(told) ? told : null,
    calendar: place ?? null,
  });
}

/** `identity:2027-02-03..2027-02-10`, as the command line writes what others write as a list of three. */
export function splitEvent(written: string): unknown[] {
  const [, kind = '', from = '', to = ''] = /^(\w+):(.*?)\.\.(.*)$/.exec(written) ?? [];
  return kind ? [kind, from, to] : [written];
}

function readRegime(regime: unknown): readonly Regime[] | null {
  if (typeof regime !== 'string') return null;
  const name = regime.toUpperCase();
  if (name === unknownRegime) return laws;
  // What a company promises may bear its name.
  const one = name.endsWith(`-${promised}`) ? promised : regimes.find((known) => known.toUpperCase() === name);
  return one ? [one] : null;
}

/** Null where it cannot be read. What is given as a day is that day to everybody. */
function readReceipt(received: unknown, zoneFor: (regime: Regime) => string): ((regime: Regime) => Day) | null {
  if (isKnownDay(received)) return () => received;
  const [, day = '', offset = ''] =
    (typeof received === 'string' &&
      /^(\d{4}-\d\d-\d\d)T\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?$/.exec(received)) ||
    [];
  if (!isKnownDay(day)) return null;
  const at = new Date(offset ? String(received) : `${received}Z`);
  if (Number.isNaN(at.getTime())) return null;
  // A time without an offset is one of the place where it was received.
  if (!offset) return () => day;
  return (regime) => dayIn(zoneFor(regime), at);
}

function readEvents(events: unknown, receivedOn: Day): Result<readonly RequestEvent[], QuestionProblem> {
  if (!isGiven(events)) return succeed([]);
  if (!Array.isArray(events)) return fail('event-invalid');
  if (events.length > mostEvents) return fail('events-too-many');
  const read: RequestEvent[] = [];
  for (const event of events as unknown[]) {
    if (!Array.isArray(event) || event.length !== 3) return fail('event-invalid');
    const [written, from, to]: unknown[] = event;
    const kind = eventKinds.find((known) => known === written);
    if (!kind || !isKnownDay(from) || !isKnownDay(to)) return fail('event-invalid');
    if (to < from) return fail('event-backwards');
    if (from < receivedOn) return fail('event-before-receipt');
    // Nobody waits for years, and each day of a pause is looked at.
    if (to > addDays(from, 3660)) return fail('event-too-long');
    read.push({ kind, from, to });
  }
  return succeed(read);
}

function isKnownDay(day: unknown): day is Day {
  return typeof day === 'string' && isDay(day) && day >= firstYear && day < `${Number(lastYear) + 1}`;
}

function isGiven<Value>(value: Value): value is Exclude<Value, undefined | null> {
  return value !== undefined && value !== null;
}
