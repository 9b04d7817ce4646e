import { sql } from 'kysely';
import { type Clock, hour } from '../clock.ts';
import type { Config } from '../config.ts';
import { type Db, isPostgres } from './database.ts';

interface Checkpointed {
  readonly db: Db;
  readonly config: Pick<Config, 'databaseUrl'>;
}

/**
 * After erasing: SQLite overwrites what it deletes, but the write-ahead log keeps the older pages until it has been
 * written back and cut off. PostgreSQL removes them itself, by autovacuum.
 * False while somebody reads what is older, as the copying of a backup does: then it has to be done again.
 */
export async function checkpoint({ db, config }: Checkpointed): Promise<boolean> {
  if (isPostgres(config.databaseUrl)) return true;
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(TRUNCATE)`.execute(db);
  return rows[0]?.busy === 0;
}

/** Once an hour, whichever room erased something, and at the start, should the one before have been killed meanwhile. */
export function createHourlyCheckpoint(ctx: Checkpointed & { readonly clock: Clock }) {
  let next = Number.NEGATIVE_INFINITY;
  return { checkpointHourly };

  async function checkpointHourly(): Promise<void> {
    if (ctx.clock.elapsed() < next) return;
    if (await checkpoint(ctx)) next = ctx.clock.elapsed() + hour;
  }
}
