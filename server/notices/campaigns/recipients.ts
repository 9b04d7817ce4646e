import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import { before } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';
import type { CampaignRow, NoticeRecipientRow, Schema } from '../../db/schema.ts';
import { covered } from '../../legal-holds/coverage.ts';
import { isNotice } from '../../mail/retention.ts';
import { addBatch } from './batches.ts';

/** Why somebody is told. One who is told for several reasons gets the mail of the first of these. */
export const reasons = ['contract', 'legal-contact', 'account', 'subscribed'] as const;
export type Reason = (typeof reasons)[number];

/** What the contact for legal notices has behind the id of the account: both may be recipients of one campaign. */
const contactMark = '-contact';

/** The contact for legal notices that an account names, as a recipient. */
export function contactOf(accountId: string): string {
  return `${accountId}${contactMark}`;
}

/** The account that a recipient is, or that names it as its contact. */
export function accountOf(recipient: string): string {
  return recipient.endsWith(contactMark) ? recipient.slice(0, -contactMark.length) : recipient;
}

/** Each recipient that is an account or its contact. */
export function recipientsOf(accountIds: readonly string[]): string[] {
  return accountIds.flatMap((id) => [id, contactOf(id)]);
}

/** Somebody who is to be told, by the id of the row in which the address stands. */
export interface Candidate {
  readonly id: string;
  readonly address_index: string;
  /** Throws where the address is damaged. */
  readonly open: () => string;
}

/** What became of a recipient who got no mail and never will by itself. */
export type RecipientProblem =
  /** Unsubscribed, objected or gone before it went out. */
  | 'cancelled'
  /** The address was not there. */
  | 'withheld'
  | 'unreadable'
  | (string & {});

/** How recipients end that nobody has to deal with. */
export const settledProblems = ['cancelled', 'withheld', 'complained'];

/** Whose address is not there: told once it is. */
export const missedProblems = ['withheld', 'address-refused', 'address-invalid', 'bounced'];

/** Half of those of a keyed digest: 128 bits. */
const hexDigits = 32;

/** An address as a recipient's row names it: of the keyed digest (`blindIndex`), as much as tells people apart. */
export function shortDigest(addressIndex: string): string {
  return addressIndex.slice(0, addressIndex.indexOf(':') + 1 + hexDigits);
}

/** The same of a column: the digest is 64 digits long. */
export function shortDigestOf(addressIndex: Expression<string>) {
  return sql<string>`substr(${addressIndex}, 1, length(${addressIndex}) - ${sql.lit(hexDigits)})`;
}

export function digestsOf(ctx: Context, address: string): string[] {
  return ctx.crypto.blindIndex.indexes(address).map(shortDigest);
}

/** Under the campaign's own key, so that an address whose index is of another is one person all the same. */
export function digestFor(ctx: Context, { key_id }: Pick<CampaignRow, 'key_id'>, person: Candidate): string {
  if (person.address_index.startsWith(`${key_id}:`)) return shortDigest(person.address_index);
  try {
    const digest = digestsOf(ctx, person.open()).find((one) => one.startsWith(`${key_id}:`));
    return digest ?? shortDigest(person.address_index);
  } catch {
    return shortDigest(person.address_index);
  }
}

