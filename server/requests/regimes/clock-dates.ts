import { addDays, type Day } from '../../../src/library/model/days.ts';
import type { RequestKind } from '../kinds.ts';
import { type CalendarName, firstKnownDay, lastKnownDay } from './calendars.ts';
import { type ClockRow, type EventKind, holdsOn, type Period } from './clocks.ts';
import { type BusinessDays, lastDayOf, nextWorkingDay, officeDays } from './periods.ts';

/** What was asked of the person before we could go on: asked on one day, answered on the other. */
export interface RequestEvent {
  readonly kind: EventKind;
  readonly from: Day;
  readonly to: Day;
}

/** What happened to one item of a request, as far as a clock goes by it. */
export interface Facts {
  readonly kind: RequestKind;
  /** The day of receipt where the law is somebody's. */
  readonly receivedOn: Day;
  readonly events: readonly RequestEvent[];
  readonly isExtended: boolean;
  /** Of the place where we act; null where none is configured: no last day moves. */
  readonly calendar: CalendarName | null;
}

/** What one clock comes to. */
export interface Reckoning {
  readonly row: ClockRow;
  readonly receivedOn: Day;
  /** The day after which the period begins. */
  readonly startsOn: Day;
  /** What moved the start behind receipt. */
  readonly startedBy: EventKind | null;
  readonly period: Period;
  readonly isExtended: boolean;
  /** The month has no such day, so that its last counts. */
  readonly isClamped: boolean;
  /** The end before anything was left out. */
  readonly plainEnd: Day;
  readonly pauses: readonly { readonly event: RequestEvent; readonly days: number }[];
  /** What happened and leaves this clock alone. */
  readonly ignored: readonly RequestEvent[];
  /** With its pauses, and not moved to a working day. */
  readonly unrolledDue: Day;
  readonly due: Day;
  /** The earliest day that somebody could call the last. */
  readonly conservativeDue: Day;
  /** `unrolledDue` without what rests on a text that nobody here has read. */
  readonly reliedOnDue: Day;
  readonly acknowledgeBy: Day | null;
  readonly strictlyAcknowledgeBy: Day | null;
  /** The last day for telling the person of an extension; null where there is none. */
  readonly extensionNoticeBy: Day | null;
  /** The same without what rests on a text that nobody here has read: an extension is refused after it. */
  readonly reliedOnNoticeBy: Day | null;
  /** A calendar that ends before the day that was looked for. */
  readonly calendarEnds: CalendarName | null;
}

/** Whether a clock is one of a kind, for what is received on a day. */
export function applies(row: ClockRow, { kind, receivedOn }: Pick<Facts, 'kind' | 'receivedOn'>): boolean {
  return row.kinds.includes(kind) && holdsOn(row, receivedOn);
}

export function mayExtend({ extension }: ClockRow, kind: RequestKind): boolean {
  return extension !== undefined && !extension.except?.includes(kind);
}

/** Runs one clock that applies. An extension that it does not know leaves it alone: refuse that before. */
export function reckon(row: ClockRow, facts: Facts): Reckoning {
  const { receivedOn, calendar } = facts;
  const { startsOn, startedBy } = startOf(row, facts);
  const isExtended = facts.isExtended && mayExtend(row, facts.kind);
  const extended = isExtended && row.extension ? row.extension.to : row.period;
  const relied = isExtended && row.extension?.tag === 'T' ? row.extension.to : row.period;
  const office = officeDays(row.calendar ?? null);

  const pauses = pausesOf(row, facts, startsOn);
  const plainEnd = lastDayOf(extended, startsOn, office);
  const end = paused(plainEnd, pauses);
  const reliedPauses = pauses.filter(({ tag }) => tag === 'T');
  const reliedEnd = paused(lastDayOf(relied, startsOn, office), reliedPauses);
  const noticeBy = mayExtend(row, facts.kind) ? lastDayOf(row.period, startsOn, office) : null;
  const roll = (day: Day) => (row.rolls && calendar ? nextWorkingDay(day, calendar) : day);
  const due = roll(end.day);
  const used = row.calendar ?? (row.rolls ? calendar : null);
  return {
    row,
    receivedOn,
    startsOn,
    startedBy,
    period: extended,
    isExtended,
    isClamped: extended.endsWith('M') && plainEnd.slice(8) !== startsOn.slice(8),
    plainEnd,
    pauses: pauses.flatMap(({ event }, at) => (end.counted[at] ? [{ event, days: end.counted[at] }] : [])),
    ignored: facts.events.filter(
      (event) => event.kind !== startedBy && !pauses.some((pause, at) => pause.event === event && end.counted[at]),
    ),
    unrolledDue: end.day,
    due,
    conservativeDue: adverseEnd(row, extended, facts),
    reliedOnDue: reliedEnd.day,
    acknowledgeBy: row.acknowledge ? roll(lastDayOf(row.acknowledge, receivedOn, office)) : null,
    strictlyAcknowledgeBy: row.acknowledge ? strictEnd(row, row.acknowledge, receivedOn) : null,
    extensionNoticeBy: noticeBy && paused(noticeBy, pauses).day,
    reliedOnNoticeBy: noticeBy && paused(noticeBy, reliedPauses).day,
    calendarEnds: used && (due > lastKnownDay(used) || receivedOn < firstKnownDay(used)) ? used : null,
  };
}

