import { addDays } from '../../../src/library/model/days.ts';
import { sha256 } from '../../../src/library/model/digest.ts';
import { startOf } from '../../clock.ts';
import { type Context, today } from '../../context.ts';
import type { LedgerHeadRow } from '../../db/schema.ts';
import { beginning, follow } from '../entry.ts';

/** The last entry of a day that is over: whoever keeps it can tell whether anything before was changed. */
export interface Head {
  readonly day: string;
  readonly seq: number;
  readonly digest: string;
  /** The last act of staff of that day or before: theirs is a chain of its own. */
  readonly acts?: { readonly seq: number; readonly digest: string } | undefined;
}

/** A head, and how it rests on the one that was published before it. */
export interface PublishedHead extends Head {
  readonly previous: Head | null;
  /** The digests of what was recorded in between, in turn, or as many as one answer holds. They say nothing of it. */
  readonly contents: readonly string[];
}

/** So many digests stand in one answer, however much was recorded in a day. */
export const mostContents = 500;

/**
 * Settles yesterday's head: the one of each day that is over where the company is is published, and settled once. Nothing
 * is said of the day under way, so that no entry can be told from the minute at which a head changed.
 * Entries that came with an earlier time afterwards belong to the head of the next day.
 */
export async function settleHead(ctx: Context): Promise<void> {
  const now = today(ctx);
  const day = addDays(now, -1);
  const settled = await newestRow(ctx);
  if (settled && settled.day >= day) return;
  const last = await lastBefore(ctx, 'ledger_entry', now);
  if (!last) return;
  const acts = await lastBefore(ctx, 'desk_act', now);
  await ctx.db
    .insertInto('ledger_head')
    .values({ day, ...last, acts_seq: acts?.seq ?? null, acts_digest: acts?.digest ?? null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function newestHead(ctx: Context): Promise<PublishedHead | null> {
  const row = await newestRow(ctx);
  return row ? await publish(ctx, row) : null;
}

/** `after` which number its contents begin, where an answer before this one held those up to it. */
export async function headOf(ctx: Context, day: string, after = 0): Promise<PublishedHead | null> {
  const row = await ctx.db.selectFrom('ledger_head').selectAll().where('day', '=', day).executeTakeFirst();
  return row ? await publish(ctx, toHead(row), after) : null;
}

/** First to last. */
export async function allHeads(ctx: Context): Promise<Head[]> {
  return (await ctx.db.selectFrom('ledger_head').selectAll().orderBy('day').execute()).map(toHead);
}

async function newestRow(ctx: Context): Promise<Head | undefined> {
  const row = await ctx.db.selectFrom('ledger_head').selectAll().orderBy('day', 'desc').limit(1).executeTakeFirst();
  return row && toHead(row);
}

async function publish(ctx: Context, head: Head, after = 0): Promise<PublishedHead> {
  const previous = await ctx.db
    .selectFrom('ledger_head')
    .selectAll()
    .where('day', '<', head.day)
    .orderBy('day', 'desc')
    .limit(1)
    .executeTakeFirst();
  const between = await ctx.db
    .selectFrom('ledger_entry')
    .select('entry')
    .where('seq', '>', Math.max(previous?.seq ?? 0, after))
    .where('seq', '<=', head.seq)
    .orderBy('seq')
    .limit(mostContents)
    .execute();
  return { ...head, previous: previous ? toHead(previous) : null, contents: between.map(({ entry }) => sha256(entry)) };
}

function toHead({ day, seq, digest, acts_seq, acts_digest }: LedgerHeadRow): Head {
  const acts = acts_seq === null || acts_digest === null ? {} : { acts: { seq: acts_seq, digest: acts_digest } };
  return { day, seq, digest, ...acts };
}

/** The ledger's times never run backwards, so that the first one found from its end is the last. */
async function lastBefore(
  ctx: Context,
  chain: 'ledger_entry' | 'desk_act',
  day: string,
): Promise<{ seq: number; digest: string } | undefined> {
  return await ctx.db
    .selectFrom(chain as 'ledger_entry')
    .select(['seq', 'digest'])
    .where('at', '<', startOf(ctx.content.company.timeZone, day).toISOString())
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether a head is what follows from the one before and what was recorded in between. */
export function rests(head: PublishedHead): boolean {
  const { previous, contents, digest, seq } = head;
  const start = previous ?? { seq: 0, digest: beginning };
  return start.seq + contents.length === seq && contents.reduce(follow, start.digest) === digest;
}
