import { type Day, showDay } from './days.ts';

/**
 * What is wrong with the day that a text gives itself. 11 CCR 7011(e)(4): a privacy policy says when it was last
 * updated.
 */
export function problemsWithDate(before: string, after: string, today: Day): string[] {
  const [earlier, day] = [lastUpdated(before), lastUpdated(after)];
  if (!earlier || !day) return [];
  const said = `The draft says “Last updated: ${showDay(day)}”`;
  // A second version of one day keeps that day.
  if (day < earlier || (day === earlier && day < today))
    return [`${said}, a day that is not after the one of the version before: write the day of this change.`];
  if (day > today) return [`${said}, a day to come: write ${showDay(today)} or the day of the change.`];
  return [];
}

function lastUpdated(source: string): Day | null {
  const [, written] = /^Last updated: (\p{L}+ \d{1,2}, \d{4})$/mu.exec(source) ?? [];
  const time = written ? Date.parse(`${written} UTC`) : Number.NaN;
  return Number.isNaN(time) ? null : new Date(time).toISOString().slice(0, 10);
}
