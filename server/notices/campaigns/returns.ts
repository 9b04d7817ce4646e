import type { ExpressionBuilder } from 'kysely';
import type { Context } from '../../context.ts';
import type { CampaignRow, Schema } from '../../db/schema.ts';
import type { Subject } from '../../subject.ts';
import { audiences } from '../audience.ts';
import { draftsIn } from '../notice-emails.ts';
import { putDown } from './concerned.ts';
import {
  contactOf,
  digestsOf,
  inBatch,
  isNobodys,
  isOfAccounts,
  mayBeOut,
  type Reason,
  reasons,
} from './recipients.ts';
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
    .where((row) => row.or([row('digest', 'in', digestsOf(ctx, email)), isOfAccounts([accountId])]))
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
  const waiting = rows.filter(({ isOut }) => !isOut).map(({ campaign }) => campaign);
  const open = () =>
    ctx.db
      .selectFrom('campaign')
      .select('id')
      .where('stopped_at', 'is', null)
      .where((row) =>
        // What waited when they left may have been set aside for staff.
        row.or([row('completed_at', 'is', null), row('completed_at', '>=', at), row('id', 'in', [0, ...waiting])]),
      )
      .orderBy('id')
      .execute();
  const campaigns = new Set([...(await open()).map(({ id }) => id), ...rows.map(({ campaign }) => campaign)]);
  // Before any of their rows, and in one order, as whoever takes them back does.
  for (const id of [...campaigns].toSorted((one, other) => one - other)) await lockCampaign(ctx, id);
  for (const row of rows) await restoreRow(ctx, row);
  const ids: Readonly<Record<Reason, readonly string[]>> = {
    contract: [who.accountId],
    'legal-contact': [contactOf(who.accountId)],
    account: [who.accountId],
    subscribed: who.subscriberIds,
  };
  // Also what was begun while that waited.
  for (const { id } of await open())
    for (const reason of reasons) if (ids[reason].length > 0) await putBack(ctx, id, reason, ids[reason]);
}

async function restoreRow({ db }: Context, row: KeptRecipients['rows'][number]): Promise<void> {
  const { campaign, recipient, reason, digest, problem, isOut } = row;
  const theirs = (one: ExpressionBuilder<Schema, 'notice_recipient'>) =>
    // Those without a digest are few: nobody goes through all recipients for one.
    one.and([one.and({ campaign, recipient, reason }), one('digest', 'is', null)]);
  const found = await db.selectFrom('notice_recipient').select('problem').where(theirs).executeTakeFirst();
  // What waited went with the account, or has waited on, as a contact's.
  if (!found) return;
  const isLeftOut = problem === null && found.problem === 'cancelled';
  if (isLeftOut && !isOut) {
    await db.deleteFrom('notice_recipient').where(theirs).execute();
    return;
  }
  await db
    .updateTable('notice_recipient')
    .set({ digest, ...(isLeftOut && { problem: 'uncertain' }) })
    .where(theirs)
    .where(isNobodys(campaign, digest))
    .execute();
}

async function putBack(ctx: Context, id: number, reason: Reason, ids: readonly string[]): Promise<void> {
  const campaign: CampaignRow | undefined = await lockCampaign(ctx, id);
  if (!campaign || campaign.stopped_at !== null || !(reason in draftsIn(campaign))) return;
  const people = await audiences[reason].among(ctx, campaign, ids);
  if (people.length > 0) await putDown(ctx, campaign, { reason, people });
}
