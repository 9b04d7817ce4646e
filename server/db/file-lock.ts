import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SQLite from 'better-sqlite3';

/**
 * A lock that one process has at a time, on a file beside another: the system lets go of it however the process ends. Null
 * where somebody else has it still after so many milliseconds, in which this process does nothing else.
 */
export function lockBeside(path: string, patience: number): Disposable | null {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = new SQLite(`${path}.lock`, { timeout: patience });
  try {
    lock.exec('begin exclusive');
  } catch (error) {
    lock.close();
    if (error instanceof SQLite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return null;
    throw error;
  }
  return { [Symbol.dispose]: () => void lock.close() };
}
