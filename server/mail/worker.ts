import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { after, type Clock, hour, minute } from '../clock.ts';
import type { ErasableKeys } from '../crypto/erasable-keys.ts';
import { isUnreadable } from '../crypto/sealing.ts';
import type { Db } from '../db/database.ts';
import type { OutgoingMailRow } from '../db/schema.ts';
import { backoff, createCircuitBreaker } from './circuit-breaker.ts';
import { createLeases } from './leases.ts';
import { contentOf } from './outbox.ts';
import type { Mail, Outcome, Transport } from './transport.ts';
import type { Undeliverable } from './undeliverable.ts';

const batchSize = 10;
/** A mail dies of failures alone when it has failed for this long and this often, so that no outage kills it. */
const patience = { after: 96 * hour, attempts: 40 };

/** A trouble that lasts longer, in milliseconds, is told. */
const passing = 2 * minute;

/** That the other side accepts no mail at all. */
export interface Outage {
  readonly since: Date;
  readonly problem: string;
}

/** What came of one pass over what was due. */
export interface Pass {
  /** How many mails nobody will get until an operator has looked at them. */
  readonly givenUp: number;
}

/** Sends what is due. Any number of them may run, in several servers: each mail is leased to one. */
export function createWorker({
  db,
  clock,
  opening,
  transport,
  undeliverable,
  random = Math.random,
  isPostgres,
}: {
  db: Db;
  clock: Clock;
  opening: Pick<ErasableKeys, 'open'>;
  transport: Transport;
  undeliverable: Pick<Undeliverable, 'learn' | 'clear'>;
  random?: () => number;
  isPostgres: boolean;
}) {
  const leases = createLeases({ db, clock, isPostgres });
  const breaker = createCircuitBreaker({ clock });
  let pass: Promise<Pass> | null = null;
  let isStopped = false;
  let givenUp = 0;
  let failing: Outage | null = null;
  return { send, stop, outage };

  /** Since when nothing has been accepted, and why, once that is no passing trouble. */
  function outage(): Outage | null {
    return failing && clock.now().getTime() - failing.since.getTime() >= passing ? failing : null;
  }

  /** One pass over what is due. Called during a pass, it waits for that one. */
  function send(): Promise<Pass> {
    pass ??= run().finally(() => {
      pass = null;
    });
    return pass;
  }

  /** Finishes what is under way, and begins nothing more. */
  async function stop(): Promise<void> {
    isStopped = true;
    await pass;
  }

  async function run(): Promise<Pass> {
    while (!isStopped && breaker.allows()) {
      const lease = randomUUID();
      // After a failure a single mail tries whether the other side is back, and the others stay untouched.
      const isProbe = breaker.isHalfOpen();
      const batch = await leases.claim(lease, isProbe ? 1 : batchSize, isProbe);
      if (batch.length === 0) break;
      const settled = await Promise.allSettled(batch.map((row) => attempt(row, lease)));
      const outcomes = settled.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
      breaker.learn(outcomes);
      failing = stillFailing(outcomes);
      const broken = settled.find((one) => one.status === 'rejected');
      if (broken) throw broken.reason;
    }
    const told = { givenUp };
    givenUp = 0;
    return told;
  }

  function stillFailing(outcomes: readonly Outcome[]): Outage | null {
    const [first] = outcomes;
    if (!first) return failing;
    const problems = outcomes.map((outcome) =>
      typeof outcome === 'string' || 'refused' in outcome
        ? null
        : 'retry' in outcome
          ? outcome.retry
          : outcome.uncertain,
    );
    const [problem] = problems;
    return problem && problems.every(Boolean) ? (failing ?? { since: clock.now(), problem }) : null;
  }

  /** Sends a leased mail, outside of any transaction, and records what became of it. */
  async function attempt(row: OutgoingMailRow, lease: string): Promise<Outcome | undefined> {
    const begun = clock.now();
    if (row.uncertain_since && begun.getTime() - Date.parse(row.uncertain_since) >= transport.recognises) {
      await giveUp(row, lease, 'uncertain');
      return undefined;
    }
    const content = await open(row);
    if (content === undefined) {
      await giveUp(row, lease, 'unreadable');
      return undefined;
    }
    if (content === null) {
      await leases.recordFailed(row.id, lease, 'cancelled');
      return undefined;
    }
    const mail = JSON.parse(content) as Mail;
    const outcome = await transport.send(mail);
    if (outcome === 'sent') {
      await persist(() => leases.recordSent(row.id));
      if (row.kind === 'service') await undeliverable.clear(db, mail.to);
    } else if ('refused' in outcome) {
      const { refused } = outcome;
      // As one: a notice that was refused by an address that seems to be there would be written again.
      await db.transaction().execute(async (db) => {
        const isOurs = await giveUp(row, lease, refused, db);
        // Of one under a key of its own nothing may be left that tells whose it is, nor of one that was erased meanwhile.
        const isNamed = isOurs && (row.kind === 'notice' || row.recipient_index !== null);
        if (isNamed) await undeliverable.learn(db, { address: mail.to, mailId: mail.id, problem: refused });
      });
    } else await postpone(row, lease, outcome, begun);
    return outcome;
  }

  /** Null when its own key is gone, undefined when it is damaged. */
  async function open({ id, content_sealed }: OutgoingMailRow): Promise<string | null | undefined> {
    try {
      return await opening.open(content_sealed ?? '', contentOf(id));
    } catch (error) {
      if (isUnreadable(error)) return undefined;
      throw error;
    }
  }

  async function postpone(
    row: OutgoingMailRow,
    lease: string,
    outcome: Exclude<Outcome, 'sent' | { refused: string }>,
    begun: Date,
  ): Promise<void> {
    const now = clock.now();
    const attempts = row.attempts + 1;
    const failingFor = now.getTime() - Date.parse(row.attempted_at ?? begun.toISOString());
    if ('retry' in outcome && attempts >= patience.attempts && failingFor >= patience.after) {
      await giveUp(row, lease, outcome.retry);
      return;
    }
    const asked = 'retry' in outcome ? outcome.after : undefined;
    const pause = asked === undefined ? backoff(attempts, random()) : Math.max(asked, 1_000) * (1 + random() / 2);
    await leases.postpone(row.id, lease, {
      attempts,
      problem: 'retry' in outcome ? outcome.retry : outcome.uncertain,
      next_attempt_at: after(now, pause).toISOString(),
      uncertain_since: row.uncertain_since ?? ('uncertain' in outcome ? begun.toISOString() : null),
    });
  }

  async function giveUp({ id }: OutgoingMailRow, lease: string, problem: string, using = db): Promise<boolean> {
    const isOurs = await leases.recordFailed(id, lease, problem, using);
    if (isOurs) givenUp += 1;
    return isOurs;
  }
}

/** What has been sent must not be sent again because the database was locked or its disk full for a moment. */
async function persist(record: () => Promise<void>): Promise<void> {
  for (let left = 40; left > 0; left -= 1) {
    try {
      return await record();
    } catch {
      await setTimeout(500);
    }
  }
  return record();
}
