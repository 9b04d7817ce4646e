import { Socket } from 'node:net';
import {
  AbortedTransactionError,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresDialect,
  PostgresDriver,
} from 'kysely';
import pg from 'pg';

/** Milliseconds; in this order, so that PostgreSQL itself ends what is slow, and we only what does not answer. */
const limits = { lock: 2_000, idle: 3_000, statement: 4_000, silence: 5_000 };

/** PostgreSQL, of which nobody who waits for an answer waits for long: for a lock of others no longer than is said. */
export function openPostgresql(databaseUrl: string, lockWait = limits.lock): Dialect {
  const more = lockWait - limits.lock;
  return dialectOver({
    connectionString: databaseUrl,
    max: 10,
    connectionTimeoutMillis: limits.silence,
    idleTimeoutMillis: limits.idle,
    // Without it, whoever meets the lock of another session waits as long as that likes, and soon so does everybody.
    lock_timeout: lockWait,
    statement_timeout: limits.statement + more,
    // The driver's own `query_timeout` would hand the connection to the next, who waits behind what still hangs on it.
    stream: () => breakWhenSilent(new Socket(), limits.silence + more),
  });
}

/** For changes of tables and for restores, which may take long. */
export function openPostgresqlPatiently(databaseUrl: string, max = 1): Dialect {
  return dialectOver({ connectionString: databaseUrl, max, keepAlive: true });
}

function dialectOver(config: pg.PoolConfig): Dialect {
  const pool = new pg.Pool(config);
  // A connection that breaks is replaced by the pool, and whoever uses it hears of it from the statement under way.
  // Unheard, the event would end the process; the pool listens to those connections alone that nobody uses.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const dialect = new PostgresDialect({ pool });
  dialect.createDriver = () => tellingUnanswered(new PostgresDriver({ pool }));
  return dialect;
}

function breakWhenSilent(socket: Socket, silence: number): Socket {
  return socket.setTimeout(silence, () => socket.destroy());
}

/** When the connection breaks during COMMIT nobody knows whether it was done, and nobody may be told that it was not. */
function tellingUnanswered(driver: Driver): Driver {
  const unanswered = new WeakMap<DatabaseConnection, Error>();
  const commit = driver.commitTransaction.bind(driver);
  const rollBack = driver.rollbackTransaction.bind(driver);
  return Object.assign(driver, { commitTransaction, rollbackTransaction });

  async function commitTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await commit(connection);
    } catch (cause) {
      if (isAnswer(cause)) throw cause;
      const error = Object.assign(new Error('COMMIT was not answered', { cause }), { code: 'COMMIT_UNANSWERED' });
      unanswered.set(connection, error);
      throw error;
    }
  }

  /** Called after a COMMIT that failed too; that it fails itself must not hide why. */
  async function rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    try {
      await rollBack(connection);
    } catch (error) {
      throw unanswered.get(connection) ?? error;
    }
  }
}

/** Whether PostgreSQL itself says that the transaction was not committed, instead of leaving us. */
function isAnswer(error: unknown): boolean {
  if (error instanceof AbortedTransactionError) return true;
  return error instanceof pg.DatabaseError && !/^(08|57P)/.test(error.code ?? '');
}
