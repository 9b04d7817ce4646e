import { type Clock, systemClock } from '../clock.ts';

/** Milliseconds for which a lock is waited for: by the server, and by a command, at which a person waits. */
const lockWait = 500;
export const lockWaitOfCommands = 30_000;
const pause = 5;
/** Seen again within this time, and not taken by us meanwhile, it is the same lock. */
const memory = 2000;

/**
 * Waits for a database that another program has locked, and lets others be answered meanwhile: to wait inside SQLite
 * would stop the whole server. A lock that has lasted for longer than that is not waited for again by each of those
 * who queued behind the first: they fail at once.
 */
export function createBusyRetry(clock: Pick<Clock, 'elapsed' | 'wait'> = systemClock, longest = lockWait) {
  let since = 0;
  let seenAt = Number.NEGATIVE_INFINITY;

  return { taken, whenFree };

  /** We have had the lock: whoever holds it the next time has not held it for long. */
  function taken(): void {
    seenAt = Number.NEGATIVE_INFINITY;
  }

  async function whenFree<Value>(act: () => Value): Promise<Value> {
    for (;;) {
      try {
        return act();
      } catch (error) {
        if (!isBusy(error) || !isWorthWaiting()) throw error;
        await clock.wait(pause);
      }
    }
  }

  function isWorthWaiting(): boolean {
    const now = clock.elapsed();
    if (now - seenAt > memory) since = now;
    seenAt = now;
    return now - since < longest;
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');
}
