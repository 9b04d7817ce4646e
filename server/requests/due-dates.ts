import { dayIn } from '../../src/library/model/days.ts';
import { type Context, today } from '../context.ts';
import { newId } from '../db/ids.ts';
import type { RequestItemRow, RequestRow } from '../db/schema.ts';
import { eventsOf, historyOfItem, type ItemHistory, nothingHappened } from './events.ts';
import { type Reach, type RequestKind, reachable } from './kinds.ts';
import { promised, type Regime } from './regimes/clocks.ts';
import { deadlineOf, type ItemDeadline, type Question } from './regimes/deadlines.ts';
import { isUnknown, regimesOf, westernmostZoneOf, zoneOf, zoneOfRegime } from './regimes/places.ts';

/** Why a day was set or has changed, and who made it so. */
interface DateCause {
  readonly reason: DateReason;
  /** `person`, `command`, `time`, or `staff:<id>`. */
  readonly actor: string;
}

export type DateReason =
  | 'received'
  | 'corrected'
  | 'took-effect'
  | 'asked'
  | 'answered'
  | 'waiting'
  | 'extended'
  | 'extension-ended'
  | 'reopened'
  | 'merged';

/** A change of the day by which an item is due. None of them is ever changed. */
export interface DateChange {
  readonly kind: RequestKind;
  readonly oldOn: string | null;
  readonly newOn: string;
  /** The clock that gave the day. */
  readonly rule: string;
  readonly reason: DateReason;
  readonly actor: string;
  readonly at: string;
}

type Received = Pick<RequestRow, 'received_at'>;
type Clocked = {
  readonly kind: RequestKind;
  readonly took_effect_at?: string | null;
  readonly history?: ItemHistory;
};

/** The day of receipt where the person lives, or where we are: the earlier one. */
export function receivedOnIn(ctx: Context, { received_at }: Received, region: string): string {
  const zone = zoneOf(region) ?? ctx.content.company.timeZone;
  return earlier(ctx, new Date(received_at), zone);
}

/**
 * The clocks of one item. A law counts from the day of receipt where it is somebody's, or from ours if that is earlier.
 * Of what took effect nothing is left to do by the law but to answer, as is promised.
 */
export function deadlineOfItem(
  ctx: Context,
  received: Received,
  concerned: { readonly region: string; readonly item: Clocked },
): ItemDeadline {
  return deadlineOf(questionOfItem(ctx, received, concerned));
}

/** All that the clocks of one item go by. */
export function questionOfItem(
  ctx: Context,
  { received_at }: Received,
  { region, item }: { readonly region: string; readonly item: Clocked },
): Question {
  const at = new Date(received_at);
  const zoneFor = (regime: Regime) => {
    if (isUnknown(region)) return westernmostZoneOf(regime);
    return zoneOf(region) ?? (regime === promised ? ctx.content.company.timeZone : zoneOfRegime(regime));
  };
  const receivedOn = (regime: Regime) => earlier(ctx, at, zoneFor(regime));
  const { events, isExtended, extensionToldOn } = item.history ?? nothingHappened;
  const regimes = item.took_effect_at ? [] : regimesOf(region);
  return { kind: item.kind, regimes, receivedOn, events, isExtended, extensionToldOn };
}

/** Of an item to which nothing has happened yet, its clocks. */
export interface NewItem {
  readonly kind: RequestKind;
  readonly deadline: ItemDeadline;
}

/** What is due first stands first. */
export function newItems(
  ctx: Context,
  received: Received,
  region: string,
  kinds: readonly RequestKind[],
): readonly NewItem[] {
  return kinds
    .map((kind) => ({ kind, deadline: deadlineOfItem(ctx, received, { region, item: { kind } }) }))
    .sort(({ deadline: one }, { deadline: other }) => one.internalDue.localeCompare(other.internalDue));
}

