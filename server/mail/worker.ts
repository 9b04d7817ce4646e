import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { after, hour, minute } from '../clock.ts';
import { type Context, transaction } from '../context.ts';
import { isUnreadable } from '../crypto/encryption.ts';
import { openUnderAnyKey } from '../crypto/erasable-keys.ts';
import { assertKeysKnown } from '../crypto/key-check.ts';
import type { OutgoingMailRow } from '../db/schema.ts';
import { claim, postpone, recordFailed, recordSent } from './leases.ts';
import type { Outage, Pass } from './mailer.ts';
import { contentOf } from './outbox.ts';
import { backoff } from './transports/circuit-breaker.ts';
import type { Mail, Outcome } from './transports/transport.ts';
import { noteAccepted, recordRefusal } from './undeliverable.ts';

const batchSize = 10;
const patience = { after: 96 * hour, attempts: 40 };

/** A trouble that lasts longer, in milliseconds, is told. */
const passing = 2 * minute;

/**
 * One pass over what is due. Called during a pass, it waits for that one. Any number of servers may send: each mail is
 * leased to one.
 */
export function send(ctx: Context): Promise<Pass> {
  const { worker } = ctx.resources.mailer;
  worker.pass ??= run(ctx).finally(() => {
    worker.pass = null;
  });
  return worker.pass;
}

/** Finishes what is under way, and begins nothing more. */
export async function stop({ resources }: Context): Promise<void> {
  const { worker, transport } = resources.mailer;
  worker.isStopped = true;
  await Promise.all([worker.pass, worker.bulk]);
  transport.close?.();
}

/** Since when nothing has been accepted, and why, once that is no passing trouble. */
export function outage({ clock, resources }: Context): Outage | null {
  const { outage } = resources.mailer.worker;
  return outage && clock.now().getTime() - outage.since.getTime() >= passing ? outage : null;
}

async function run(ctx: Context): Promise<Pass> {
  const { worker } = ctx.resources.mailer;
  while (!worker.isStopped && worker.breaker.allows()) {
    const lease = randomUUID();
    // After a failure a single mail tries whether the other side is back, and the others stay untouched.
    const isProbe = worker.breaker.isHalfOpen();
    // What nobody can open is not tried: whoever sealed it sends it.
    await assertKeysKnown(ctx);
    const batch = await claim(ctx, lease, isProbe ? 1 : batchSize, isProbe);
    if (batch.length === 0) break;
    const settled = await Promise.allSettled(batch.map((row) => attempt(ctx, row, lease)));
    const outcomes = settled.flatMap((one) => (one.status === 'fulfilled' && one.value ? [one.value] : []));
    learn(ctx, outcomes);
    const broken = settled.find((one) => one.status === 'rejected');
    if (broken) throw broken.reason;
  }
  const { givenUp } = worker;
  worker.givenUp = 0;
  return { givenUp };
}

/** What these outcomes tell of the other side. */
export function learn(ctx: Context, outcomes: readonly Outcome[]): void {
  const { worker } = ctx.resources.mailer;
  worker.breaker.learn(outcomes);
  worker.outage = outageAfter(ctx, outcomes);
}

function outageAfter({ clock, resources }: Context, outcomes: readonly Outcome[]): Outage | null {
  const { outage } = resources.mailer.worker;
  if (outcomes.length === 0) return outage;
  const problems = outcomes.map((outcome) =>
    typeof outcome === 'string' || 'refused' in outcome ? null : 'retry' in outcome ? outcome.retry : outcome.uncertain,
  );
  const [problem] = problems;
  return problem && problems.every(Boolean) ? (outage ?? { since: clock.now(), problem }) : null;
}

