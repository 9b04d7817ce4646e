import { fill } from '../../words/fill.ts';
import { calendarEntry as words } from '../../words/notices/notices.ts';
import { addDays, type Day } from '../model/days.ts';

interface Change {
  readonly document: string;
  readonly title: string;
  readonly version: string;
  readonly effectiveOn: Day;
  /** Where the change is shown. */
  readonly link: string;
  readonly company: string;
  /** When the version was published: the file is the same for everybody, and whenever it is made. */
  readonly publishedOn: Day;
  /** How often its day was moved: a later file then takes the place of the one before (RFC 5545 section 3.8.7.4). */
  readonly moved: number;
  readonly origin: string;
  readonly isOff?: boolean;
}

/** Octets in a line, without its end (RFC 5545 section 3.1). */
const width = 75;

/** The day of effect for a calendar (RFC 5545): a whole day, during which nobody is busy. */
export function calendarFile(change: Change): string {
  const { document, title, version, effectiveOn, link, company, publishedOn, moved, origin, isOff = false } = change;
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    `PRODID:-//${escaped(company)}//Notices//EN`,
    'METHOD:PUBLISH',
    'BEGIN:VEVENT',
    `UID:${document}-${version}@${new URL(origin).hostname}`,
    `DTSTAMP:${compact(publishedOn)}T000000Z`,
    `SEQUENCE:${moved}`,
    `DTSTART;VALUE=DATE:${compact(effectiveOn)}`,
    `DTEND;VALUE=DATE:${compact(addDays(effectiveOn, 1))}`,
    `SUMMARY:${escaped(fill(words.summary, { document: title }))}`,
    `DESCRIPTION:${escaped(fill(words.description, { document: title, company, link }))}`,
    `URL:${link}`,
    `STATUS:${isOff ? 'CANCELLED' : 'CONFIRMED'}`,
    'TRANSP:TRANSPARENT',
    'END:VEVENT',
    'END:VCALENDAR',
  ];
  return lines
    .flatMap(folded)
    .map((line) => `${line}\r\n`)
    .join('');
}

function compact(day: Day): string {
  return day.replaceAll('-', '');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\;,]/g, '\\$&').replaceAll(/\r\n?|\n/g, '\\n');
}

/** Longer lines go on in the next one, after a space; no character is cut in two. */
function folded(line: string): string[] {
  const lines: string[] = [];
  let current = '';
  for (const character of line) {
    if (Buffer.byteLength(current + character) > width) {
      lines.push(current);
      current = ' ';
    }
    current += character;
  }
  return [...lines, current];
}
