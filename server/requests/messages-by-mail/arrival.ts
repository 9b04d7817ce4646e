import { Temporal } from 'temporal-polyfill';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { after, minute } from '../../clock.ts';

export type ArrivalProblem = 'received-at-missing' | 'received-at-invalid' | 'received-at-in-future';

/** Clocks of mail servers are not ours. */
const skew = 10 * minute;

/** When it arrived: what staff say counts; else the first of the mail's own times that can be true. */
export function readArrival(
  said: string | undefined,
  { times, now }: { times: readonly Date[]; now: Date },
): Result<Date, ArrivalProblem> {
  if (said !== undefined) {
    const at = readInstant(said);
    if (!at) return fail('received-at-invalid');
    return at > now ? fail('received-at-in-future') : succeed(at);
  }
  const at = times.find((time) => time <= after(now, skew));
  if (!at) return fail('received-at-missing');
  return succeed(new Date(Math.min(at.getTime(), now.getTime())));
}

/** With its offset from UTC. Unlike Date, Temporal knows no February 30. */
function readInstant(said: string): Date | null {
  try {
    return new Date(Temporal.Instant.from(said).epochMilliseconds);
  } catch {
    return null;
  }
}
