import { type ExpressionBuilder, sql } from 'kysely';
import type { Context } from '../../context.ts';
import type { Schema } from '../../db/schema.ts';
import { digestsOf, isNobodys, isOfAccounts, mayBeOut, type Reason, reasons, toldIn } from './recipients.ts';

/** Takes back what has not gone out to an address: of one document, by its names, or of all. */
export async function cancelRecipients(
  ctx: Context,
  address: string,
  reason: Reason,
  documents?: readonly string[],
): Promise<void> {
  await notUnderWay(ctx)
    .where('digest', 'in', digestsOf(ctx, address))
    .where('reason', '=', reason)
    .where('campaign', 'in', (campaigns) =>
      campaigns
        .selectFrom('campaign')
        .select('id')
        .$if(documents !== undefined, (query) => query.where('document', 'in', documents ?? [])),
    )
    .execute();
}

/** To take back what nobody got, and nobody may have got. */
function notUnderWay({ db }: Context) {
  return db
    .deleteFrom('notice_recipient')
    .where((row) => row.not(row.exists(batchOf(row).where((batch) => mayBeOut(batch)))));
}

function batchOf(row: ExpressionBuilder<Schema, 'notice_recipient'>) {
  return row
    .selectFrom('campaign_batch')
    .select('campaign_batch.id')
    .whereRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
    .whereRef('campaign_batch.number', '=', 'notice_recipient.batch');
}

/**
 * Takes back what has not gone out to an address, and leaves of the rest nothing that tells whose it is. Of whose business
 * it is the contact, that stays owed to.
 */
export async function forgetRecipients(ctx: Context, address: string): Promise<void> {
  for (const reason of reasons) if (reason !== 'legal-contact') await cancelRecipients(ctx, address, reason);
  await forgetDigests(ctx).where('digest', 'in', digestsOf(ctx, address)).execute();
}

/** The same of an account, also where its notices went to its contact for legal notices. */
export async function forgetAccount(ctx: Context, accountId: string): Promise<void> {
  await forgetDigests(ctx)
    .where(isOfAccounts([accountId]))
    .execute();
}

/** A contact whose mail is still to go is known until then: others may have the same (see `contact-changes.ts`). */
function forgetDigests({ db }: Context) {
  return db
    .updateTable('notice_recipient')
    .set({ digest: null })
    .where((row) =>
      row.or([
        row('reason', '!=', 'legal-contact'),
        row.not(
          row.exists(
            batchOf(row).where('campaign_batch.accepted_at', 'is', null).where('campaign_batch.failed_at', 'is', null),
          ),
        ),
      ]),
    );
}

/**
 * Whose accounts are gone, of a campaign or of one batch: themselves, where they were put down at that moment, and their
 * contacts that waited. Nobody will be told in their place.
 */
export async function forgetGone({ db }: Context, campaign: number, batch?: number): Promise<void> {
  await db
    .updateTable('notice_recipient')
    .set({ digest: null })
    .where('campaign', '=', campaign)
    .$if(batch !== undefined, (query) => query.where('batch', '=', batch ?? 0))
    .where('reason', '!=', 'subscribed')
    .where((row) =>
      row.not(
        row.exists((accounts) =>
          accounts
            .selectFrom('account')
            .select('account.id')
            // As long as each id is.
            .where('account.id', '=', sql<string>`substr(notice_recipient.recipient, 1, 36)`),
        ),
      ),
    )
    .execute();
}

/**
 * What stands under one address stands under the other from now on; whoever has a row there too keeps one, and gets one
 * mail. A contact is whom a business names, whatever becomes of an account of theirs.
 */
export async function followRecipients(ctx: Context, from: string, to: string): Promise<void> {
  const rows = await ctx.db
    .selectFrom('notice_recipient')
    .innerJoin('campaign', 'campaign.id', 'notice_recipient.campaign')
    .select(['campaign.id', 'campaign.key_id', 'notice_recipient.digest', 'notice_recipient.reason'])
    .where('digest', 'in', digestsOf(ctx, from))
    .where('reason', '!=', 'legal-contact')
    .execute();
  for (const { id, key_id, digest, reason } of rows) {
    const theirs = digestsOf(ctx, to).find((one) => one.startsWith(`${key_id}:`)) ?? digestsOf(ctx, to)[0] ?? '';
    if (digest === null || (await moveDigest(ctx, id, digest, theirs))) continue;
    const drop = (one: string) =>
      notUnderWay(ctx).where('campaign', '=', id).where('digest', '=', one).executeTakeFirst();
    // What is owed to them goes before what they asked for.
    if (reason !== 'subscribed' && (await drop(theirs)).numDeletedRows > 0n) await moveDigest(ctx, id, digest, theirs);
    else if (reason === 'subscribed' || (await toldIn(ctx, [id], [theirs])).length > 0) await drop(digest);
  }
}

/** False where the other address is of a recipient already: one person, one mail. */
export async function moveDigest({ db }: Context, campaign: number, from: string, to: string): Promise<boolean> {
  const moved = await db
    .updateTable('notice_recipient')
    .set({ digest: to })
    .where('campaign', '=', campaign)
    .where('digest', '=', from)
    .where(isNobodys(campaign, to))
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}
