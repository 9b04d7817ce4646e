import { dateAfter } from '../../../server/clock.ts';

/** A day in a calendar. */
interface CalendarDay {
  /** The same whenever the file is made, so that a calendar knows it again. */
  readonly uid: string;
  /** `YYYY-MM-DD` */
  readonly on: string;
  readonly summary: string;
  readonly description: string;
}

/** A file that calendars read (RFC 5545): whole days, with a reminder a week before. */
export function calendarOf(days: readonly CalendarDay[], madeAt: Date): string {
  const stamp = `${madeAt.toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
  const lines = [
    ...['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Privacy requests//EN', 'CALSCALE:GREGORIAN'],
    ...days.flatMap(({ uid, on, summary, description }) => [
      ...['BEGIN:VEVENT', `UID:${uid}`, `DTSTAMP:${stamp}`],
      `DTSTART;VALUE=DATE:${compact(on)}`,
      `DTEND;VALUE=DATE:${compact(dateAfter(on, 'P1D'))}`,
      ...[`SUMMARY:${escaped(summary)}`, `DESCRIPTION:${escaped(description)}`, 'TRANSP:TRANSPARENT'],
      'END:VEVENT',
    ]),
    'END:VCALENDAR',
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function compact(date: string): string {
  return date.replaceAll('-', '');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r?\n/g, '\\n');
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