/** Sends a leased mail, outside of any transaction, and records what became of it. */
async function attempt(ctx: Context, row: OutgoingMailRow, lease: string): Promise<Outcome | undefined> {
  const { transport } = ctx.resources.mailer;
  const begun = ctx.clock.now();
  if (row.uncertain_since && begun.getTime() - Date.parse(row.uncertain_since) >= transport.recognises) {
    await giveUp(ctx, row, lease, 'uncertain');
    return undefined;
  }
  const content = await open(ctx, row);
  if (content === undefined) {
    await giveUp(ctx, row, lease, 'unreadable');
    return undefined;
  }
  if (content === null) {
    await recordFailed(ctx, row.id, lease, 'cancelled');
    return undefined;
  }
  const mail = JSON.parse(content) as Mail;
  const outcome = await transport.send(mail);
  if (outcome === 'sent') {
    // One commit does for both, and a pass ends with neither under way.
    await persist(async () => {
      const recorded = await Promise.allSettled([recordSent(ctx, row.id), noteAccepted(ctx, mail.to)]);
      for (const one of recorded) if (one.status === 'rejected') throw one.reason;
    });
  } else if ('refused' in outcome) await refuse(ctx, row, lease, mail, outcome.refused);
  else await tryLater(ctx, row, lease, outcome, begun);
  return outcome;
}

/** Null when its own key is gone, undefined when it is damaged. */
async function open(ctx: Context, { id, content_sealed }: OutgoingMailRow): Promise<string | null | undefined> {
  try {
    return await openUnderAnyKey(ctx, content_sealed ?? '', contentOf(id));
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}

/** As one: a notice that was refused by an address that seems to be there would be written again. */
async function refuse(ctx: Context, row: OutgoingMailRow, lease: string, mail: Mail, problem: string): Promise<void> {
  await transaction(ctx, async (ctx) => {
    const isOurs = await giveUp(ctx, row, lease, problem);
    // Of one under a key of its own nothing may be left that tells whose it is, nor of one that was erased meanwhile.
    const isNamed = isOurs && row.recipient_index !== null;
    if (isNamed) await recordRefusal(ctx, { address: mail.to, mailId: mail.id, problem });
  });
}

async function tryLater(
  ctx: Context,
  row: OutgoingMailRow,
  lease: string,
  outcome: Exclude<Outcome, 'sent' | { refused: string }>,
  begun: Date,
): Promise<void> {
  const now = ctx.clock.now();
  const attempts = row.attempts + 1;
  const failingFor = now.getTime() - Date.parse(row.attempted_at ?? begun.toISOString());
  if ('retry' in outcome && isBeyondPatience({ attempts, failingFor })) {
    await giveUp(ctx, row, lease, outcome.retry);
    return;
  }
  await postpone(ctx, row.id, lease, {
    attempts,
    problem: 'retry' in outcome ? outcome.retry : outcome.uncertain,
    next_attempt_at: after(now, pauseBefore(attempts, outcome)).toISOString(),
    uncertain_since: row.uncertain_since ?? ('uncertain' in outcome ? begun.toISOString() : null),
  });
}

async function giveUp(ctx: Context, { id }: OutgoingMailRow, lease: string, problem: string): Promise<boolean> {
  const isOurs = await recordFailed(ctx, id, lease, problem);
  if (isOurs) ctx.resources.mailer.worker.givenUp += 1;
  return isOurs;
}

/** A mail dies of failures alone when it has failed for this long and this often, so that no outage kills it. */
export function isBeyondPatience({ attempts, failingFor }: { attempts: number; failingFor: number }): boolean {
  return attempts >= patience.attempts && failingFor >= patience.after;
}

/** When to try again what was not accepted. */
export function pauseBefore(attempts: number, outcome: Outcome): number {
  const asked = typeof outcome === 'object' && 'retry' in outcome ? outcome.after : undefined;
  const random = Math.random();
  return asked === undefined ? backoff(attempts, random) : Math.max(asked, 1_000) * (1 + random / 2);
}

/** What has been sent must not be sent again because the database was locked or its disk full for a moment. */
export async function persist(record: () => Promise<void>): Promise<void> {
  for (let left = 40; left > 0; left -= 1) {
    try {
      return await record();
    } catch {
      await setTimeout(500);
    }
  }
  return record();
}
