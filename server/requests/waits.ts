import { type Day, dayIn } from '../../src/library/model/days.ts';
import type { Context } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { setDates } from './due-dates.ts';
import { eventsOf, record, waitingOf } from './events.ts';
import { regionOf, requestById } from './records.ts';
import { zoneOf } from './regimes/places.ts';

/**
 * The person wrote. Whatever waited for them waits no longer, and the clocks go on from that day: the earlier of where
 * they are and where we are, for a pause may only be too short.
 */
export async function heard(
  ctx: Context,
  request: Pick<RequestRow, 'id'>,
  { at = ctx.clock.now(), actor = 'person' }: { readonly at?: Date; readonly actor?: string } = {},
): Promise<void> {
  await ctx.db.updateTable('request').set({ unanswered_at: at.toISOString() }).where('id', '=', request.id).execute();
  await record(ctx, request, { act: actor === 'person' ? 'wrote' : 'added', actor });
  await endWaits(ctx, request, { act: 'answered', actor, at });
}

/** Ends all that waits, or what one event asked, and reckons the days again. */
export async function endWaits(
  ctx: Context,
  { id }: Pick<RequestRow, 'id'>,
  {
    act,
    actor,
    at = ctx.clock.now(),
    only,
    code,
    detail,
  }: {
    readonly act: 'answered' | 'resumed' | 'identity-settled';
    readonly actor: string;
    readonly at?: Date;
    readonly only?: number | undefined;
    readonly code?: string;
    readonly detail?: Readonly<Record<string, string>>;
  },
): Promise<number> {
  const open = waitingOf(await eventsOf(ctx, id))
    .filter(({ revision }) => only === undefined || revision === only)
    // What came before it was asked answers nothing.
    .filter((asked) => at.toISOString() >= asked.at);
  if (open.length === 0) return 0;
  const request = await requestById(ctx, id);
  const region = regionOf(ctx, request);
  for (const { revision, items } of open) {
    await record(ctx, request, { act, actor, items, code, ends: revision, on: dayOfAnswer(ctx, region, at), detail });
  }
  await setDates(ctx, request, region, { reason: 'answered', actor });
  return open.length;
}

/** The days of what waits move on with each day of waiting. */
export async function followWaiting(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<void> {
  const request = await ctx.db
    .updateTable('request')
    .set({ id })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .where('waiting_since', 'is not', null)
    .returningAll()
    .executeTakeFirst();
  if (!request) return;
  await setDates(ctx, request, regionOf(ctx, request), { reason: 'waiting', actor: 'time' });
}

/** The day on which somebody was asked: the later of where they are and where we are. */
export function dayOfAsking(ctx: Context, region: string): Day {
  const [first = '', last = first] = daysOf(ctx, region, ctx.clock.now());
  return last;
}

function dayOfAnswer(ctx: Context, region: string, at: Date): Day {
  const [first = ''] = daysOf(ctx, region, at);
  return first;
}

function daysOf(ctx: Context, region: string, at: Date): Day[] {
  const ours = ctx.content.company.timeZone;
  return [dayIn(ours, at), dayIn(zoneOf(region) ?? ours, at)].sort();
}
