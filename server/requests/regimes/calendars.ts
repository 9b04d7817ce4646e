import { addDays, type Day } from '../../../src/library/model/days.ts';

interface Calendar {
  readonly name: string;
  /** By year, the public holidays. `07-03=07-04`: observed on a Friday in place of the holiday on the Saturday. */
  readonly years: Readonly<Record<number, string>>;
}

/**
 * Public holidays, year by year. They are proclaimed yearly: a year is added here when its holidays are known, and each is
 * looked at again before it begins. Past the last year only weekends are known, so that no day is moved too far.
 */
export const calendars = {
  'DE-BE': {
    name: 'Germany, Berlin',
    years: {
      2025: '01-01 03-08 04-18 04-21 05-01 05-08 05-29 06-09 10-03 12-25 12-26',
      2026: '01-01 03-08 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26',
      2027: '01-01 03-08 03-26 03-29 05-01 05-06 05-17 10-03 12-25 12-26',
      2028: '01-01 03-08 04-14 04-17 05-01 05-25 06-05 10-03 12-25 12-26',
      2029: '01-01 03-08 03-30 04-02 05-01 05-10 05-21 10-03 12-25 12-26',
    },
  },
  FR: {
    name: 'France',
    years: {
      2025: '01-01 04-21 05-01 05-08 05-29 06-09 07-14 08-15 11-01 11-11 12-25',
      2026: '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25',
      2027: '01-01 03-29 05-01 05-06 05-08 05-17 07-14 08-15 11-01 11-11 12-25',
      2028: '01-01 04-17 05-01 05-08 05-25 06-05 07-14 08-15 11-01 11-11 12-25',
      2029: '01-01 04-02 05-01 05-08 05-10 05-21 07-14 08-15 11-01 11-11 12-25',
    },
  },
  IE: {
    name: 'Ireland',
    years: {
      2025: '01-01 02-03 03-17 04-21 05-05 06-02 08-04 10-27 12-25 12-26',
      2026: '01-01 02-02 03-17 04-06 05-04 06-01 08-03 10-26 12-25 12-26',
      2027: '01-01 02-01 03-17 03-29 05-03 06-07 08-02 10-25 12-25 12-26',
      2028: '01-01 02-07 03-17 04-17 05-01 06-05 08-07 10-30 12-25 12-26',
      2029: '01-01 02-05 03-17 04-02 05-07 06-04 08-06 10-29 12-25 12-26',
    },
  },
  'GB-EAW': {
    name: 'England and Wales',
    years: {
      2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
      2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
      2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
      2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
      2029: '01-01 03-30 04-02 05-07 05-28 08-27 12-25 12-26',
    },
  },
  'GB-SCT': {
    name: 'Scotland',
    years: {
      2025: '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26',
      2026: '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28',
      2027: '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28',
      2028: '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26',
      2029: '01-01 01-02 03-30 05-07 05-28 08-06 11-30 12-25 12-26',
    },
  },
  'US-FED': {
    name: 'United States, federal',
    years: {
      2025: '01-01 01-20 02-17 05-26 06-19 07-04 09-01 10-13 11-11 11-27 12-25',
      2026: '01-01 01-19 02-16 05-25 06-19 07-03=07-04 09-07 10-12 11-11 11-26 12-25',
      2027: '01-01 01-18 02-15 05-31 06-18=06-19 07-05 09-06 10-11 11-11 11-25 12-24=12-25 12-31=01-01',
      2028: '01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10=11-11 11-23 12-25',
      2029: '01-01 01-15 02-19 05-28 06-19 07-04 09-03 10-08 11-12 11-22 12-25',
    },
  },
} as const satisfies Record<string, Calendar>;

export type CalendarName = keyof typeof calendars;

/** Days before a calendar runs out on which that is said. */
const warnDays = 366;

export const calendarNames = Object.keys(calendars) as CalendarName[];

/** `observed`: as offices close. `own`: the holidays on their own days, and not where a Friday stands in for them. */
export type Holidays = 'observed' | 'own';

const sets: Record<Holidays, ReadonlyMap<CalendarName, ReadonlySet<Day>>> = {
  observed: new Map(calendarNames.map((name) => [name, daysOf(calendars[name], ([observed = '']) => observed)])),
  own: new Map(calendarNames.map((name) => [name, daysOf(calendars[name], ([observed = '', own = observed]) => own)])),
};

export function isHoliday(name: CalendarName, day: Day, holidays: Holidays = 'observed'): boolean {
  return sets[holidays].get(name)?.has(day) ?? false;
}

/** The last day of which the holidays are known. */
export function lastKnownDay(name: CalendarName): Day {
  return `${Math.max(...Object.keys(calendars[name].years).map(Number))}-12-31`;
}

/** Which calendars end soon: until the next years are added, no last day moves for a holiday of theirs. */
export function calendarWarnings(today: Day): string[] {
  return calendarNames
    .filter((name) => addDays(today, warnDays) > lastKnownDay(name))
    .map(
      (name) =>
        `The holidays of ${name} are known until ${lastKnownDay(name)}: add the next years to server/requests/regimes/calendars.ts.`,
    );
}

/** The first day of which the holidays are known. */
export function firstKnownDay(name: CalendarName): Day {
  return `${Math.min(...Object.keys(calendars[name].years).map(Number))}-01-01`;
}

function daysOf({ years }: Calendar, pick: (days: string[]) => string): ReadonlySet<Day> {
  return new Set(
    Object.entries(years).flatMap(([year, days]) =>
      days.split(' ').map((written) => {
        const [observed = ''] = written.split('=');
        const day = pick(written.split('='));
        // A holiday of January that is observed in December.
        return `${Number(year) + (day < observed ? 1 : 0)}-${day}`;
      }),
    ),
  );
}
