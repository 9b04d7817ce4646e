import { before } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';
import { covered } from '../../legal-holds/coverage.ts';
import { isNotice } from '../../mail/retention.ts';
import { mailIdOf, recipientsOf } from './recipients.ts';

/** So many batches are erased at a time: a database that is busy with more keeps others waiting. */
const atOnce = 100;

/** Erases who was told what, once the retention schedule lets it go; what a legal hold covers stays. */
export async function eraseOldRecipients(ctx: Context, signal?: AbortSignal): Promise<void> {
  const since = before(ctx.timeSeen.now(), durationOf(ctx.content.retention, 'delivery-log')).toISOString();
  const old = await ctx.db
    .selectFrom('campaign')
    .select('id')
    .where((row) => row.or([row('completed_at', '<', since), row('stopped_at', '<', since)]))
    .execute();
  if (old.length === 0) return;
  const { about } = await covered(ctx);
  for (const { id } of old) {
    let first = await firstBatch(ctx, id, 0);
    while (first !== null && !signal?.aborted) {
      const upTo = first + atOnce;
      await eraseUpTo(ctx, id, { upTo, except: recipientsOf(about) });
      first = await firstBatch(ctx, id, upTo);
    }
  }
}

async function firstBatch({ db }: Context, campaign: number, from: number): Promise<number | null> {
  const { number } = await db
    .selectFrom('campaign_batch')
    .select(({ fn }) => fn.min('number').as('number'))
    .where('campaign', '=', campaign)
    .where('number', '>=', from)
    .executeTakeFirstOrThrow();
  return number === null ? null : Number(number);
}

async function eraseUpTo(
  { db }: Context,
  campaign: number,
  { upTo, except }: { upTo: number; except: readonly string[] },
): Promise<void> {
  await db
    .deleteFrom('notice_recipient')
    .where('campaign', '=', campaign)
    .where('batch', '<', upTo)
    .where('recipient', 'not in', ['-', ...except])
    .execute();
  await db
    .deleteFrom('campaign_batch')
    .where('campaign', '=', campaign)
    .where('number', '<', upTo)
    .where((row) =>
      row.not(
        row.exists((held) =>
          held
            .selectFrom('notice_recipient')
            .select('notice_recipient.batch')
            .where('notice_recipient.campaign', '=', campaign)
            .whereRef('notice_recipient.batch', '=', 'campaign_batch.number'),
        ),
      ),
    )
    .execute();
}

/** Files of the local mailbox whose recipients are forgotten. */
export async function sweepNoticeFiles({ db, resources }: Context): Promise<void> {
  const { mailbox } = resources.mailer;
  const ids = ((await mailbox?.ids()) ?? []).filter(isNotice);
  if (ids.length === 0) return;
  const kept = await db
    .selectFrom('notice_recipient')
    .select(['campaign', 'recipient'])
    .where('digest', 'is not', null)
    .execute();
  const still = new Set(kept.map(mailIdOf));
  await mailbox?.remove(ids.filter((id) => !still.has(id)));
}
