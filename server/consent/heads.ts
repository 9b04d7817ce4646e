import { addDays, dayIn } from '../../src/library/model/days.ts';
import { sha256 } from '../../src/library/model/digest.ts';
import { type Clock, startOf } from '../clock.ts';
import type { Db } from '../db/database.ts';
import { beginning, follow } from './entry.ts';

/** The last entry of a day that is over: whoever keeps it can tell whether anything before was changed. */
export interface Head {
  readonly day: string;
  readonly seq: number;
  readonly digest: string;
}

/** A head, and how it rests on the one that was published before it. */
export interface Published extends Head {
  readonly previous: Head | null;
  /** The digests of what was recorded in between, in turn, or as many as one answer holds. They say nothing of it. */
  readonly contents: readonly string[];
}

/** So many digests stand in one answer, however much was recorded in a day. */
export const mostContents = 500;

export type Heads = ReturnType<typeof createHeads>;

/**
 * What is published of the ledger: the head of each day that is over where the company is, settled once. Nothing is
 * said of the day under way, so that no entry can be told from the minute at which a head changed.
 */
export function createHeads({ db, clock, timeZone }: { db: Db; clock: Clock; timeZone: string }) {
  return { settle, newest, of, all };

  /** Settles yesterday's. Entries that came with an earlier time afterwards belong to the head of the next day. */
  async function settle(): Promise<void> {
    const today = dayIn(timeZone, clock.now());
    const day = addDays(today, -1);
    const settled = await newestRow();
    if (settled && settled.day >= day) return;
    const last = await lastBefore(today);
    if (!last) return;
    await db
      .insertInto('ledger_head')
      .values({ day, ...last })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async function newest(): Promise<Published | null> {
    const row = await newestRow();
    return row ? await publish(row) : null;
  }

  /** `after` which number its contents begin, where an answer before this one held those up to it. */
  async function of(day: string, after = 0): Promise<Published | null> {
    const row = await db.selectFrom('ledger_head').selectAll().where('day', '=', day).executeTakeFirst();
    return row ? await publish(row, after) : null;
  }

  /** First to last. */
  async function all(): Promise<Head[]> {
    return await db.selectFrom('ledger_head').selectAll().orderBy('day').execute();
  }

  async function newestRow(): Promise<Head | undefined> {
    return await db.selectFrom('ledger_head').selectAll().orderBy('day', 'desc').limit(1).executeTakeFirst();
  }

  async function publish(head: Head, after = 0): Promise<Published> {
    const previous = await db
      .selectFrom('ledger_head')
      .selectAll()
      .where('day', '<', head.day)
      .orderBy('day', 'desc')
      .limit(1)
      .executeTakeFirst();
    const between = await db
      .selectFrom('ledger_entry')
      .select('entry')
      .where('seq', '>', Math.max(previous?.seq ?? 0, after))
      .where('seq', '<=', head.seq)
      .orderBy('seq')
      .limit(mostContents)
      .execute();
    return { ...head, previous: previous ?? null, contents: between.map(({ entry }) => sha256(entry)) };
  }

  /** The ledger's times never run backwards, so that the first one found from its end is the last. */
  async function lastBefore(day: string): Promise<{ seq: number; digest: string } | undefined> {
    return await db
      .selectFrom('ledger_entry')
      .select(['seq', 'digest'])
      .where('at', '<', startOf(timeZone, day).toISOString())
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
  }
}

/** Whether a head is what follows from the one before and what was recorded in between. */
export function rests(head: Published): boolean {
  const { previous, contents, digest, seq } = head;
  const start = previous ?? { seq: 0, digest: beginning };
  return start.seq + contents.length === seq && contents.reduce(follow, start.digest) === digest;
}
