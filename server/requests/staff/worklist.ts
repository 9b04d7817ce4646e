import { type SelectQueryBuilder, sql } from 'kysely';
import { addDays, daysUntil } from '../../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, today } from '../../context.ts';
import type { RequestRow, Schema } from '../../db/schema.ts';
import { normalise } from '../../fields/address.ts';
import type { Outcome, RequestKind } from '../kinds.ts';
import { closedOn, findRequest, personOf } from '../records.ts';
import { laws, type Regime } from '../regimes/clocks.ts';
import { type Law, regimesOf } from '../regimes/places.ts';

/** What of the open requests is shown; messages wait also where a request is closed. */
export const worklistViews = [
  ...['open', 'mine', 'free', 'late', 'week', 'waiting', 'second', 'appeals', 'messages', 'unconfirmed'],
] as const;
export type WorklistView = (typeof worklistViews)[number];

/** By which law the list can be read. */
export const worklistLaws: readonly Law[] = [...laws, 'unknown', 'none'];

/** A request as a line of the list. It names nobody but who of the staff has it. */
export interface Line {
  readonly reference: string;
  readonly dueOn: string;
  /** Until the day on which it is due; negative once it is late. */
  readonly daysLeft: number;
  readonly kinds: readonly RequestKind[];
  /** The laws that may apply; none once the request is erased. */
  readonly regimes: readonly Regime[];
  readonly isConfirmed: boolean;
  readonly hasAddress: boolean;
  readonly waitingSince: Date | null;
  /** Whether somebody has prepared what a second person has to approve. */
  readonly awaitsSecond: boolean;
  readonly unansweredAt: Date | null;
  readonly holderId: string | null;
  readonly closedOn: string | null;
  readonly outcome: Outcome | null;
  /** How many other open requests come from the same address, as far as they are counted. */
  readonly together: number;
}

interface Worklist {
  readonly lines: readonly Line[];
  /** Where the next page begins, for `after`; null on the last. */
  readonly next: string | null;
}

interface WorklistQuery {
  readonly view: WorklistView;
  /** Of this law alone. */
  readonly law?: Law | undefined;
  /** Who asks, for `mine`. */
  readonly holderId: string;
  /** Where a page begins, as `next` gave it: what else it says is the beginning. */
  readonly after?: string | undefined;
}

/** So many stand on a page. */
const pageSize = 25;
/** Nothing is counted further, however much there is. */
export const countedTo = 200;

type Requests = SelectQueryBuilder<Schema, 'request', object>;

/** What is due first stands first. A page takes as long with ten thousand open requests as with ten. */
export async function worklist(ctx: Context, query: WorklistQuery): Promise<Worklist> {
  const from = readCursor(query.after);
  const rows = await inView(ctx, query)
    .selectAll('request')
    .$if(from !== null, (query) =>
      query.where(sql<boolean>`(request.due_on, request.id) > (${from?.dueOn}, ${from?.id})`),
    )
    .orderBy('request.due_on')
    .orderBy('request.id')
    .limit(pageSize + 1)
    .execute();
  const shown = rows.slice(0, pageSize);
  const last = shown.at(-1);
  return {
    lines: await toLines(ctx, shown),
    next: rows.length > pageSize && last ? `${last.due_on}.${last.id}` : null,
  };
}

/** How many stand in each view, up to `countedTo`. */
export async function worklistCounts(
  ctx: Context,
  { law, holderId }: Pick<WorklistQuery, 'law' | 'holderId'>,
): Promise<Readonly<Record<WorklistView, number>>> {
  const counts: Partial<Record<WorklistView, number>> = {};
  for (const view of worklistViews) {
    const some = inView(ctx, { view, law, holderId }).select('request.id').limit(countedTo);
    const { count } = await ctx.db
      .selectFrom(some.as('some'))
      .select((row) => row.fn.countAll().as('count'))
      .executeTakeFirstOrThrow();
    counts[view] = Number(count);
  }
  return counts as Record<WorklistView, number>;
}

