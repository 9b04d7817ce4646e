import { Temporal } from 'temporal-polyfill';
import type { Retention } from '../content.ts';

export type Periods = ReturnType<typeof readPeriods>;

/** The times of `content/retention.yaml` that this room keeps to. */
export function readPeriods(retention: Retention) {
  return { proof: needed('ledger-proof') };

  function needed(id: string): Temporal.Duration {
    const keep = retention.find((entry) => entry.id === id)?.keep ?? '';
    if (!/^P\d/.test(keep)) throw new Error(`content/retention.yaml: "${id}" needs a duration such as P7D`);
    return Temporal.Duration.from(keep);
  }
}

export function instantAfter(at: Date, period: Temporal.Duration): Date {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  return new Date(instant.toZonedDateTimeISO('UTC').add(period).epochMilliseconds);
}