/** Adds items with their days. */
export async function addItems(
  ctx: Context,
  request: Pick<RequestRow, 'id'>,
  items: readonly NewItem[],
  { reach = null, ...cause }: DateCause & { readonly reach?: Reach | null },
): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map(({ kind, deadline }) => ({
    id: newId(ctx.clock.now()),
    request_id: request.id,
    kind,
    due_on: deadline.internalDue,
    reach: reachable.includes(kind) ? reach : null,
  }));
  await ctx.db.insertInto('request_item').values(rows).execute();
  const changes = items.map((item) => ({ ...item, old: null }));
  await recordDates(ctx, request, changes, cause);
}

/** Reckons every open item again, keeps what has changed, and gives the request with its day. */
export async function setDates(
  ctx: Context,
  request: RequestRow,
  region: string,
  cause: DateCause,
): Promise<RequestRow> {
  const items = await openItemsOf(ctx, request);
  const changed = items
    .map((item) => {
      const deadline = deadlineOfItem(ctx, request, { region, item });
      return { id: item.id, kind: item.kind, deadline, old: item.due_on };
    })
    .filter(({ deadline, old }) => deadline.internalDue !== old);
  for (const { id, deadline } of changed) {
    await ctx.db.updateTable('request_item').set({ due_on: deadline.internalDue }).where('id', '=', id).execute();
  }
  await recordDates(ctx, request, changed, cause);
  return await dueByItems(ctx, request);
}

/** The request is due with the first of its open items. The last day stays where none is open. */
export async function dueByItems(ctx: Context, request: RequestRow): Promise<RequestRow> {
  const [first] = await openItemsOf(ctx, request);
  if (!first || first.due_on === request.due_on) return request;
  return await ctx.db
    .updateTable('request')
    .set({ due_on: first.due_on })
    .where('id', '=', request.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** Oldest first. */
export async function dateChangesOf(ctx: Context, requestId: string): Promise<DateChange[]> {
  const rows = await ctx.db
    .selectFrom('request_date')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('at')
    // Of one moment, the first day of an item stands before what became of it.
    .orderBy((row) => row.case().when('old_on', 'is', null).then(0).else(1).end())
    .orderBy('id')
    .execute();
  return rows.map(({ kind, old_on, new_on, rule, reason, actor, at }) => ({
    kind: kind as RequestKind,
    oldOn: old_on,
    newOn: new_on,
    rule,
    at,
    reason: reason as DateReason,
    actor,
  }));
}

/** What is due first, and when. */
export interface FirstDue {
  readonly kind: RequestKind;
  readonly dueOn: string;
}

export async function firstDueOf(ctx: Context, request: RequestRow): Promise<FirstDue> {
  const [first] = await openItemsOf(ctx, request);
  return { kind: first?.kind ?? 'other', dueOn: request.due_on };
}

/** What is due first stands first, each with what its clocks go by. */
export async function openItemsOf(ctx: Context, { id }: Pick<RequestRow, 'id'>) {
  const rows = await ctx.db
    .selectFrom('request_item')
    .selectAll()
    .where('request_id', '=', id)
    .where('closed_at', 'is', null)
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  const happened = await eventsOf(ctx, id);
  const day = today(ctx);
  return rows.map((row: RequestItemRow) => {
    const kind = row.kind as RequestKind;
    return { ...row, kind, history: historyOfItem(happened, kind, day) };
  });
}

function earlier(ctx: Context, at: Date, zone: string): string {
  const [theirs, ours] = [dayIn(zone, at), dayIn(ctx.content.company.timeZone, at)];
  return theirs < ours ? theirs : ours;
}

async function recordDates(
  ctx: Context,
  { id: request_id }: Pick<RequestRow, 'id'>,
  changes: readonly { readonly kind: RequestKind; readonly old: string | null; readonly deadline: ItemDeadline }[],
  { reason, actor }: DateCause,
): Promise<void> {
  if (changes.length === 0) return;
  const now = ctx.clock.now();
  const rows = changes.map(({ kind, old, deadline }) => ({
    id: newId(now),
    request_id,
    kind,
    old_on: old,
    new_on: deadline.internalDue,
    rule: deadline.counts.row.id,
    reason,
    actor,
    at: now.toISOString(),
  }));
  await ctx.db.insertInto('request_date').values(rows).execute();
}
