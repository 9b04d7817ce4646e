import { type Clock, day, minute } from '../clock.ts';
import { type Db, isPostgres } from './database.ts';
import type { TimeSeenRow } from './schema.ts';

/** Clocks of several machines, and what is not written down when a server ends, differ by so much. */
const leeway = 5 * minute;
/** As much may pass while no server runs without anybody having to believe it first. */
const tolerance = day;
/** A time to which the clock jumped is believed when servers have run for so long at it. */
const probation = day;

/** How the machine's clock stands to the time that is known to have passed. */
export type ClockState = 'right' | 'ahead' | 'behind';

export type TimeSeen = ReturnType<typeof createTimeSeen>;

/**
 * The time up to which it is known to have passed, by a clock that nobody can set (`clock.elapsed`). What destroys, and
 * what ends or tells something that cannot be taken back, goes by it: a machine's clock that jumps ahead makes nothing old. All servers of a database share one row, and each adds
 * what has passed since it last read it, so that two servers do not make a minute two.
 *
 * Whether a server was off or its clock jumped, nobody can tell. Up to a day either is believed; beyond, nothing is
 * destroyed until servers have run for a day with the clock never behind what it said at first, or an operator says
 * that it is right.
 */
export function createTimeSeen({ db, clock, databaseUrl }: { db: Db; clock: Clock; databaseUrl: string }) {
  /** As last read or written; null where nobody watches, as while a backup is restored. */
  let known: (Pick<TimeSeenRow, 'claimed_at' | 'claimed_for'> & { seen: number; at: number }) | null = null;
  return { now, state, watch, accept };

  /** What destroys or ends something asks for this time: never later than the machine's, and at most a day beyond what has passed. */
  function now(): Date {
    const wall = clock.now();
    if (!known) return wall;
    const seen = seenBy(wall.getTime());
    return wall.getTime() - seen > tolerance ? new Date(seen) : wall;
  }

  function state(): { state: ClockState; seen: Date } {
    const wall = clock.now().getTime();
    const seen = known ? Math.max(known.seen, seenBy(wall)) : wall;
    const state = wall - seen > tolerance ? 'ahead' : seen - wall > leeway ? 'behind' : 'right';
    return { state, seen: new Date(seen) };
  }

  function seenBy(wall: number): number {
    return known ? Math.min(wall, known.seen + clock.elapsed() - known.at) : wall;
  }

  /** Each minute: writes down what has passed, and learns what others saw. */
  async function watch(): Promise<void> {
    if (known && clock.elapsed() - known.at < minute) return;
    known = await db.transaction().execute(async (db) => {
      const row = await lock(db);
      const wall = clock.now().getTime();
      const at = clock.elapsed();
      const passed = known ? at - known.at : 0;
      let seen = Math.max(Date.parse(row.seen_at), known ? seenBy(wall) : 0);
      let claim = claimOf(row, { wall, seen, passed });
      if (claim.claimed_at && claim.claimed_for >= probation) {
        seen = Math.min(wall, Date.parse(claim.claimed_at) + claim.claimed_for);
        claim = none;
      }
      await db
        .updateTable('time_seen')
        .set({ seen_at: new Date(seen).toISOString(), ...claim })
        .execute();
      return { seen, at, ...claim };
    });
  }

  /** What the clock said when it was first found to differ, and for how long servers have run at it since. */
  function claimOf(row: TimeSeenRow, { wall, seen, passed }: { wall: number; seen: number; passed: number }): Claim {
    if (Math.abs(wall - seen) <= leeway) return none;
    const { claimed_at } = row;
    const before = known && known.claimed_at === claimed_at ? known.claimed_for + passed : 0;
    const claimed_for = Math.max(row.claimed_for, before);
    const claimed = claimed_at ? Date.parse(claimed_at) + claimed_for : Number.POSITIVE_INFINITY;
    // Short stops wait for a long one, and not the other way about.
    const isOvertaken = wall - seen > tolerance && claimed - seen <= tolerance;
    if (claimed_at && wall >= claimed - leeway && !isOvertaken)
      return { claimed_at, claimed_for: Math.min(claimed_for, probation) };
    return { claimed_at: new Date(wall).toISOString(), claimed_for: 0 };
  }

  /** The operator's word that the machine's clock is right. Running servers hear of it within a minute. */
  async function accept(): Promise<void> {
    const wall = clock.now();
    await db.transaction().execute(async (db) => {
      await lock(db);
      await db
        .updateTable('time_seen')
        .set({ seen_at: wall.toISOString(), ...none })
        .execute();
    });
    known = { seen: wall.getTime(), at: clock.elapsed(), ...none };
  }

  /** The one row, which nobody else changes until the transaction ends. A database that is new begins with now. */
  async function lock(db: Db): Promise<TimeSeenRow> {
    await db
      .insertInto('time_seen')
      .values({ id: 'all', seen_at: clock.now().toISOString(), ...none })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return await db
      .selectFrom('time_seen')
      .selectAll()
      .$if(isPostgres(databaseUrl), (query) => query.forUpdate())
      .executeTakeFirstOrThrow();
  }
}

type Claim = Pick<TimeSeenRow, 'claimed_at' | 'claimed_for'>;

const none: Claim = { claimed_at: null, claimed_for: 0 };
