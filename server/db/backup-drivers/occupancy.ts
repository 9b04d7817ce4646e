import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';
import { BackupError } from './backup-driver.ts';

/**
 * One server, or one restore, for one SQLite file. A lock on a file beside it, which the system lets go of however the
 * process ends; commands open the database without it.
 */
export function occupy(path: string): Disposable {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = new SQLite(`${path}.lock`, { timeout: 0 });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (!(error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY'))) throw error;
    throw new BackupError(
      'The server is running on this database, or it is being restored. SQLite serves one server: stop the other first.',
    );
  }
  return { [Symbol.dispose]: () => void lock.close() };
}

/** One process after the other, for what somebody does to a file at once. */
export function alone<Value>(path: string, act: () => Value): Value {
  const lock = new SQLite(`${path}.lock`, { timeout: 5_000 });
  try {
    lock.exec('begin exclusive');
    return act();
  } finally {
    lock.close();
  }
}
