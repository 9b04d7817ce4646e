import type SQLite from 'better-sqlite3';
import type { CompiledQuery, QueryResult } from 'kysely';
import { systemClock } from '../clock.ts';
import { createBusyRetry } from './busy-retry.ts';
import { createMutex } from './mutex.ts';
import { createStatements } from './statements.ts';

/** So many transactions and statements at most wait for one COMMIT. */
const largest = 256;

/** What one COMMIT holds. */
export interface Group {
  /** Resolves when all of it is durable, rejects when nothing of it is. */
  readonly committed: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  size: number;
  /** Whether it commits as soon as the member under way has ended. */
  isDue: boolean;
}

/** The real transactions of SQLite, one at a time, in which members take turns between `enter` and `leave`. */
export function createGroups(database: SQLite.Database, assertPlace: () => void, lockWait?: number) {
  const { run: runStatement, execute } = createStatements(database);
  const mutex = createMutex();
  const retry = createBusyRetry(systemClock, lockWait);
  let group: Group | null = null;

  return { enter: mutex.acquire, leave, open, current: () => group, run, alone, execute, close, undo };

  /** The group that is open, or else a new one; it commits at the next turn of the event loop. */
  async function open(): Promise<Group> {
    if (group) return group;
    assertPlace();
    // Otherwise a read that becomes a write would fail at once with SQLITE_BUSY_SNAPSHOT.
    await retry.whenFree(() => execute('begin immediate'));
    retry.taken();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    // Each member hears of a failure by itself; there may be none.
    promise.catch(() => undefined);
    const opened: Group = { committed: promise, resolve, reject, size: 0, isDue: false };
    group = opened;
    setImmediate(() => {
      opened.isDue = true;
      if (opened === group && !mutex.isLocked()) close();
    });
    return opened;
  }

  function leave(): void {
    if (group && (group.isDue || group.size >= largest)) close();
    mutex.release();
  }

  function run<Row>(query: CompiledQuery): QueryResult<Row> {
    try {
      return runStatement<Row>(query);
    } catch (error) {
      // A full disk, among others, has SQLite roll back not only the statement but all.
      if (group && !database.inTransaction) undo(error);
      throw error;
    }
  }

  /** A statement while no group is open. */
  async function alone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    assertPlace();
    return retry.whenFree(() => run<Row>(query));
  }

  /** Commits the group, if one is open. Never throws: the members are told. */
  function close(): void {
    const closing = group;
    if (!closing) return;
    try {
      assertPlace();
      execute('commit');
      group = null;
      closing.resolve();
    } catch (error) {
      undo(error);
    }
  }

  function undo(cause: unknown): void {
    const undone = group;
    group = null;
    undone?.reject(cause);
    try {
      if (database.inTransaction) execute('rollback');
    } catch {
      // Better no database than one of which nobody knows what the next COMMIT would hold.
      database.close();
    }
  }
}
