import { addDays, dayIn } from '../../src/library/model/days.ts';
import { startOf } from '../clock.ts';
import { daysOf } from '../content.ts';
import type { Context } from '../context.ts';

/** The two dates of a deletion. */
export interface Dates {
  readonly erasedOn: string;
  /** The last day on which a backup may hold anything, and on which it can be taken back. */
  readonly goneOn: string;
  /** The end of that day. */
  readonly goneAt: Date;
}

/** As days are counted where the company is: 30 days, not a month, and gone by the end of the last. */
export function datesOf({ clock, content: { company, retention } }: Context): Dates {
  const erasedOn = dayIn(company.timeZone, clock.now());
  const days = Math.max(...(['backup', 'undo-copy'] as const).map((id) => daysOf(retention, id)));
  const goneOn = addDays(erasedOn, days);
  return { erasedOn, goneOn, goneAt: startOf(company.timeZone, addDays(goneOn, 1)) };
}
