import { setTimeout } from 'node:timers/promises';
import { Temporal } from 'temporal-polyfill';

/** The time, as the house knows it. Handed to every room, so that a test can stop it. */
export interface Clock {
  now(): Date;
  /** Milliseconds that have really passed since some moment: whoever sets the clock does not change them. */
  elapsed(): number;
  /** Lets so many milliseconds pass. */
  wait(milliseconds: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  elapsed: () => performance.now(),
  wait: (milliseconds) => setTimeout(milliseconds),
};

/** The first instant of a date in a time zone: midnight, save where the clocks skip it. */
export function startOf(timeZone: string, date: string): Date {
  return new Date(Temporal.PlainDate.from(date).toZonedDateTime(timeZone).epochMilliseconds);
}

/** The date that lies a duration (ISO 8601) behind another. */
export function dateAfter(date: string, duration: string): string {
  return Temporal.PlainDate.from(date).add(duration).toString();
}

/** The first instant that is too late to have happened a duration before `today`, or earlier. */
export function endOfDayBefore(timeZone: string, today: string, duration: string): Date {
  return startOf(timeZone, Temporal.PlainDate.from(today).subtract(duration).add({ days: 1 }).toString());
}

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

export function after(at: Date, milliseconds: number): Date {
  return new Date(at.getTime() + milliseconds);
}

/** The instant that lies a duration such as `P30D` or `P36M` (ISO 8601) before another, counted in UTC. */
export function before(at: Date, duration: string): Date {
  const then = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO('UTC').subtract(duration);
  return new Date(then.epochMilliseconds);
}

/** The instant that lies a duration (ISO 8601) behind another, counted in UTC. */
export function later(at: Date, duration: string): Date {
  const then = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO('UTC').add(duration);
  return new Date(then.epochMilliseconds);
}
