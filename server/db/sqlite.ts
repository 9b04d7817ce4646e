import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { type Dialect, SqliteIntrospector, SqliteQueryCompiler } from 'kysely';
import { BackupError } from './backup-drivers/backup-driver.ts';
import { createGroupCommit, groupingAdapter } from './group-commit.ts';

/** The name of a database that is gone when it is closed. */
export const inMemory = ':memory:';

interface SqliteOpening {
  readonly lockWait?: number | undefined;
  readonly image?: Buffer | undefined;
}

interface Sqlite {
  readonly dialect: Dialect;
  /** All that it holds now. */
  image(): Buffer;
}

/**
 * SQLite, set so that what is committed stays and what is deleted goes. One in memory may begin with what another held.
 */
export function openSqlite(path: string, { lockWait, image }: SqliteOpening = {}): Sqlite {
  const isInMemory = path === inMemory;
  if (!isInMemory) mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  if (!isInMemory) refuseForeignLog(path);
  const database = new SQLite(image ?? path);
  database.pragma('journal_mode = WAL');
  // WAL lowers this to NORMAL by itself, and then a power cut takes committed rows with it.
  database.pragma('synchronous = FULL');
  // Pages of 4 kB. Each time the log is written back the next commit waits for the disk twice more, and of a page that
  // has changed often meanwhile the last state alone is written.
  database.pragma('wal_autocheckpoint = 4000');
  database.pragma('foreign_keys = ON');
  database.pragma('secure_delete = ON');
  database.pragma('trusted_schema = OFF');
  // Locks are waited for outside of SQLite: see busy-retry.ts.
  database.pragma('busy_timeout = 0');
  assertPragmas(database, isInMemory);

  const assertPlace = isInMemory ? () => undefined : watch(path);
  return {
    dialect: {
      createDriver: () => createGroupCommit(database, assertPlace, lockWait),
      createAdapter: groupingAdapter,
      createQueryCompiler: () => new SqliteQueryCompiler(),
      createIntrospector: (db) => new SqliteIntrospector(db),
    },
    image: () => database.serialize(),
  };
}

/**
 * A log that lies beside the file is written into it: that of another database, as where a copy was put in place by hand,
 * would destroy it. Reading alone changes nothing.
 */
function refuseForeignLog(path: string): void {
  const log = `${path}-wal`;
  const holdsSomething = (file: string) => (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
  if (!holdsSomething(path) || !holdsSomething(log) || damageOf(path) === null) return;
  throw new BackupError(
    `With its log ${log} the database is damaged, and nothing was written. If the file was put in ` +
      `place by hand, the log is that of another: move ${log} and ${path}-shm away and start again. If not, restore a ` +
      'backup (npm run admin -- restore …).',
  );
}

/**
 * What is wrong with a database and its log; null where it is one of ours and in order. Reading alone changes neither.
 * `thorough` finds what would keep a copy of it from being whole: damaged indexes, and rows that refer to none.
 */
export function damageOf(path: string, how: 'quick' | 'thorough' = 'quick'): 'unreadable' | 'inconsistent' | null {
  let database: SQLite.Database | undefined;
  try {
    database = new SQLite(path, { readonly: true });
    const isOurs = database.prepare(`select 1 from sqlite_schema where name = 'kysely_migration'`).get() !== undefined;
    const check = how === 'quick' ? 'quick_check(1)' : 'integrity_check(1)';
    if (!isOurs || database.pragma(check, { simple: true }) !== 'ok') return 'unreadable';
    if (how === 'quick') return null;
    return (database.pragma('foreign_key_check') as unknown[]).length > 0 ? 'inconsistent' : null;
  } catch (error) {
    if (isDamage(error)) return 'unreadable';
    throw error;
  } finally {
    database?.close();
  }
}

function isDamage(error: unknown): boolean {
  return error instanceof SQLite.SqliteError && /^SQLITE_(CORRUPT|NOTADB)/.test(error.code);
}

/** Durability and erasure rest on these settings, so the server does not start without them. */
function assertPragmas(database: SQLite.Database, isInMemory: boolean): void {
  const expected = {
    journal_mode: isInMemory ? 'memory' : 'wal',
    synchronous: 2,
    foreign_keys: 1,
    secure_delete: 1,
    trusted_schema: 0,
    busy_timeout: 0,
  };
  for (const [name, value] of Object.entries(expected)) {
    const actual = database.pragma(name, { simple: true });
    if (actual !== value) throw new Error(`SQLite has ${name} = ${actual} where ${value} is needed`);
  }
}

/**
 * A file that was removed or replaced is still open, and SQLite would go on writing to it: whatever is acknowledged
 * would be gone with the process. Throws until the file is back; another file is opened by a new start.
 */
function watch(path: string): () => void {
  const opened = statSync(path);
  return () => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.ino === opened.ino && found.dev === opened.dev) return;
    throw new SQLite.SqliteError('the database file was removed or replaced', 'SQLITE_READONLY_DBMOVED');
  };
}
