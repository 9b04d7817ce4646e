import { randomUUID } from 'node:crypto';
import { after } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import type { CampaignBatchRow } from '../../db/schema.ts';
import type { Pass } from '../../mail/mailer.ts';
import type { Outcome } from '../../mail/transports/transport.ts';
import { recordRefusal } from '../../mail/undeliverable.ts';
import { isBeyondPatience, learn, pauseBefore, persist, send as sendOutbox } from '../../mail/worker.ts';
import { forgetGone } from './addresses.ts';
import { exclude, type Member, membersOf } from './batch-members.ts';
import {
  accept,
  addBatch,
  claim,
  complete,
  countOf,
  free,
  freeDatedAhead,
  leased,
  newBatch,
  setAside,
} from './batches.ts';
import { lockCampaign } from './records.ts';

/**
 * Sends what is due: the outbox first, for people wait for its mails, and then notices, batch after batch, looking at the
 * outbox again between them. Called during a pass, it waits for that one. Any number of servers may send: each batch is
 * leased to one.
 */
export function send(ctx: Context): Promise<Pass> {
  const { worker } = ctx.resources.mailer;
  worker.bulk ??= run(ctx).finally(() => {
    worker.bulk = null;
  });
  return worker.bulk;
}

async function run(ctx: Context): Promise<Pass> {
  const { worker, transport } = ctx.resources.mailer;
  let { givenUp } = await sendOutbox(ctx);
  await freeDatedAhead(ctx);
  const underWay = new Set<Promise<void>>();
  const heard: Outcome[] = [];
  const broken: unknown[] = [];
  try {
    while (broken.length === 0) {
      // Where one fails, those that are under way with it tell whether all do.
      if (heard.some(isAnswered) || underWay.size === 0) learn(ctx, heard.splice(0));
      // After a failure a single batch tries whether the other side is back, and the others stay untouched.
      const isProbe = worker.breaker.isHalfOpen();
      const most = (isProbe ? 1 : transport.bulk.parallel) - underWay.size;
      if (heard.length === 0 && most > 0 && !worker.isStopped && worker.breaker.allows()) {
        const lease = randomUUID();
        for (const batch of await claim(ctx, lease, most, isProbe)) follow(attempt(ctx, batch, lease));
      }
      if (underWay.size === 0) break;
      await Promise.race(underWay);
      // Read before, the sum would miss what those under way add meanwhile.
      const outbox = await sendOutbox(ctx);
      givenUp += outbox.givenUp;
    }
  } finally {
    await Promise.all(underWay);
    learn(ctx, heard);
  }
  if (broken.length > 0) throw broken[0];
  await complete(ctx);
  return { givenUp };

  function follow(attempted: ReturnType<typeof attempt>): void {
    const followed = attempted
      .then(
        (done) => {
          heard.push(...done.outcomes);
          givenUp += done.givenUp;
        },
        (reason: unknown) => void broken.push(reason),
      )
      .finally(() => underWay.delete(followed));
    underWay.add(followed);
  }
}

/** Sends a leased batch, outside of any transaction, and records what became of it. */
async function attempt(ctx: Context, batch: CampaignBatchRow, lease: string) {
  const { bulk } = ctx.resources.mailer.transport;
  const begun = ctx.clock.now();
  if (batch.uncertain_since && begun.getTime() - Date.parse(batch.uncertain_since) >= bulk.recognises) {
    const givenUp = await setAside(ctx, batch, lease, 'uncertain');
    await forgetGone(ctx, batch.campaign, batch.number);
    return { outcomes: [], givenUp };
  }
  const { members, setAside: alone } = await membersOf(ctx, batch);
  if (members.length === 0) {
    await accept(ctx, batch);
    return { outcomes: [], givenUp: alone };
  }
  const mails = members.map(({ mail }) => mail);
  const outcomes = await bulk.send(mails, batch.id);
  let givenUp = 0;
  await persist(async () => {
    givenUp = await transaction(ctx, (ctx) => record(ctx, batch, { lease, begun, members, outcomes }));
  });
  return { outcomes, givenUp: givenUp + alone };
}

