import { sql } from 'kysely';
import { isPostgres } from '../db/database.ts';
import type { Services } from '../services.ts';

const patience = 1000;

/** Whether the database answers, and still as durably as it was opened. */
export async function isReady({ db, config }: Pick<Services, 'db' | 'config'>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), patience);
  try {
    return await Promise.race([isPostgres(config.databaseUrl) ? answers() : isDurable(), late.promise]);
  } catch {
    // Why is the log's matter when a request fails; a probe only asks whether.
    return false;
  } finally {
    clearTimeout(timer);
  }

  async function answers(): Promise<boolean> {
    await sql`select 1`.execute(db);
    return true;
  }

  async function isDurable(): Promise<boolean> {
    const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
    return rows[0]?.synchronous === 2;
  }
}
