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
  return { allow, sweep };

  /** Counts this act and tells whether it is within the limit. */
  async function allow(limit: Limit, subject: string): Promise<boolean> {
    const now = clock.now().getTime();
    const startsAt = new Date(now - (now % limit.window));
    const salt = await saltOf(startsAt.toISOString().slice(0, 10));
    const bucket = createHmac('sha256', salt)
      .update(JSON.stringify([limit.name, startsAt.toISOString(), subject]))
      .digest('hex');
    const { count } = await db
      .insertInto('limit_count')
      .values({ bucket, count: 1, ends_at: after(startsAt, limit.window).toISOString() })
      .onConflict((conflict) =>
        conflict.column('bucket').doUpdateSet((row) => ({ count: row('limit_count.count', '+', 1) })),
      )
      .returning('count')
      .executeTakeFirstOrThrow();
    return count <= limit.most;
  }

  /** Forgets counts whose window is over, and salts of days that are over. */
  async function sweep(): Promise<void> {
    const now = clock.now();
    await db.deleteFrom('limit_count').where('ends_at', '<', now.toISOString()).execute();
    await db.deleteFrom('limit_salt').where('day', '<', after(now, -day).toISOString().slice(0, 10)).execute();
  }

  async function saltOf(day: string): Promise<Buffer> {
    const known = await readSalt(day);
    if (known) return known;
    const place = { table: 'limit_salt', column: 'salt_sealed', row: day };
    const salt_sealed = sealing.seal(randomBytes(32).toString('base64url'), place);
    // Another server may be first; then its salt counts.
    await db
      .insertInto('limit_salt')
      .values({ day, salt_sealed })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const salt = await readSalt(day);
    if (!salt) throw new Error('The salt of the day could not be stored');
    return salt;
  }

  async function readSalt(day: string): Promise<Buffer | undefined> {
    const row = await db.selectFrom('limit_salt').select('salt_sealed').where('day', '=', day).executeTakeFirst();
    return (
      row &&
      Buffer.from(sealing.open(row.salt_sealed, { table: 'limit_salt', column: 'salt_sealed', row: day }), 'base64url')
    );
  }
}
