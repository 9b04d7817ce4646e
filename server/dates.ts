import { pageLanguage } from '../src/words/language.ts';

const format = new Intl.DateTimeFormat(pageLanguage, { dateStyle: 'long', timeZone: 'UTC' });

const moments = new Intl.DateTimeFormat(pageLanguage, {
  dateStyle: 'long',
  timeStyle: 'short',
  hourCycle: 'h23',
  timeZone: 'UTC',
});

/** A moment as people everywhere can place it: `April 23, 2026 at 14:05 UTC`. */
export function momentInWords(at: Date): string {
  return `${moments.format(at)} UTC`;
}

/** A calendar date as people write it: `2026-04-23` is `April 23, 2026`. */
export function inWords(date: string): string {
  return format.format(new Date(`${date}T00:00:00Z`));
}
