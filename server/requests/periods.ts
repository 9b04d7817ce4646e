import { Temporal } from 'temporal-polyfill';
import type { Retention } from '../content.ts';

export type Periods = ReturnType<typeof readPeriods>;

/** The times of `content/retention.yaml` that this room keeps to. */
export function readPeriods(retention: Retention) {
  return {
    confirmLink: needed('confirm-link'),
    caseLink: needed('case-link'),
    unconfirmed: needed('request-unconfirmed'),
    /** Null where it is given in words: then nothing is erased by itself. */
    details: given('request-details'),
    record: given('request'),
  };

  function needed(id: string): Temporal.Duration {
    const period = given(id);
    if (!period) throw new Error(`content/retention.yaml: "${id}" needs a duration such as P7D`);
    return period;
  }

  function given(id: string): Temporal.Duration | null {
    const keep = retention.find((one) => one.id === id)?.keep ?? '';
    return /^P\d/.test(keep) ? Temporal.Duration.from(keep) : null;
  }
}

/** The calendar date that many days, months or years later. */
export function later(date: string, period: Temporal.Duration): string {
  return Temporal.PlainDate.from(date).add(period).toString();
}

/** The first instant that is too late to have happened `period` before `today`, or earlier. */
export function endOfDayBefore(today: string, period: Temporal.Duration, timeZone: string): string {
  const next = Temporal.PlainDate.from(today).subtract(period).add({ days: 1 });
  return new Date(next.toZonedDateTime(timeZone).epochMilliseconds).toISOString();
}

export function instantAfter(at: Date, period: Temporal.Duration): Date {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  return new Date(instant.toZonedDateTimeISO('UTC').add(period).epochMilliseconds);
}