/** The latest of receipt, answer about identity and payment, where the law says so. */
function startOf(row: ClockRow, { receivedOn, events }: Facts): { startsOn: Day; startedBy: EventKind | null } {
  const movers =
    row.start === 'relevant-time' ? events.filter(({ kind }) => kind === 'identity' || kind === 'fee') : [];
  return movers.reduce<{ startsOn: Day; startedBy: EventKind | null }>(
    (start, { kind, to }) => (to > start.startsOn ? { startsOn: to, startedBy: kind } : start),
    { startsOn: receivedOn, startedBy: null },
  );
}

interface Pause {
  readonly event: RequestEvent;
  readonly tag: ClockRow['tag'];
  /** Those that do not count, in their order. */
  readonly days: readonly Day[];
}

/** A day is left out once, and none before the clock starts. */
function pausesOf(row: ClockRow, { kind, events }: Facts, startsOn: Day, shorter = 0): Pause[] {
  const seen = new Set<Day>();
  return [...events]
    .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0))
    .flatMap((event) => {
      const pause = row.pauses?.find((pause) => pause.event === event.kind && (pause.kinds?.includes(kind) ?? true));
      if (!pause) return [];
      // Asked earlier, it leaves out nothing of the day on which the clock starts.
      const first = pause.days === 'inclusive' ? addDays(startsOn, 1) : startsOn;
      const last = addDays(event.to, (pause.days === 'inclusive' ? 0 : -1) - shorter);
      const days: Day[] = [];
      for (let day = event.from >= startsOn ? event.from : first; day <= last; day = addDays(day, 1)) {
        if (!seen.has(day)) days.push(day);
        seen.add(day);
      }
      return [{ event, tag: pause.tag, days }];
    });
}

/** The end with its pauses: what begins when the period is over leaves out nothing. `counted`: days of each pause. */
function paused(end: Day, pauses: readonly Pause[]): { day: Day; counted: number[] } {
  const days = pauses
    .flatMap((pause, at) => pause.days.map((day) => ({ day, at })))
    .sort((one, other) => (one.day < other.day ? -1 : one.day > other.day ? 1 : 0));
  const counted = pauses.map(() => 0);
  let last = end;
  for (const { day, at } of days) {
    if (day > last) break;
    last = addDays(last, 1);
    counted[at] = (counted[at] ?? 0) + 1;
  }
  return { day: last, counted };
}

function adverseEnd(row: ClockRow, period: Period, facts: Facts): Day {
  const { startsOn, startedBy } = startOf(row, facts);
  const shorter = row.adverse?.pauses === 'day-shorter' ? 1 : 0;
  const end = addDays(strictEnd(row, period, startsOn), startedBy === null ? 0 : -shorter);
  if (row.adverse?.pauses === 'none') return end;
  return paused(end, pausesOf(row, facts, startsOn, shorter)).day;
}

/** As an adverse reader counts a period: the earliest that any reading of it gives. */
function strictEnd(row: ClockRow, period: Period, start: Day): Day {
  const { firstDayCounts = false, saturdaysCount = false } = row.adverse ?? {};
  const readings: BusinessDays[] = [
    officeDays(row.calendar ?? null),
    ...(['observed', 'own'] as const).flatMap((holidays) =>
      saturdaysCount ? [{ calendar: row.calendar ?? null, holidays, saturdaysCount }] : [],
    ),
  ];
  const ends = readings.map((business) => lastDayOf(period, start, business)).sort();
  const end = ends[0] ?? start;
  return firstDayCounts && period.endsWith('D') ? addDays(end, -1) : end;
}
