const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'long', timeZone: 'UTC' });

/** A calendar date as people write it: `2026-04-23` is `April 23, 2026`. */
export function inWords(date: string): string {
  return format.format(new Date(`${date}T00:00:00Z`));
}
