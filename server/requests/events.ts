import { type Day, dayIn } from '../../src/library/model/days.ts';
import type { Context } from '../context.ts';
import { newId } from '../db/ids.ts';
import type { RequestRow } from '../db/schema.ts';
import { type RequestKind, requestKinds } from './kinds.ts';
import type { RequestEvent } from './regimes/clock-dates.ts';
import type { EventKind } from './regimes/clocks.ts';

/** What happens to a request, by whomever. */
export type Act =
  | 'received'
  | 'confirmed'
  | 'wrote'
  | 'withdrew'
  | 'added'
  | 'replied'
  | 'identity-asked'
  | 'identity-settled'
  | 'clarification-asked'
  | 'fee-asked'
  | 'permission-asked'
  | 'permission-given'
  | 'permission-refused'
  | 'permission-shown'
  | 'answered'
  | 'resumed'
  | 'extended'
  | 'extension-ended'
  | 'closed'
  | 'reopened'
  | 'merged'
  | 'took-in'
  | 'marked-as-abuse'
  | 'corrected'
  | 'contributed'
  | 'identified'
  | 'posted';

/** What waits for the person, and for which clocks it counts. */
const waits: Readonly<Partial<Record<Act, EventKind>>> = {
  'identity-asked': 'identity',
  'clarification-asked': 'clarification',
  'fee-asked': 'fee',
};

/** One of them, as it stands on record. */
export interface Happened {
  /** The number of the event: the request's revision after it. */
  readonly revision: number;
  readonly act: Act;
  /** `person`, `data-subject` of an agent's request, `command`, `time`, or `staff:<id>`. */
  readonly actor: string;
  readonly at: string;
  readonly on: Day;
  /** The items that it concerns; empty where it concerns the request. */
  readonly items: readonly RequestKind[];
  readonly code: string | null;
  /** The revision of the event that it ends. */
  readonly ends: number | null;
  /** What was written or noted; null where nothing was, or once erased. */
  readonly detail: Readonly<Record<string, string>> | null;
}

/** What of it counts for the clocks of one item. */
export interface ItemHistory {
  readonly events: readonly RequestEvent[];
  readonly isExtended: boolean;
  readonly extensionToldOn: Day | null;
}

export const nothingHappened: ItemHistory = { events: [], isExtended: false, extensionToldOn: null };

interface NewEvent {
  readonly act: Act;
  readonly actor: string;
  readonly items?: readonly RequestKind[] | undefined;
  readonly code?: string | null | undefined;
  readonly ends?: number | undefined;
  readonly on?: Day | undefined;
  readonly detail?: Readonly<Record<string, string>> | undefined;
}

/** Puts an event on record, and gives its number. Nobody else changes the request until the transaction ends. */
export async function record(
  ctx: Context,
  { id: request_id }: Pick<RequestRow, 'id'>,
  event: NewEvent,
): Promise<number> {
  const { revision } = await ctx.db
    .updateTable('request')
    .set((row) => ({ revision: row('revision', '+', 1) }))
    .where('id', '=', request_id)
    .returning('revision')
    .executeTakeFirstOrThrow();
  await recordAt(ctx, { id: request_id, revision }, event);
  if (waits[event.act] || event.ends !== undefined) await setWaiting(ctx, request_id);
  return revision;
}

/** The event of the revision that a request has now: as of one that was opened with it. */
export async function recordAt(
  ctx: Context,
  { id: request_id, revision }: Pick<RequestRow, 'id' | 'revision'>,
  event: NewEvent,
): Promise<void> {
  const now = ctx.clock.now();
  const id = newId(now);
  const { act, actor, items = [], code = null, ends = null, detail } = event;
  await ctx.db
    .insertInto('request_event')
    .values({
      id,
      request_id,
      revision,
      act,
      actor,
      code,
      ends,
      at: now.toISOString(),
      on_day: event.on ?? dayIn(ctx.content.company.timeZone, now),
      items: items.length > 0 ? items.join() : null,
      detail_sealed: detail ? ctx.crypto.encryption.seal(JSON.stringify(detail), detailPlace(id)) : null,
    })
    .execute();
}

/** In the order in which it happened. */
export async function eventsOf(ctx: Context, requestId: string): Promise<Happened[]> {
  const rows = await ctx.db
    .selectFrom('request_event')
    .selectAll()
    .where('request_id', '=', requestId)
    .orderBy('revision')
    .execute();
  return rows.map(({ id, revision, act, actor, at, on_day, items, code, ends, detail_sealed }) => ({
    revision,
    act: act as Act,
    actor,
    at,
    on: on_day,
    code,
    ends,
    items: kindsIn(items),
    detail:
      detail_sealed === null
        ? null
        : (JSON.parse(ctx.crypto.encryption.open(detail_sealed, detailPlace(id))) as Record<string, string>),
  }));
}

/** What the clocks of an item go by. What still waits is a pause until today. */
export function historyOfItem(happened: readonly Happened[], kind: RequestKind, today: Day): ItemHistory {
  const events = happened.flatMap((event) => {
    const waitsFor = waits[event.act];
    if (!waitsFor || !event.items.includes(kind)) return [];
    const to = endOf(happened, event)?.on ?? today;
    return [{ kind: waitsFor, from: event.on, to: to < event.on ? event.on : to }];
  });
  const extension = extensionOf(happened, kind);
  return { events, isExtended: extension !== undefined, extensionToldOn: extension?.on ?? null };
}

/** What still waits for the person. */
export function waitingOf(happened: readonly Happened[]): Happened[] {
  return happened.filter((event) => waits[event.act] && !endOf(happened, event));
}

/** The extension that is in force for an item. */
export function extensionOf(happened: readonly Happened[], kind: RequestKind): Happened | undefined {
  return happened.find((event) => event.act === 'extended' && event.items.includes(kind) && !endOf(happened, event));
}

function endOf(happened: readonly Happened[], { revision }: Happened): Happened | undefined {
  return happened.find(({ ends }) => ends === revision);
}

async function setWaiting(ctx: Context, requestId: string): Promise<void> {
  const [first] = waitingOf(await eventsOf(ctx, requestId));
  await ctx.db
    .updateTable('request')
    .set({ waiting_since: first?.at ?? null })
    .where('id', '=', requestId)
    .execute();
}

function kindsIn(items: string | null): RequestKind[] {
  const named = items?.split(',') ?? [];
  return requestKinds.filter((kind) => named.includes(kind));
}

/** Where what staff wrote or noted stands, for sealing. */
function detailPlace(row: string) {
  return { table: 'request_event', column: 'detail_sealed', row };
}
