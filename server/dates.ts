import { pageLanguage } from '../src/words/language.ts';

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
