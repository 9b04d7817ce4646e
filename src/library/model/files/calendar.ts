import { addDays, type Day } from '../days.ts';

/** A whole day in a calendar, during which nobody is busy. */
interface CalendarDay {
  /** The same whenever the file is made, so that a calendar knows it again. */
  readonly uid: string;
  readonly on: Day;
  readonly summary: string;
  readonly description: string;
  /** Properties that only some have, as they stand in the file. */
  readonly more?: readonly string[];
}

/** A file that calendars read (RFC 5545). */
export function calendarOf(
  days: readonly CalendarDay[],
  {
    product,
    madeAt,
    more = [],
  }: { readonly product: string; readonly madeAt: Date; readonly more?: readonly string[] },
): string {
  const stamp = `${madeAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', `PRODID:-//${escaped(product)}//EN`, 'CALSCALE:GREGORIAN', ...more],
    ...days.flatMap(({ uid, on, summary, description, more = [] }) => [
      ...['BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${stamp}`],
      `DTSTART;VALUE=DATE:${compact(on)}`,
      `DTEND;VALUE=DATE:${compact(addDays(on, 1))}`,
      ...[`SUMMARY:${escaped(summary)}`, `DESCRIPTION:${escaped(description)}`, ...more],
      ...['TRANSP:TRANSPARENT', 'END:VEVENT'],
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function compact(day: Day): string {
  return day.replaceAll('-', '');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n?|\n/g, '\\n');
}

/** No line is longer than 75 bytes, and none ends within a character. */
function folded(line: string): string {
  const parts: string[] = [''];
  for (const character of line) {
    const last = parts.length - 1;
    const room = last === 0 ? 75 : 74;
    if (Buffer.byteLength(`${parts[last]}${character}`) > room) parts.push(character);
    else parts[last] += character;
  }
  return parts.join('\r\n ');
}
