import { type Context, today } from '../../context.ts';
import { authorityTable } from './authorities.ts';
import { calendarNames, calendars, calendarWarnings, lastKnownDay } from './calendars.ts';
import { clockRows } from './clocks.ts';

/** The clocks as staff and counsel read them, and until when the holidays are known by which some go. */
export function clockTable(ctx: Context) {
  return {
    rows: clockRows,
    authorities: authorityTable(ctx.content.company.authorities),
    calendars: calendarNames.map((name) => ({ name: calendars[name].name, until: lastKnownDay(name) })),
    warnings: calendarWarnings(today(ctx)),
  };
}
