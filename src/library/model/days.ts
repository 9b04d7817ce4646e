/** A calendar day, `2026-04-23`. Days compare as strings. */
export type Day = string;

const dayPattern = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Whether the day exists: the pattern alone lets February 30 through. */
export function isDay(text: string): boolean {
  return dayPattern.test(text) && new Date(`${text}T00:00:00Z`).toISOString().startsWith(text);
}

const dayFormats = new Map<string, Intl.DateTimeFormat>();
/** Of each zone, the last second that was asked for: within it all is asked several times. */
const latest = new Map<string, { readonly second: number; readonly day: Day }>();

/** The day of a moment in a time zone, as where the company is. */
export function dayIn(timeZone: string, at: Date): Day {
  if (timeZone === 'UTC') return at.toISOString().slice(0, 10);
  const second = Math.floor(at.getTime() / 1000);
  const known = latest.get(timeZone);
  if (known?.second === second) return known.day;
  const format =
    dayFormats.get(timeZone) ??
    new Intl.DateTimeFormat('en-US', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  dayFormats.set(timeZone, format);
  const [month, date, year] = format.format(at).split('/');
  const day = `${year}-${month}-${date}`;
  latest.set(timeZone, { second, day });
  return day;
}

export function addDays(day: Day, days: number): Day {
  const time = new Date(`${day}T00:00:00Z`);
  time.setUTCDate(time.getUTCDate() + days);
  return time.toISOString().slice(0, 10);
}

/** Below zero where the other lies before. */
export function daysUntil(day: Day, other: Day): number {
  return Math.round((Date.parse(other) - Date.parse(day)) / 86_400_000);
}

/** The same day of a later month, or its last where it is shorter. */
export function addMonths(day: Day, months: number): Day {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number);
  const last = new Date(Date.UTC(year, month - 1 + months + 1, 0));
  last.setUTCDate(Math.min(date, last.getUTCDate()));
  return last.toISOString().slice(0, 10);
}

/** The days of which most is said are few. */
const shownDays = new Map<string, string>();
const mostShown = 1000;

/** As readers see it: `April 23, 2026`, `23. April 2026`. */
export function showDay(day: Day, language = 'en'): string {
  const name = `${day} ${language}`;
  const known = shownDays.get(name);
  if (known) return known;
  const shown = inWords(day, language, 'long');
  if (shownDays.size >= mostShown) shownDays.clear();
  shownDays.set(name, shown);
  return shown;
}

/** With its weekday, which is half of what is asked about a day to come: `Sunday, February 28, 2027`. */
export function showWeekday(day: Day, language = 'en'): string {
  return inWords(day, language, 'full');
}

function inWords(day: Day, language: string, dateStyle: 'long' | 'full'): string {
  const shown = formatOf(language, dateStyle).format(new Date(`${day}T00:00:00Z`));
  // The first of a month alone is an ordinal in French, which Unicode's patterns leave out.
  return day.endsWith('-01') && /^fr\b/i.test(language) ? shown.replace(/\b1\b/, '1er') : shown;
}

const shownFormats = new Map<string, Intl.DateTimeFormat>();

/** To make one takes a hundred times as long as to use it. */
function formatOf(language: string, dateStyle: 'long' | 'full'): Intl.DateTimeFormat {
  const locale = language === 'en' ? 'en-US' : language;
  const known = shownFormats.get(`${locale} ${dateStyle}`);
  if (known) return known;
  const format = new Intl.DateTimeFormat(locale, { dateStyle, timeZone: 'UTC', calendar: 'gregory' });
  shownFormats.set(`${locale} ${dateStyle}`, format);
  return format;
}

/** An instant as people read it: `November 25, 2026, 18:34:41 UTC`. */
export function showInstant(at: string | Date): string {
  const written = typeof at === 'string' ? at : at.toISOString();
  return `${showDay(written.slice(0, 10))}, ${written.slice(11, 19)} UTC`;
}
