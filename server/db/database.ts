import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { type Dialect, Kysely, PostgresDialect, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import { createGroupCommit, groupingAdapter } from './group-commit.ts';
import { migrations } from './migrations/index.ts';
import type { Schema } from './schema.ts';

export type Db = Kysely<Schema>;

/** Waiting for a lock stops the whole server, so SQLite waits briefly and the porch answers 503. */
const busyTimeout = 250;

/** Opens the database that the address names and brings its tables up to date. */
export async function openDatabase(databaseUrl: string): Promise<Db> {
  const db = databaseUrl.startsWith('file:')
    ? openSqlite(databaseUrl.slice('file:'.length))
    : openPostgres(databaseUrl);
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

function openSqlite(path: string): Db {
  if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new SQLite(path);
  database.pragma(`busy_timeout = ${busyTimeout}`);
  database.pragma('journal_mode = WAL');
  // WAL lowers this to NORMAL by itself, and then a power cut takes committed rows with it.
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = ON');
  database.pragma('trusted_schema = OFF');
  assertPragmas(database, path === ':memory:');
  return new Kysely<Schema>({ dialect: groupingDialect(database) });
}

/** Durability and erasure rest on these settings, so the server does not start without them. */
function assertPragmas(database: SQLite.Database, inMemory: boolean): void {
  const expected = {
    journal_mode: inMemory ? 'memory' : 'wal',
    synchronous: 2,
    foreign_keys: 1,
    secure_delete: 1,
    trusted_schema: 0,
    busy_timeout: busyTimeout,
  };
  for (const [name, value] of Object.entries(expected)) {
    const actual = database.pragma(name, { simple: true });
    if (actual !== value) throw new Error(`SQLite has ${name} = ${actual} where ${value} is needed`);
  }
}

function groupingDialect(database: SQLite.Database): Dialect {
  return {
    createDriver: () => createGroupCommit(database),
    createAdapter: groupingAdapter,
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

function openPostgres(databaseUrl: string): Db {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 10, connectionTimeoutMillis: 5_000 });
  // A connection that breaks while idle is replaced by the pool; unheard, the event would end the process.
  pool.on('error', () => undefined);
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

async function migrate(db: Db): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations } });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}
