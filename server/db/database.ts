import { type Dialect, Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';
import { openSqlite } from './sqlite.ts';

export type Db = Kysely<Schema>;

/** Opens the database that the address names and brings its tables up to date. */
export async function openDatabase(databaseUrl: string): Promise<Db> {
  const dialect = isPostgres(databaseUrl) ? openPostgres(databaseUrl) : openSqlite(databaseUrl.slice('file:'.length));
  const db = new Kysely<Schema>({ dialect });
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw error;
  }
  return db;
}

export function isPostgres(databaseUrl: string): boolean {
  return !databaseUrl.startsWith('file:');
}

function openPostgres(databaseUrl: string): Dialect {
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: 5_000,
    // Without it, whoever meets the lock of another session waits as long as that likes, and soon so does everybody.
    lock_timeout: 2_000,
  });
  // A connection that breaks while idle is replaced by the pool; unheard, the event would end the process.
  pool.on('error', () => undefined);
  return new PostgresDialect({ pool });
}

async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
