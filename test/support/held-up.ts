import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Db } from '../../server/db/database.ts';

/** Lets `act` go on until it has ended, or waits for the transaction of another. */
export async function endedOrHeldUp(act: Promise<unknown>, db: Db): Promise<void> {
  let hasEnded = false;
  const ended = () => {
    hasEnded = true;
  };
  act.then(ended, ended);
  const isHeldUp = process.env['TEST_DATABASE_URL'] ? () => waitsForLock(db) : manyTurns();
  while (!hasEnded && !(await isHeldUp())) await setImmediate();
}

async function waitsForLock(db: Db): Promise<boolean> {
  const waiting = sql`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  return (await waiting.execute(db)).rows.length > 0;
}

/** SQLite works in this process: after so many turns of the event loop all that can go on has gone on. */
function manyTurns(): () => boolean {
  let turns = 0;
  return () => {
    turns += 1;
    return turns > 100;
  };
}
