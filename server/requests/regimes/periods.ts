import { addDays, addMonths, type Day } from '../../../src/library/model/days.ts';
import { type CalendarName, type Holidays, isHoliday } from './calendars.ts';
import type { Period } from './clocks.ts';

/** Which days are business days to somebody. */
export interface BusinessDays {
  readonly calendar: CalendarName | null;
  readonly holidays: Holidays;
  readonly saturdaysCount: boolean;
}

export const officeDays = (calendar: CalendarName | null): BusinessDays => ({
  calendar,
  holidays: 'observed',
  saturdaysCount: false,
});

/** The last day of a period that begins on the day after `start`. */
export function lastDayOf(period: Period, start: Day, business: BusinessDays): Day {
  if (period === 'now') return start;
  const count = Number.parseInt(period, 10);
  if (period.endsWith('M')) return addMonths(start, count);
  if (period.endsWith('D')) return addDays(start, count);
  return addBusinessDays(start, count, business);
}

function addBusinessDays(start: Day, count: number, business: BusinessDays): Day {
  let day = start;
  for (let left = count; left > 0; ) {
    day = addDays(day, 1);
    if (isBusinessDay(day, business)) left--;
  }
  return day;
}

/** The day itself, or the next that is no Saturday, no Sunday and no public holiday. */
export function nextWorkingDay(day: Day, calendar: CalendarName): Day {
  return isBusinessDay(day, officeDays(calendar)) ? day : nextWorkingDay(addDays(day, 1), calendar);
}

function isBusinessDay(day: Day, { calendar, holidays, saturdaysCount }: BusinessDays): boolean {
  const weekday = weekdayOf(day);
  if (weekday === 7 || (weekday === 6 && !saturdaysCount)) return false;
  return calendar === null || !isHoliday(calendar, day, holidays);
}

/** Monday is 1. */
export function weekdayOf(day: Day): number {
  return new Date(day).getUTCDay() || 7;
}
