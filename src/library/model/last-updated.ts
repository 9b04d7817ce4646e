import { type Day, isDay, showDay } from './days.ts';

/**
 * The line in which a text names its own day, in English, German and French: the day in words, by numbers or as ISO 8601. 11
 * CCR 7011(e)(4) asks it of a privacy policy.
 */
const line =
  /^(?:last (?:updated|modified|revised|changed)|updated|stand|zuletzt (?:aktualisiert|geändert)|letzte (?:aktualisierung|änderung)|(?:dernière )?(?:mise à jour|modification))(?: on| am| vom| le| du)?\s?:? (\p{L}+ \d{1,2}, \d{4}|\d{1,2}(?:\.|er)? \p{L}+ \d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}\.\s?\d{1,2}\.\s?\d{4})\.?$/imu;
const months = ['en', 'de', 'fr'].map((language) =>
  Array.from({ length: 12 }, (_, month) =>
    new Intl.DateTimeFormat(language, { month: 'long', timeZone: 'UTC' })
      .format(Date.UTC(2026, month, 1))
      .toLowerCase(),
  ),
);

/** Whether a sentence is that line and nothing else: a new day in it is no new statement. */
export function isLastUpdated(sentence: string): boolean {
  return line.exec(sentence)?.[0] === sentence;
}

/** The day that a text gives itself. */
export function lastUpdated(text: string): Day | null {
  const [, written = ''] = line.exec(text) ?? [];
  const [year = '', ...others] = /^\d{4}/.test(written)
    ? written.split('-')
    : (written.match(/\p{L}+|\d+/gu) ?? []).reverse();
  const month = others.find((part) => /\p{L}/u.test(part)) ?? others[0] ?? '';
  const day = others.find((part) => part !== month && /^\d{1,2}$/.test(part)) ?? month;
  const named = months.map((names) => names.indexOf(month.toLowerCase())).find((index) => index !== -1);
  const number = named === undefined ? Number(month) : named + 1;
  const found = `${year}-${String(number).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(found) ? found : null;
}

/** What is wrong with the day that a draft gives itself. */
export function problemsWithDate(before: string, after: string, today: Day): string[] {
  const [earlier, day] = [lastUpdated(before), lastUpdated(after)];
  if (!earlier || !day) return [];
  const said = `The draft says “${line.exec(after)?.[0]}”`;
  // A second version of one day keeps that day.
  if (day < earlier || (day === earlier && day < today))
    return [`${said}, a day that is not after the one of the version before: write the day of this change.`];
  if (day > today) return [`${said}, a day to come: write ${showDay(today)} or the day of the change.`];
  return [];
}
