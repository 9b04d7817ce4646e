import { sql } from 'kysely';
import type { Db } from './database.ts';

/**
 * After a purge: SQLite overwrites what it deletes, but the write-ahead log keeps the older pages until it has been
 * written back and cut off. PostgreSQL removes them itself, by autovacuum.
 */
export async function checkpoint(db: Db, { isSqlite }: { isSqlite: boolean }): Promise<void> {
  if (isSqlite) await sql`pragma wal_checkpoint(TRUNCATE)`.execute(db);
}