function isAnswered(outcome: Outcome): boolean {
  return outcome === 'sent' || 'refused' in outcome;
}

interface Attempted {
  readonly lease: string;
  readonly begun: Date;
  readonly members: readonly Member[];
  readonly outcomes: readonly Outcome[];
}

/** Each by itself: what was not accepted goes on as a batch of its own. Says how many nobody will get by itself. */
async function record(ctx: Context, batch: CampaignBatchRow, attempted: Attempted): Promise<number> {
  const { members, outcomes } = attempted;
  const ended = members.flatMap(({ recipient, mail }, at) => {
    const outcome = outcomes[at];
    return typeof outcome === 'object' && 'refused' in outcome ? [{ recipient, mail, problem: outcome.refused }] : [];
  });
  const left = members.flatMap(({ recipient }, at) => {
    const outcome = outcomes[at] ?? { uncertain: 'unanswered' };
    return outcome !== 'sent' && !('refused' in outcome) ? [{ recipient, outcome }] : [];
  });
  await exclude(ctx, batch, ended);
  for (const { mail, problem } of ended) await recordRefusal(ctx, { address: mail.to, mailId: mail.id, problem });

  let givenUp = ended.length;
  const kinds = [
    left.filter(({ outcome }) => 'retry' in outcome),
    left.filter(({ outcome }) => 'uncertain' in outcome),
  ];
  const isWhole = left.length === members.length && kinds.some((kind) => kind.length === left.length);
  if (!isWhole) await accept(ctx, batch);
  for (const some of kinds) {
    const [first] = some;
    if (!first) continue;
    givenUp += await tryLater(ctx, batch, attempted, {
      outcome: first.outcome,
      recipients: isWhole ? null : some.map(({ recipient }) => recipient),
    });
  }
  return givenUp;
}

/** `recipients` alone, as a batch of their own, or the whole batch. */
async function tryLater(
  ctx: Context,
  batch: CampaignBatchRow,
  { lease, begun }: Attempted,
  { outcome, recipients }: { outcome: Exclude<Outcome, 'sent'>; recipients: readonly string[] | null },
): Promise<number> {
  const now = ctx.clock.now();
  const attempts = batch.attempts + 1;
  const failingFor = now.getTime() - Date.parse(batch.attempted_at ?? begun.toISOString());
  const isUncertain = 'uncertain' in outcome;
  const problem = 'uncertain' in outcome ? outcome.uncertain : 'retry' in outcome ? outcome.retry : outcome.refused;
  const isOver = !isUncertain && isBeyondPatience({ attempts, failingFor });
  const change = {
    attempts,
    problem,
    next_attempt_at: after(now, pauseBefore(attempts, outcome)).toISOString(),
    uncertain_since: batch.uncertain_since ?? (isUncertain ? begun.toISOString() : null),
    ...(isOver && { failed_at: now.toISOString() }),
  };
  if (recipients) {
    // Taken back meanwhile, with all that waited then.
    const isOff = (await lockCampaign(ctx, batch.campaign))?.stopped_at !== null;
    const number = await newBatch(ctx, batch.campaign);
    // What was uncertain before is settled: the batch that it was a part of has been answered.
    const uncertain_since = isUncertain ? begun.toISOString() : null;
    await addBatch(ctx, {
      campaign: batch.campaign,
      number,
      ...change,
      ...(isOff && { failed_at: now.toISOString(), problem: 'cancelled' }),
      uncertain_since,
      attempted_at: batch.attempted_at,
    });
    await ctx.db
      .updateTable('notice_recipient')
      .set({ batch: number })
      .where('campaign', '=', batch.campaign)
      .where('batch', '=', batch.number)
      .where('recipient', 'in', recipients)
      .execute();
    return isOver ? recipients.length : 0;
  }
  const ours = await leased(ctx, batch, lease)
    .set({ ...free, ...change })
    .executeTakeFirst();
  return isOver && ours.numUpdatedRows > 0n ? await countOf(ctx, batch) : 0;
}