/** The id of the mail to a recipient, the same each time (UUID version 8, RFC 9562). */
export function mailIdOf({ campaign, recipient }: Pick<NoticeRecipientRow, 'campaign' | 'recipient'>): string {
  const hex = hash('sha256', `${campaign}/${recipient}`);
  return [hex.slice(0, 8), hex.slice(8, 12), `8${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join(
    '-',
  );
}

/** Puts people down as recipients, in batches of so many; who is one already is not another. */
export async function addRecipients(
  ctx: Context,
  campaign: Pick<CampaignRow, 'id' | 'key_id' | 'next_batch'>,
  { reason, people, most }: { reason: Reason; people: readonly Candidate[]; most: number },
): Promise<{ readonly next_batch: number; readonly added: number }> {
  let number = campaign.next_batch;
  let count = 0;
  for (let at = 0; at < people.length; at += most) {
    const rows = people.slice(at, at + most).map((person) => ({
      ...{ campaign: campaign.id, batch: number, reason, recipient: person.id },
      digest: digestFor(ctx, campaign, person),
    }));
    const added = await ctx.db
      .insertInto('notice_recipient')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['digest', 'campaign']).doNothing())
      .executeTakeFirst();
    // SQLite answers without ever letting the server turn to its visitors.
    await setImmediate();
    if ((added.numInsertedOrUpdatedRows ?? 0n) === 0n) continue;
    count += Number(added.numInsertedOrUpdatedRows);
    await addBatch(ctx, { campaign: campaign.id, number });
    number += 1;
  }
  return { next_batch: number, added: count };
}

/** Whether the mail went out, or may have: for queries that join a recipient's batch. */
export function isTold({
  eb,
  and,
  or,
}: ExpressionBuilder<Schema, 'notice_recipient' | 'campaign_batch'>): Expression<boolean> {
  return and([
    or([eb('notice_recipient.problem', 'is', null), eb('notice_recipient.problem', '=', 'complained')]),
    or([
      eb('campaign_batch.accepted_at', 'is not', null),
      eb('campaign_batch.leased_until', 'is not', null),
      eb('campaign_batch.uncertain_since', 'is not', null),
    ]),
  ]) as Expression<boolean>;
}

/** The recipients of these campaigns who are among these digests and were told: with the campaign. */
export async function toldIn(
  { db }: Context,
  campaigns: readonly number[],
  digests: readonly string[],
): Promise<{ digest: string | null; campaign: number }[]> {
  if (campaigns.length === 0 || digests.length === 0) return [];
  return await db
    .selectFrom('notice_recipient')
    .innerJoin('campaign_batch', (join) =>
      join
        .onRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
        .onRef('campaign_batch.number', '=', 'notice_recipient.batch'),
    )
    .select(['notice_recipient.digest', 'notice_recipient.campaign'])
    .where('notice_recipient.digest', 'in', digests)
    .where('notice_recipient.campaign', 'in', campaigns)
    .where(isTold)
    .execute();
}

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
  return db.deleteFrom('notice_recipient').where((row) =>
    row.not(
      row.exists((batch) =>
        batch
          .selectFrom('campaign_batch')
          .select('campaign_batch.id')
          .whereRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
          .whereRef('campaign_batch.number', '=', 'notice_recipient.batch')
          .where((eb) =>
            eb.or([
              eb('campaign_batch.accepted_at', 'is not', null),
              eb('campaign_batch.leased_until', 'is not', null),
              eb('campaign_batch.uncertain_since', 'is not', null),
            ]),
          ),
      ),
    ),
  );
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
    .where('recipient', 'in', recipientsOf([accountId]))
    // As the index has it: nobody goes through all subscribers for one account.
    .where(sql<SqlBool>`reason != 'subscribed'`)
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
          row.exists((batch) =>
            batch
              .selectFrom('campaign_batch')
              .select('campaign_batch.id')
              .whereRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
              .whereRef('campaign_batch.number', '=', 'notice_recipient.batch')
              .where('campaign_batch.accepted_at', 'is', null)
              .where('campaign_batch.failed_at', 'is', null),
          ),
        ),
      ]),
    );
}

/** Whose contacts waited, and whose accounts are gone: nobody will be told in their place by this campaign. */
export async function forgetContacts({ db }: Context, campaign: number): Promise<void> {
  await db
    .updateTable('notice_recipient')
    .set({ digest: null })
    .where('campaign', '=', campaign)
    .where('reason', '=', 'legal-contact')
    .where('recipient', 'not in', (accounts) =>
      accounts
        .selectFrom('account')
        .select(({ ref }) => sql<string>`${ref('id')} || ${sql.lit(contactMark)}`.as('contact')),
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
    .where((row) =>
      row.not(
        row.exists((known) =>
          known
            .selectFrom('notice_recipient as known')
            .select('known.campaign')
            .where('known.campaign', '=', campaign)
            .where('known.digest', '=', to),
        ),
      ),
    )
    .executeTakeFirst();
  return moved.numUpdatedRows > 0n;
}

/** Recipients with their campaign, the batch in which their mail went, and how they were told otherwise. */
export function recipientsWithFate({ db }: Context) {
  return db
    .selectFrom('notice_recipient')
    .innerJoin('campaign', 'campaign.id', 'notice_recipient.campaign')
    .innerJoin('campaign_batch', (join) =>
      join
        .onRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
        .onRef('campaign_batch.number', '=', 'notice_recipient.batch'),
    )
    .leftJoin('notice_other_means', (join) =>
      join
        .onRef('notice_other_means.campaign', '=', 'notice_recipient.campaign')
        .onRef('notice_other_means.recipient', '=', 'notice_recipient.recipient'),
    );
}

/** What was sent to an address, for its holder. */
export async function recipientsAt(ctx: Context, address: string) {
  const rows = await recipientsWithFate(ctx)
    .select(['campaign.document', 'campaign.version', 'campaign.kind', 'notice_recipient.reason'])
    .select(['notice_recipient.recipient', 'campaign_batch.accepted_at', 'notice_recipient.delivered_at'])
    .select(['notice_recipient.problem', 'notice_recipient.problem_at'])
    .select(['notice_other_means.means', 'notice_other_means.told_on'])
    .where('notice_recipient.digest', 'in', digestsOf(ctx, address))
    .orderBy('campaign.begun_at')
    .execute();
  return rows.map((row) => ({ ...row, recipient: accountOf(row.recipient) }));
}

/** So many are erased in one transaction. */
const swept = 1_000;

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
    let last = await ctx.db
      .selectFrom('campaign_batch')
      .select(({ fn }) => fn.min('number').as('number'))
      .where('campaign', '=', id)
      .executeTakeFirst();
    while (last?.number != null && !signal?.aborted) {
      const upTo = Number(last.number) + swept / 10;
      await ctx.db
        .deleteFrom('notice_recipient')
        .where('campaign', '=', id)
        .where('batch', '<', upTo)
        .where('recipient', 'not in', ['-', ...recipientsOf(about)])
        .execute();
      await ctx.db
        .deleteFrom('campaign_batch')
        .where('campaign', '=', id)
        .where('number', '<', upTo)
        .where((row) =>
          row.not(
            row.exists((held) =>
              held
                .selectFrom('notice_recipient')
                .select('notice_recipient.batch')
                .where('notice_recipient.campaign', '=', id)
                .whereRef('notice_recipient.batch', '=', 'campaign_batch.number'),
            ),
          ),
        )
        .execute();
      last = await ctx.db
        .selectFrom('campaign_batch')
        .select(({ fn }) => fn.min('number').as('number'))
        .where('campaign', '=', id)
        .where('number', '>=', upTo)
        .executeTakeFirst();
    }
  }
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
