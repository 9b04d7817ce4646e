import { createHmac, createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { after, day, hour } from '../clock.ts';
import type { Context } from '../context.ts';

/** At most `most` acts of that name in each `window` (milliseconds). */
export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly window: number;
}

/** An act as a limit counts it: for one address, one request, one form. */
export interface CountedAct {
  readonly limit: Limit;
  readonly subject: string;
}

/** Where acts of one subject are counted in one window. */
interface Bucket {
  readonly limit: Limit;
  /**
   * When the window ends, in UTC by ISO 8601, and an HMAC under a salt that lives for a day and is then destroyed:
   * nobody's address can be told from it.
   */
  readonly name: string;
}

/**
 * Whatever makes us write to an address counts here, so that no form can be used to flood somebody. Links for a new
 * password are sent beyond it, but few.
 */
export const mailToAddress: readonly Limit[] = [
  { name: 'mail-to-address', most: 3, window: hour },
  { name: 'mail-to-address-daily', most: 10, window: day },
];

export function under(limits: readonly Limit[], subject: string): CountedAct[] {
  return limits.map((limit) => ({ limit, subject }));
}

/** Whether an act is within all of these limits. One that is not, and so is not done, counts nowhere. */
export async function allow(ctx: Context, limits: readonly Limit[], subject: string): Promise<boolean> {
  const buckets = await bucketsOf(ctx, under(limits, subject));
  const counts = await add(ctx, 1, buckets);
  if (buckets.every((bucket) => isWithin(bucket, counts))) return true;
  await add(ctx, -1, buckets);
  return false;
}

/** Counts an act and says how many more the limit allows; below zero, this one was too many. */
export async function remaining(ctx: Context, limit: Limit, subject: string): Promise<number> {
  const [count = 0] = (await add(ctx, 1, await bucketsOf(ctx, [{ limit, subject }]))).values();
  return limit.most - count;
}

/**
 * Counts each act in turn, up to the first that exceeds its limit, which it returns. Counted in the acts' own
 * transaction, they cost no commit of their own.
 */
export async function reached(ctx: Context, acts: readonly CountedAct[]): Promise<Limit | null> {
  const [limit = null] = await reachedEach(ctx, [acts]);
  return limit;
}

/**
 * The same for several lists at once: a transaction that counts twice could wait for one that counts the other way
 * about, which waits for it. No act may stand in two of them.
 */
export async function reachedEach(ctx: Context, lists: readonly (readonly CountedAct[])[]): Promise<(Limit | null)[]> {
  const buckets = await bucketsOf(ctx, lists.flat());
  const counts = await add(ctx, 1, buckets);
  const undone: Bucket[] = [];
  let from = 0;
  const limits = lists.map(({ length }) => {
    const own = buckets.slice(from, from + length);
    from += length;
    const first = own.findIndex((bucket) => !isWithin(bucket, counts));
    if (first < 0) return null;
    undone.push(...own.slice(first + 1));
    return own[first]?.limit ?? null;
  });
  await add(ctx, -1, undone);
  return limits;
}

/** Takes back acts that were counted before anybody knew that they were harmless. */
export async function forgive(ctx: Context, acts: readonly CountedAct[]): Promise<void> {
  await add(ctx, -1, await bucketsOf(ctx, acts));
}

/** Forgets counts whose window is over and salts of days that are over, and makes the salt of today. */
export async function sweep(ctx: Context): Promise<void> {
  const { db, clock, timeSeen, resources } = ctx;
  const now = timeSeen.now();
  const yesterday = after(now, -day).toISOString().slice(0, 10);
  await db.deleteFrom('limit_count').where('bucket', '<', now.toISOString()).execute();
  await db.deleteFrom('limit_salt').where('day', '<', yesterday).execute();
  for (const known of resources.limitSalts.keys()) if (known < yesterday) resources.limitSalts.delete(known);
  await saltOf(ctx, clock.now().toISOString().slice(0, 10));
}

/**
 * Counts in one statement, and gives the counts by bucket: in the database, so that several servers count together. In
 * one order, whatever the order of the acts: else two at the same moment could each wait for the other.
 */
async function add({ db }: Context, one: 1 | -1, buckets: readonly Bucket[]): Promise<Map<string, number>> {
  if (buckets.length === 0) return new Map();
  const inOrder = buckets.toSorted((before, after) => (before.name < after.name ? -1 : 1));
  const rows = await db
    .insertInto('limit_count')
    .values(inOrder.map(({ name }) => ({ bucket: name, count: Math.max(one, 0) })))
    .onConflict((conflict) =>
      conflict.column('bucket').doUpdateSet((row) => ({ count: row('limit_count.count', '+', one) })),
    )
    .returning(['bucket', 'count'])
    .execute();
  return new Map(rows.map(({ bucket, count }) => [bucket, count]));
}

function isWithin({ name, limit }: Bucket, counts: ReadonlyMap<string, number>): boolean {
  return (counts.get(name) ?? 0) <= limit.most;
}

/** One after the other: a transaction does one thing at a time. */
async function bucketsOf(ctx: Context, acts: readonly CountedAct[]): Promise<Bucket[]> {
  const now = ctx.clock.now().getTime();
  const buckets: Bucket[] = [];
  for (const { limit, subject } of acts) {
    const startsAt = new Date(now - (now % limit.window));
    const salt = await saltOf(ctx, startsAt.toISOString().slice(0, 10));
    const digest = createHmac('sha256', salt)
      .update(JSON.stringify([limit.name, startsAt.toISOString(), subject]))
      .digest('base64url');
    buckets.push({ limit, name: `${after(startsAt, limit.window).toISOString()} ${digest}` });
  }
  return buckets;
}

async function saltOf(ctx: Context, day: string): Promise<KeyObject> {
  const known = ctx.resources.limitSalts.get(day) ?? (await readSalt(ctx, day));
  if (known) return known;
  const salt_sealed = ctx.crypto.encryption.seal(randomBytes(32).toString('base64url'), placeOf(day));
  // Another server may be first; then its salt counts.
  await ctx.db
    .insertInto('limit_salt')
    .values({ day, salt_sealed })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const salt = await readSalt(ctx, day);
  if (!salt) throw new Error('The salt of the day could not be stored');
  return salt;
}

async function readSalt({ db, crypto, resources }: Context, day: string): Promise<KeyObject | undefined> {
  const row = await db.selectFrom('limit_salt').select('salt_sealed').where('day', '=', day).executeTakeFirst();
  if (!row) return undefined;
  const salt = createSecretKey(crypto.encryption.open(row.salt_sealed, placeOf(day)), 'base64url');
  resources.limitSalts.set(day, salt);
  return salt;
}

function placeOf(day: string) {
  return { table: 'limit_salt', column: 'salt_sealed', row: day };
}
