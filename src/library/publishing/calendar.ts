import { fill } from '../../words/fill.ts';
import { calendarEntry as words } from '../../words/notices/notices.ts';
import type { Day } from '../model/days.ts';
import { calendarOf } from '../model/files/calendar.ts';

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

/** The day of effect for a calendar. */
export function calendarFile(change: Change): string {
  const { document, title, version, effectiveOn, link, company, publishedOn, moved, origin, isOff = false } = change;
  const day = {
    uid: `${document}-${version}@${new URL(origin).hostname}`,
    on: effectiveOn,
    summary: fill(words.summary, { document: title }),
    description: fill(words.description, { document: title, company, link }),
    more: [`SEQUENCE:${moved}`, `URL:${link}`, `STATUS:${isOff ? 'CANCELLED' : 'CONFIRMED'}`],
  };
  return calendarOf([day], {
    product: `${company}//Notices`,
    madeAt: new Date(publishedOn),
    more: ['METHOD:PUBLISH'],
  });
}
