import type SQLite from 'better-sqlite3';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteDriver,
} from 'kysely';
import { createGroups, type Group } from './groups.ts';

interface Connection extends DatabaseConnection {
  /** Whose member its transaction is, while that has neither been committed nor rolled back. */
  group: Group | null;
}

const writing: ReadonlySet<string> = new Set(['InsertQueryNode', 'UpdateQueryNode', 'DeleteQueryNode']);

/**
 * Has concurrent transactions share one COMMIT, and so one wait for the disk: see
 * docs/decisions/0005-group-commit.md. One after the other, each is a savepoint of the real transaction, which commits
 * at the next turn of the event loop. Nobody hears of success before that, and nobody who has seen any of it either.
 */
export function createGroupCommit(
  database: SQLite.Database,
  assertPlace: () => void = () => undefined,
  lockWait?: number,
): Driver {
  const groups = createGroups(database, assertPlace, lockWait);
  const plain = new SqliteDriver({ database });

  return {
    init: async () => undefined,
    acquireConnection: async () => createConnection(),
    beginTransaction: (connection) => begin(connection as Connection),
    commitTransaction: (connection) => commit(connection as Connection),
    rollbackTransaction: (connection) => rollBack(connection as Connection),
    savepoint: plain.savepoint.bind(plain),
    rollbackToSavepoint: plain.rollbackToSavepoint.bind(plain),
    releaseSavepoint: plain.releaseSavepoint.bind(plain),
    releaseConnection: async () => undefined,
    destroy,
  };

  function createConnection(): Connection {
    const connection: Connection = { group: null, executeQuery, streamQuery };
    return connection;

    async function executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
      if (!connection.group) return apart<Row>(query);
      assertOpen(connection.group);
      return groups.run<Row>(query);
    }

    async function* streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
      yield await executeQuery<Row>(query);
    }
  }

  async function begin(connection: Connection): Promise<void> {
    await groups.enter();
    try {
      const joined = await groups.open();
      groups.execute('savepoint member');
      connection.group = joined;
    } catch (error) {
      groups.leave();
      throw error;
    }
  }

  async function commit(connection: Connection): Promise<void> {
    const joined = connection.group;
    if (!joined) throw new Error('A transaction commits that was not begun');
    assertOpen(joined);
    groups.execute('release member');
    connection.group = null;
    joined.size += 1;
    groups.leave();
    await joined.committed;
  }

  /** Also called after a commit that failed: then there is nothing left to undo. */
  async function rollBack(connection: Connection): Promise<void> {
    const joined = connection.group;
    if (!joined) return;
    connection.group = null;
    try {
      if (joined === groups.current()) {
        groups.execute('rollback to member');
        groups.execute('release member');
      }
    } catch (error) {
      // What cannot be undone alone is undone with all the others.
      groups.undo(error);
      throw error;
    } finally {
      groups.leave();
    }
  }

  /** A statement outside of any transaction. What is neither read nor written, such as a pragma, runs by itself. */
  async function apart<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { kind } = query.query;
    await groups.enter();
    let result: QueryResult<Row>;
    let joined: Group | null = null;
    try {
      if (writing.has(kind)) (await groups.open()).size += 1;
      else if (kind !== 'SelectQueryNode') groups.close();
      joined = groups.current();
      result = joined ? groups.run<Row>(query) : await groups.alone<Row>(query);
    } finally {
      groups.leave();
    }
    await joined?.committed;
    return result;
  }

  /** Without it, what follows in a transaction that was undone would be committed by itself. */
  function assertOpen(joined: Group): void {
    if (joined !== groups.current()) throw new Error('The transaction was undone with those around it');
  }

  async function destroy(): Promise<void> {
    await groups.enter();
    groups.close();
    database.close();
  }
}

/** With one connection kysely would let nobody begin before the one before has been committed. */
export function groupingAdapter(): SqliteAdapter {
  return Object.defineProperty(new SqliteAdapter(), 'supportsMultipleConnections', { value: true });
}
