import type { Context } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import type { Subject } from '../../subject.ts';
import { audiences } from '../audience.ts';
import type { Drafts } from '../notice-emails.ts';
import { putDown } from './concerned.ts';
import { contactOf, digestsOf, inBatch, mayBeOut, type Reason, reasons, recipientsOf } from './recipients.ts';
import { lockCampaign } from './records.ts';

/** What somebody whose account is deleted was told, or was to be: for an undo. */
export interface KeptRecipients {
  readonly at: string;
  readonly rows: readonly {
    readonly campaign: number;
    readonly recipient: string;
    readonly reason: string;
    readonly digest: string;
    readonly problem: string | null;
    /** The mail went out, or may have. */
    readonly isOut: boolean;
  }[];
}

export async function recipientsToKeep(ctx: Context, { accountId, email }: Subject): Promise<KeptRecipients> {
  const rows = await ctx.db
    .selectFrom('notice_recipient')
    .innerJoin('campaign_batch', inBatch)
    .select(['notice_recipient.campaign', 'recipient', 'reason', 'digest', 'notice_recipient.problem'])
    .select((row) => row.case().when(mayBeOut(row)).then(1).else(0).end().as('is_out'))
    .where((row) =>
      row.or([row('digest', 'in', digestsOf(ctx, email)), row('recipient', 'in', recipientsOf([accountId]))]),
    )
    .execute();
  const kept = rows.flatMap(({ digest, is_out, ...row }) =>
    digest === null ? [] : [{ ...row, digest, isOut: Number(is_out) === 1 }],
  );
  return { at: ctx.clock.now().toISOString(), rows: kept };
}

/**
 * Whoever is back is known again as told of what they were told, and is told of the rest as everybody else is or was
 * meanwhile. What may have gone out to them, and nobody knows, is for staff.
 */
export async function restoreRecipients(
  ctx: Context,
  { at, rows }: KeptRecipients,
  who: { readonly accountId: string; readonly subscriberIds: readonly string[] },
): Promise<void> {
  for (const row of rows) await restoreRow(ctx, row);
  const open = await ctx.db
    .selectFrom('campaign')
    .select('id')
    .where('stopped_at', 'is', null)
    .where((row) => row.or([row('completed_at', 'is', null), row('completed_at', '>=', at)]))
    .orderBy('id')
    .execute();
  const ids: Readonly<Record<Reason, readonly string[]>> = {
    contract: [who.accountId],
    'legal-contact': [contactOf(who.accountId)],
    account: [who.accountId],
    subscribed: who.subscriberIds,
  };
  for (const { id } of open)
    for (const reason of reasons) if (ids[reason].length > 0) await putBack(ctx, id, reason, ids[reason]);
}

async function restoreRow({ db }: Context, row: KeptRecipients['rows'][number]): Promise<void> {
  const { campaign, recipient, reason, digest, problem, isOut } = row;
  const theirs = { campaign, recipient, reason };
  const found = await db
    .selectFrom('notice_recipient')
    .select(['digest', 'problem'])
    .where((one) => one.and(theirs))
    .executeTakeFirst();
  // What waited went with the account, or has waited on, as a contact's.
  if (!found || found.digest !== null) return;
  const isLeftOut = problem === null && found.problem === 'cancelled';
  if (isLeftOut && !isOut) {
    await db
      .deleteFrom('notice_recipient')
      .where((one) => one.and(theirs))
      .execute();
    return;
  }
  await db
    .updateTable('notice_recipient')
    .set({ digest, ...(isLeftOut && { problem: 'uncertain' }) })
    .where((one) => one.and(theirs))
    .where((one) =>
      one.not(
        one.exists((known) =>
          known
            .selectFrom('notice_recipient as known')
            .select('known.campaign')
            .where('known.campaign', '=', campaign)
            .where('known.digest', '=', digest),
        ),
      ),
    )
    .execute();
}

async function putBack(ctx: Context, id: number, reason: Reason, ids: readonly string[]): Promise<void> {
  const campaign: CampaignRow | undefined = await lockCampaign(ctx, id);
  if (!campaign || !(reason in (JSON.parse(campaign.mails) as Drafts))) return;
  const people = await audiences[reason].among(ctx, campaign, ids);
  const added = people.length === 0 ? 0 : await putDown(ctx, campaign, { reason, people, cursor: campaign.cursor });
  if (added > 0) await ctx.db.updateTable('campaign').set({ completed_at: null }).where('id', '=', id).execute();
}