/** The requests of the address of one, the open ones first, as far as they are counted; null where there is none. */
export async function requestsBeside(ctx: Context, reference: string): Promise<readonly Line[] | null> {
  const request = await findRequest(ctx, reference);
  const email = request && personOf(ctx, request)?.email;
  return email ? await requestsFrom(ctx, email) : null;
}

/** What somebody may look for: a reference, or a mail address. Also those of which the record alone is left. */
export async function requestsFrom(ctx: Context, email: string): Promise<readonly Line[]> {
  const indexes = ctx.crypto.blindIndex.indexes(email);
  const rows = await ctx.db
    .selectFrom('request')
    .selectAll()
    .where((row) => row.or([row('address_index', 'in', indexes), row('record_index', 'in', indexes)]))
    .orderBy((row) => row.case().when('closed_at', 'is', null).then(0).else(1).end())
    .orderBy('due_on', 'desc')
    .orderBy('id')
    .limit(countedTo)
    .execute();
  return await toLines(ctx, rows);
}

/** The reference as it is stored, of a request that there is. */
export async function referenceOf(ctx: Context, written: string): Promise<string | null> {
  return (await findRequest(ctx, written))?.reference ?? null;
}

export type HandOverProblem = 'reference-unknown' | 'changed-meanwhile';

/** Gives it to one of the staff, or to nobody, unless somebody else than the one who was seen to has it has it by now. */
export async function handOver(
  ctx: Context,
  { reference, seen, to }: { readonly reference: string; readonly seen: string | null; readonly to: string | null },
): Promise<Result<null, HandOverProblem>> {
  const request = await findRequest(ctx, reference);
  if (!request) return fail('reference-unknown');
  const given = await ctx.db
    .updateTable('request')
    .set({ holder_id: to })
    .where('id', '=', request.id)
    .where('holder_id', seen === null ? 'is' : '=', seen)
    .returning('id')
    .executeTakeFirst();
  return given ? succeed(null) : fail('changed-meanwhile');
}

/** Who has it; undefined where there is none. */
export async function holderOf(ctx: Context, reference: string): Promise<string | null | undefined> {
  return (await findRequest(ctx, reference))?.holder_id;
}

/** What a member of staff had who is there no longer is everybody's. */
export async function freeAllOf(ctx: Context, holderId: string): Promise<void> {
  await ctx.db.updateTable('request').set({ holder_id: null }).where('holder_id', '=', holderId).execute();
}

function inView(ctx: Context, { view, law, holderId }: Pick<WorklistQuery, 'view' | 'law' | 'holderId'>): Requests {
  const every: Requests = ctx.db.selectFrom('request');
  const all = law === undefined ? every : every.where('law', '=', law);
  if (view === 'messages') return all.where('unanswered_at', 'is not', null);
  const open = all.where('request.closed_at', 'is', null);
  const now = today(ctx);
  switch (view) {
    case 'open':
      return open;
    case 'mine':
      return open.where('holder_id', '=', holderId);
    case 'free':
      return open.where('holder_id', 'is', null);
    case 'late':
      return open.where('due_on', '<', now);
    case 'week':
      return open.where('due_on', '>=', now).where('due_on', '<=', addDays(now, 7));
    case 'waiting':
      // Asked for what is open, SQLite would go over all of it.
      return all.where('waiting_since', 'is not', null).where(sql<boolean>`coalesce(request.closed_at, '') = ''`);
    case 'second':
      return all.where('id', 'in', awaitingSecond(ctx)).where(sql<boolean>`coalesce(request.closed_at, '') = ''`);
    case 'unconfirmed':
      return open.where('confirmed_at', 'is', null).where('address_index', 'is not', null);
    case 'appeals':
      return open.where('id', 'in', (items) =>
        items
          .selectFrom('request_item')
          .select('request_id')
          .where('kind', 'in', ['appeal', 'complaint'])
          .where('request_item.closed_at', 'is', null),
      );
  }
}

