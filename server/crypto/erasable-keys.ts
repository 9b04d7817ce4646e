import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import { createKeys } from './keys.ts';
import { createSealing, type Place, type Sealing } from './sealing.ts';

export type ErasableKeys = ReturnType<typeof createErasableKeys>;

/**
 * Keys for one thing each, which stand in no backup. What is sealed under such a key may be copied anywhere: it ends
 * everywhere when the key is destroyed.
 */
export function createErasableKeys({
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
  return { make, open, sealAgain, destroy, destroyDue };

  async function make(db: Db, { id, expiresAt }: { id: string; expiresAt: Date }): Promise<Pick<Sealing, 'seal'>> {
    const secret = randomBytes(32);
    const key_sealed = sealing.seal(secret.toString('base64'), placeOf(id));
    await db.insertInto('erasable_key').values({ id, key_sealed, expires_at: expiresAt.toISOString() }).execute();
    return sealingUnder(id, secret);
  }

  /** Opens what is sealed under a key of its own or under the ring's; null when its own key is gone. */
  async function open(sealed: string, place: Place, using: Db = db): Promise<string | null> {
    const id = sealed.split('.')[1] ?? '';
    return (await sealingOf(id, using))?.open(sealed, place) ?? null;
  }

  /** Seals what takes the place of `sealed` under the key that this is sealed under, which may be one of its own. */
  async function sealAgain(sealed: string, text: string, place: Place): Promise<string | null> {
    return (await sealingOf(sealed.split('.')[1] ?? '', db))?.seal(text, place) ?? null;
  }

  /** Null when the key is gone. */
  async function sealingOf(id: string, using: Db): Promise<Pick<Sealing, 'seal' | 'open'> | null> {
    if (sealing.knows(id)) return sealing;
    const row = await using
      .selectFrom('erasable_key')
      .selectAll()
      .where('id', '=', id)
      .where('expires_at', '>', clock.now().toISOString())
      .executeTakeFirst();
    if (!row) return null;
    return sealingUnder(id, Buffer.from(sealing.open(row.key_sealed, placeOf(id)), 'base64'));
  }

  async function destroy(db: Db, id: string): Promise<void> {
    await db.deleteFrom('erasable_key').where('id', '=', id).execute();
  }

  async function destroyDue(): Promise<number> {
    const now = timeSeen.now().toISOString();
    const gone = await db.deleteFrom('erasable_key').where('expires_at', '<=', now).executeTakeFirst();
    return Number(gone.numDeletedRows);
  }
}

function sealingUnder(id: string, secret: Buffer): Sealing {
  return createSealing(createKeys([{ id, secret }]));
}

function placeOf(row: string) {
  return { table: 'erasable_key', column: 'key_sealed', row };
}
