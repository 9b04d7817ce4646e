import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { after, type Clock, day, hour } from '../clock.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';

/** At most `most` acts of that name in each `window` (milliseconds). */
export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly window: number;
}

/** An act as a limit counts it: for one address, one request, one form. */
export interface Act {
  readonly limit: Limit;
  readonly subject: string;
}

/**
 * Whatever makes us write to an address counts here, so that no form can be used to flood somebody. Links for a new
 * password are sent beyond it, but few.
 */
export const mailToAddress: readonly Limit[] = [
  { name: 'mail-to-address', most: 3, window: hour },
  { name: 'mail-to-address-daily', most: 10, window: day },
];

export function under(limits: readonly Limit[], subject: string): Act[] {
  return limits.map((limit) => ({ limit, subject }));
}

export type Limits = ReturnType<typeof createLimits>;

/**
 * Counts acts in the database, so that several servers count together, without anybody's address: a bucket's name is
 * an HMAC under a salt that lives for a day and is then destroyed.
 */
export function createLimits({
  db,
  clock,
  timeSeen,
  sealing,
}: {
  db: Db;
  clock: Clock;
  timeSeen: Pick<TimeSeen, 'now'>;
  sealing: Sealing;
}) {
  const salts = new Map<string, KeyObject>();
  return { allow, remaining, reached, reachedEach, forgive, sweep };

  /** Whether an act is within all of these limits. One that is not, and so is not done, counts nowhere. */
  async function allow(limits: readonly Limit[], subject: string, using: Db = db): Promise<boolean> {
    const acts = under(limits, subject);
    const limit = await reached(acts, using);
    if (limit) await forgive(acts.slice(0, limits.indexOf(limit) + 1), using);
    return limit === null;
  }

  /** Counts an act and says how many more the limit allows; below zero, this one was too many. */
  async function remaining(limit: Limit, subject: string): Promise<number> {
    const [row] = await add(1, [await bucketOf({ limit, subject }, db)], db);
    return limit.most - (row?.count ?? 0);
  }

  /**
   * Counts each act in turn, up to the first that exceeds its limit, which it returns. Counted with the handle of the
   * acts' own transaction, they cost no commit of their own.
   */
  async function reached(acts: readonly Act[], using: Db = db): Promise<Limit | null> {
    const [limit = null] = await reachedEach([acts], using);
    return limit;
  }

  /**
   * The same for several lists at once: a transaction that counts twice could wait for one that counts the other way
   * about, which waits for it. No act may stand in two of them.
   */
  async function reachedEach(lists: readonly (readonly Act[])[], using: Db = db): Promise<(Limit | null)[]> {
    const buckets = await bucketsOf(lists.flat(), using);
    const rows = await add(1, buckets, using);
    const counts = new Map(rows.map(({ bucket, count }) => [bucket, count]));
    const undone: typeof buckets = [];
    let from = 0;
    const limits = lists.map(({ length }) => {
      const own = buckets.slice(from, from + length);
      from += length;
      const first = own.findIndex(({ bucket, limit }) => (counts.get(bucket) ?? 0) > limit.most);
      if (first < 0) return null;
      undone.push(...own.slice(first + 1));
      return own[first]?.limit ?? null;
    });
    await add(-1, undone, using);
    return limits;
  }

  /** Takes back acts that were counted before anybody knew that they were harmless. */
  async function forgive(acts: readonly Act[], using: Db = db): Promise<void> {
    await add(-1, await bucketsOf(acts, using), using);
  }

  /** In one order, whatever the order of the acts: else two at the same moment could each wait for the other. */
  async function add(one: 1 | -1, buckets: readonly { bucket: string; ends_at: string }[], using: Db) {
    if (buckets.length === 0) return [];
    const inOrder = buckets.toSorted((before, after) => (before.bucket < after.bucket ? -1 : 1));
    return await using
      .insertInto('limit_count')
      .values(inOrder.map(({ bucket, ends_at }) => ({ bucket, count: Math.max(one, 0), ends_at })))
      .onConflict((conflict) =>
        conflict.column('bucket').doUpdateSet((row) => ({ count: row('limit_count.count', '+', one) })),
      )
      .returning(['bucket', 'count'])
      .execute();
  }

  /** One after the other: a transaction does one thing at a time. */
  async function bucketsOf(acts: readonly Act[], using: Db) {
    const buckets: Awaited<ReturnType<typeof bucketOf>>[] = [];
    for (const act of acts) buckets.push(await bucketOf(act, using));
    return buckets;
  }

  async function bucketOf({ limit, subject }: Act, using: Db) {
    const now = clock.now().getTime();
    const startsAt = new Date(now - (now % limit.window)).toISOString();
    const salt = await saltOf(using, startsAt.slice(0, 10));
    const bucket = createHmac('sha256', salt)
      .update(JSON.stringify([limit.name, startsAt, subject]))
      .digest('hex');
    return { limit, bucket, ends_at: after(new Date(startsAt), limit.window).toISOString() };
  }

  /** Forgets counts whose window is over and salts of days that are over, and makes the salt of today. */
  async function sweep(): Promise<void> {
    const now = timeSeen.now();
    const yesterday = after(now, -day).toISOString().slice(0, 10);
    await db.deleteFrom('limit_count').where('ends_at', '<', now.toISOString()).execute();
    await db.deleteFrom('limit_salt').where('day', '<', yesterday).execute();
    for (const known of salts.keys()) if (known < yesterday) salts.delete(known);
    await saltOf(db, clock.now().toISOString().slice(0, 10));
  }

  async function saltOf(db: Db, day: string): Promise<KeyObject> {
    const known = salts.get(day) ?? (await readSalt(db, day));
    if (known) return known;
    const salt_sealed = sealing.seal(randomBytes(32).toString('base64url'), placeOf(day));
    // Another server may be first; then its salt counts.
    await db
      .insertInto('limit_salt')
      .values({ day, salt_sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const salt = await readSalt(db, day);
    if (!salt) throw new Error('The salt of the day could not be stored');
    return salt;
  }

  async function readSalt(db: Db, day: string): Promise<KeyObject | undefined> {
    const row = await db.selectFrom('limit_salt').select('salt_sealed').where('day', '=', day).executeTakeFirst();
    if (!row) return undefined;
    const salt = createSecretKey(sealing.open(row.salt_sealed, placeOf(day)), 'base64url');
    salts.set(day, salt);
    return salt;
  }
}

function placeOf(day: string) {
  return { table: 'limit_salt', column: 'salt_sealed', row: day };
}
