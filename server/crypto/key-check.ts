import { ConfigError } from '../config.ts';
import type { Db } from '../db/database.ts';
import type { Keys } from './keys.ts';
import type { Sealing } from './sealing.ts';

const placeOf = (id: string) => ({ table: 'sealing_key', column: 'check_sealed', row: id });

/**
 * Remembers each key that this database has been sealed with, and refuses to start without one of them: better a
 * server that says what is missing than one that cannot read what people wrote to it.
 */
export async function checkKeys({ db, keys, sealing }: { db: Db; keys: Keys; sealing: Sealing }): Promise<void> {
  const known = await db.selectFrom('sealing_key').selectAll().execute();
  const problems = known.flatMap(({ id, check_sealed }) => {
    if (!keys.ids.includes(id)) return [`ENCRYPTION_KEYS lacks the key "${id}", with which this database was sealed`];
    try {
      sealing.open(check_sealed, placeOf(id));
      return [];
    } catch {
      return [`ENCRYPTION_KEYS holds another secret for the key "${id}" than the one this database was sealed with`];
    }
  });
  if (problems.length > 0) throw new ConfigError(problems);

  const id = keys.currentId;
  await db
    .insertInto('sealing_key')
    .values({ id, check_sealed: sealing.seal(id, placeOf(id)) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
