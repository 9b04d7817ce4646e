import { pageLanguage } from '../src/words/language.ts';

/** A moment as people everywhere can place it: `April 23, 2026 at 14:05 UTC`. */
export function momentInWords(at: Date, language = pageLanguage): string {
  const moments = new Intl.DateTimeFormat(language, {
    dateStyle: 'long',
    timeStyle: 'short',
    hourCycle: 'h23',
    timeZone: 'UTC',
  });
  return `${moments.format(at)} UTC`;
}