/**
 * The requests of which a second person has to approve something: a copy of which every system has answered, or an
 * erasure.
 */
export function awaitingSecond({ db }: Pick<Context, 'db'>) {
  const copies = db
    .selectFrom('request_package')
    .select('request_id')
    .where('content_sealed', 'is not', null)
    .where((row) =>
      row.not(
        row.exists(
          row
            .selectFrom('request_task')
            .select('request_task.id')
            .whereRef('request_task.request_id', '=', 'request_package.request_id')
            .where('request_task.kind', '=', 'export')
            .where('request_task.done_at', 'is', null),
        ),
      ),
    );
  const erasures = db
    .selectFrom('request_task')
    .select('request_id')
    .where('proposed_at', 'is not', null)
    .where('done_at', 'is', null);
  return copies.union(erasures);
}

/** A few questions for a whole page, not some for each line. */
async function toLines(ctx: Context, rows: readonly RequestRow[]): Promise<Line[]> {
  if (rows.length === 0) return [];
  const items = await ctx.db
    .selectFrom('request_item')
    .select(['request_id', 'kind'])
    .where(
      'request_id',
      'in',
      rows.map(({ id }) => id),
    )
    .orderBy('due_on')
    .orderBy('id')
    .execute();
  const seconds = await awaitingSecond(ctx).execute();
  const people = new Map(rows.map((row) => [row.id, personOf(ctx, row)]));
  const others = await openByAddress(
    ctx,
    [...people.values()].flatMap((person) => person?.email ?? []),
  );
  const now = today(ctx);
  return rows.map((row) => {
    const person = people.get(row.id);
    const beside = person?.email ? (others.get(normalise(person.email)) ?? []) : [];
    return {
      reference: row.reference,
      dueOn: row.due_on,
      daysLeft: daysUntil(now, row.due_on),
      kinds: items.filter(({ request_id }) => request_id === row.id).map(({ kind }) => kind as RequestKind),
      regimes: person ? regimesOf(person.region) : [],
      isConfirmed: row.confirmed_at !== null,
      hasAddress: row.address_index !== null,
      waitingSince: row.waiting_since === null ? null : new Date(row.waiting_since),
      unansweredAt: row.unanswered_at === null ? null : new Date(row.unanswered_at),
      awaitsSecond: row.closed_at === null && seconds.some(({ request_id }) => request_id === row.id),
      holderId: row.holder_id,
      closedOn: closedOn(ctx, row),
      outcome: row.outcome as Outcome | null,
      together: beside.filter((id) => id !== row.id).length,
    };
  });
}

/** The open requests of some addresses, by address. The index of an address changes with the keys. */
async function openByAddress(ctx: Context, emails: readonly string[]): Promise<Map<string, string[]>> {
  const known = new Map(
    emails.flatMap((email) => ctx.crypto.blindIndex.indexes(email).map((index) => [index, normalise(email)] as const)),
  );
  const found = new Map<string, string[]>();
  if (known.size === 0) return found;
  const rows = await ctx.db
    .selectFrom('request')
    .select(['id', 'address_index', 'closed_at'])
    .where('address_index', 'in', [...known.keys()])
    .orderBy('due_on', 'desc')
    .limit(countedTo)
    .execute();
  // Asked for the open ones, SQLite would go over all that are open, whatever their address.
  for (const { id, address_index } of rows.filter(({ closed_at }) => closed_at === null)) {
    const email = known.get(address_index ?? '') ?? '';
    found.set(email, [...(found.get(email) ?? []), id]);
  }
  return found;
}

function readCursor(after = ''): { readonly dueOn: string; readonly id: string } | null {
  const [, dueOn, id] = /^(\d{4}-\d\d-\d\d)\.([0-9a-f-]{36})$/.exec(after) ?? [];
  return dueOn && id ? { dueOn, id } : null;
}
