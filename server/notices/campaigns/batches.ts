import type { ExpressionBuilder } from 'kysely';
import { after, day, hour, minute } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { isPostgres } from '../../db/database.ts';
import type { CampaignBatchRow, Schema } from '../../db/schema.ts';

/** Longer than any attempt takes; a batch whose sender was killed is free again after it. */
const leaseTime = 3 * minute;

/** So many recipients of a campaign as go to the other side as one: to be sent by whichever server is first. */
export async function addBatch(
  ctx: Context,
  batch: Pick<CampaignBatchRow, 'campaign' | 'number'> & Partial<CampaignBatchRow>,
): Promise<void> {
  await ctx.db
    .insertInto('campaign_batch')
    .values({
      id: `notice-${batch.campaign}-${batch.number}`,
      attempts: 0,
      next_attempt_at: ctx.clock.now().toISOString(),
      ...batch,
    })
    .execute();
}

/** The number of a batch of its own, for some of another. */
export async function newBatch({ db }: Context, campaign: number): Promise<number> {
  const { next_batch } = await db
    .updateTable('campaign')
    .set((row) => ({ next_batch: row('next_batch', '+', 1) }))
    .where('id', '=', campaign)
    .returning('next_batch')
    .executeTakeFirstOrThrow();
  return next_batch - 1;
}

/** Leases the batches that are due, the earliest first; to probe, rather what has been tried before. */
export async function claim(ctx: Context, lease: string, most: number, isProbe: boolean): Promise<CampaignBatchRow[]> {
  const now = ctx.clock.now();
  const at = now.toISOString();
  return await ctx.db
    .updateTable('campaign_batch')
    .set((row) => ({
      lease,
      leased_until: after(now, leaseTime).toISOString(),
      // A lease that ran out is an attempt of which nobody knows how it ended.
      uncertain_since: row.fn.coalesce('uncertain_since', 'leased_until'),
      attempted_at: row.fn.coalesce('attempted_at', row.val(at)),
    }))
    .where('id', 'in', (batches) =>
      batches
        .selectFrom('campaign_batch')
        .select('id')
        .where('accepted_at', 'is', null)
        .where('failed_at', 'is', null)
        .where('next_attempt_at', '<=', at)
        .where('campaign', 'in', (going) =>
          going.selectFrom('campaign').select('campaign.id').where('held_at', 'is', null).where('sends_at', '<=', at),
        )
        .where((row) => row.or([row('leased_until', 'is', null), row('leased_until', '<=', at)]))
        .$if(isProbe, (query) => query.orderBy('attempts', 'desc'))
        .orderBy('next_attempt_at')
        .orderBy('campaign')
        .orderBy('number')
        .limit(most)
        // SQLite has one writer; in PostgreSQL another sender's claim may be under way.
        .$if(isPostgres(ctx.config.databaseUrl), (query) => query.forUpdate().skipLocked()),
    )
    .returningAll()
    .execute();
}

/** Recorded even when the lease ran out or the campaign was taken back meanwhile: it has been sent. */
export async function accept({ db, clock }: Context, { id }: CampaignBatchRow): Promise<void> {
  await db
    .updateTable('campaign_batch')
    .set((row) => ({
      ...free,
      accepted_at: clock.now().toISOString(),
      attempts: row('attempts', '+', 1),
      uncertain_since: null,
      failed_at: null,
      problem: null,
    }))
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .execute();
}

/** For staff: nobody in it is written to again by itself. */
export async function setAside(ctx: Context, batch: CampaignBatchRow, lease: string, problem: string): Promise<number> {
  const ours = await leased(ctx, batch, lease)
    .set({ ...free, failed_at: ctx.clock.now().toISOString(), problem })
    .executeTakeFirst();
  return ours.numUpdatedRows > 0n ? await countOf(ctx, batch) : 0;
}

/** How many are written to by it. */
export async function countOf(
  { db }: Pick<Context, 'db'>,
  { campaign, number }: Pick<CampaignBatchRow, 'campaign' | 'number'>,
): Promise<number> {
  const { count } = await db
    .selectFrom('notice_recipient')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('campaign', '=', campaign)
    .where('batch', '=', number)
    .where('problem', 'is', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

/** Of a batch that another has leased meanwhile, or that was taken back, nothing is recorded. */
export function leased({ db }: Context, { id }: CampaignBatchRow, lease: string) {
  return db
    .updateTable('campaign_batch')
    .where('id', '=', id)
    .where('lease', '=', lease)
    .where('accepted_at', 'is', null)
    .where('failed_at', 'is', null);
}

export const free = { lease: null, leased_until: null };

/** Campaigns of which nothing waits any more. */
export async function complete({ db, clock }: Context): Promise<void> {
  await db
    .updateTable('campaign')
    .set((row) => ({
      completed_at: clock.now().toISOString(),
      // Whoever is told later, because their address was not there, keeps nobody else's time from running.
      told_at: toldAt(row),
    }))
    .where('enumerated_at', 'is not', null)
    .where('completed_at', 'is', null)
    .where('stopped_at', 'is', null)
    .where((row) =>
      row.not(
        row.exists((waiting) =>
          waiting
            .selectFrom('campaign_batch')
            .select('campaign_batch.id')
            .whereRef('campaign_batch.campaign', '=', 'campaign.id')
            .where('campaign_batch.accepted_at', 'is', null)
            .where('campaign_batch.failed_at', 'is', null),
        ),
      ),
    )
    .execute();
}

/** When the last mail of a campaign had gone out of those that waited at first. */
export function toldAt({ fn }: ExpressionBuilder<Schema, 'campaign'>) {
  return fn.coalesce('told_at', (batches) =>
    batches
      .selectFrom('campaign_batch')
      .select(({ fn }) => fn.max('accepted_at').as('at'))
      .whereRef('campaign_batch.campaign', '=', 'campaign.id'),
  );
}

/** What was to be tried again, or was leased, by a clock that has been set back since would wait for that time. */
export async function freeDatedAhead({ db, clock }: Context): Promise<void> {
  const now = clock.now();
  const waiting = () =>
    db.updateTable('campaign_batch').where('accepted_at', 'is', null).where('failed_at', 'is', null);
  await waiting()
    .set({ next_attempt_at: now.toISOString() })
    .where('next_attempt_at', '>', after(now, day).toISOString())
    .execute();
  await waiting()
    .set({ leased_until: now.toISOString() })
    .where('leased_until', '>', after(now, hour).toISOString())
    .execute();
}
