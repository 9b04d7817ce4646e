import { createHmac, randomBytes } from 'node:crypto';
import { after, type Clock, day } from '../clock.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Db } from '../db/database.ts';

/** At most `most` acts of that name in each `window` (milliseconds). */
export interface Limit {
  readonly name: string;
  readonly most: number;
  readonly window: number;
}

export type Limits = ReturnType<typeof createLimits>;

/**
 * Counts acts in the database, so that several servers count together, without anybody's address: a bucket's name is
 * an HMAC under a salt that lives for a day and is then destroyed.
 */
export function createLimits({ db, clock, sealing }: { db: Db; clock: Clock; sealing: Sealing }) {
  const salts = new Map<string, Buffer>();
  return { allow, sweep };

  /**
   * Counts this act and tells whether it is within the limit. Counted with the handle of the act's own transaction, it
   * costs no commit of its own.
   */
  async function allow(limit: Limit, subject: string, using: Db = db): Promise<boolean> {
    const now = clock.now().getTime();
    const startsAt = new Date(now - (now % limit.window));
    const salt = await saltOf(using, startsAt.toISOString().slice(0, 10));
    const bucket = createHmac('sha256', salt)
      .update(JSON.stringify([limit.name, startsAt.toISOString(), subject]))
      .digest('hex');
    const { count } = await using
      .insertInto('limit_count')
      .values({ bucket, count: 1, ends_at: after(startsAt, limit.window).toISOString() })
      .onConflict((conflict) =>
        conflict.column('bucket').doUpdateSet((row) => ({ count: row('limit_count.count', '+', 1) })),
      )
      .returning('count')
      .executeTakeFirstOrThrow();
    return count <= limit.most;
  }

  /** Forgets counts whose window is over and salts of days that are over, and makes the salt of today. */
  async function sweep(): Promise<void> {
    const now = clock.now();
    const yesterday = after(now, -day).toISOString().slice(0, 10);
    await db.deleteFrom('limit_count').where('ends_at', '<', now.toISOString()).execute();
    await db.deleteFrom('limit_salt').where('day', '<', yesterday).execute();
    for (const known of salts.keys()) if (known < yesterday) salts.delete(known);
    await saltOf(db, now.toISOString().slice(0, 10));
  }

  async function saltOf(db: Db, day: string): Promise<Buffer> {
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

  async function readSalt(db: Db, day: string): Promise<Buffer | undefined> {
    const row = await db.selectFrom('limit_salt').select('salt_sealed').where('day', '=', day).executeTakeFirst();
    if (!row) return undefined;
    const salt = Buffer.from(sealing.open(row.salt_sealed, placeOf(day)), 'base64url');
    salts.set(day, salt);
    return salt;
  }
}

function placeOf(day: string) {
  return { table: 'limit_salt', column: 'salt_sealed', row: day };
}
