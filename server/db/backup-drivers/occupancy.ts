import { inWords } from '../faults.ts';
import { lockBeside } from '../file-lock.ts';
import { BackupError } from './backup-driver.ts';

/** One server, or one restore, for one SQLite file; commands open the database without it. */
export function occupy(path: string): Disposable {
  const lock = lockOf(path);
  if (lock) return lock;
  throw new BackupError(
    'The server is running on this database, or it is being restored. SQLite serves one server: stop the other first.',
  );
}

function lockOf(path: string): Disposable | null {
  try {
    return lockBeside(path, 0);
  } catch (error) {
    throw inWords(error);
  }
}
