import { sql } from 'kysely';
import { type Clock, hour } from '../clock.ts';
import type { Db } from './database.ts';

/**
 * After a purge: SQLite overwrites what it deletes, but the write-ahead log keeps the older pages until it has been
 * written back and cut off. PostgreSQL removes them itself, by autovacuum.
 */
export async function checkpoint(db: Db, { isSqlite }: { isSqlite: boolean }): Promise<void> {
  if (isSqlite) await sql`pragma wal_checkpoint(TRUNCATE)`.execute(db);
}

/** Once an hour, whichever room erased something, and at the start, should the one before have been killed meanwhile. */
export function createPurge({ db, clock, isSqlite }: { db: Db; clock: Clock; isSqlite: boolean }) {
  let next = Number.NEGATIVE_INFINITY;
  return { purge };

  async function purge(): Promise<void> {
    if (clock.now().getTime() < next) return;
    await checkpoint(db, { isSqlite });
    next = clock.now().getTime() + hour;
  }
}
