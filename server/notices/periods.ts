import { Temporal } from 'temporal-polyfill';
import type { Retention } from '../content.ts';

/** The times of `content/retention.yaml` that this room keeps to. */
export function readPeriods(retention: Retention) {
  return { confirmLink: needed('confirm-link'), unconfirmed: needed('subscriber-unconfirmed') };

  function needed(id: string): Temporal.Duration {
    const keep = retention.find((entry) => entry.id === id)?.keep ?? '';
    if (!/^P\d/.test(keep)) throw new Error(`content/retention.yaml: "${id}" needs a duration such as P7D`);
    return Temporal.Duration.from(keep);
  }
}

/** The instant that lies one period later; one earlier with a negated period. */
export function instantAfter(at: Date, period: Temporal.Duration): Date {
  const instant = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  return new Date(instant.toZonedDateTimeISO('UTC').add(period).epochMilliseconds);
}
