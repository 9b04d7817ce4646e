import { hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { type Expression, type ExpressionBuilder, type JoinBuilder, type SqlBool, sql } from 'kysely';
import type { Context } from '../../context.ts';
import type { CampaignRow, NoticeRecipientRow, Schema } from '../../db/schema.ts';
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

/**
 * Whether a recipient is one of these accounts, or its contact: as the index has it, for nobody goes through all subscribers
 * for one account.
 */
export function isOfAccounts(accountIds: readonly string[]) {
  const ids = sql.join(['-', ...recipientsOf(accountIds)]);
  return sql<SqlBool>`(notice_recipient.recipient in (${ids}) and notice_recipient.reason != 'subscribed')`;
}

/** Whether no recipient of a campaign has this address. */
export function isNobodys(campaign: number, digest: string) {
  return sql<SqlBool>`not exists (
    select 1 from notice_recipient as known where known.campaign = ${campaign} and known.digest = ${digest}
  )`;
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
  /** Nobody can tell whether it went out. */
  | 'uncertain'
  | (string & {});

/** How recipients end that nobody has to deal with. */
export const settledProblems = ['cancelled', 'withheld', 'complained'];

/** Whose address is not there: told once it is. */
export const missedProblems = ['withheld', 'address-refused', 'address-invalid', 'bounced'];

/** Whom no mail reaches, so that they are to be told by other means where that is owed to them. */
export const unreachedProblems = [...missedProblems, 'unreadable'];

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
      campaign: campaign.id,
      batch: number,
      reason,
      recipient: person.id,
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

/** Joins recipients with the batch in which their mail goes. */
export const inBatch = (join: JoinBuilder<Schema, 'notice_recipient' | 'campaign_batch'>) =>
  join
    .onRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
    .onRef('campaign_batch.number', '=', 'notice_recipient.batch');

/** Whether a batch went out, or may have. */
export function mayBeOut({ eb, or }: ExpressionBuilder<Schema, 'campaign_batch'>) {
  return or([
    eb('campaign_batch.accepted_at', 'is not', null),
    eb('campaign_batch.leased_until', 'is not', null),
    eb('campaign_batch.uncertain_since', 'is not', null),
  ]);
}

/** Whether the mail went out, or may have: for queries that join a recipient's batch. */
export function isTold(row: ExpressionBuilder<Schema, 'notice_recipient' | 'campaign_batch'>): Expression<SqlBool> {
  return row.and([
    row.or([row('notice_recipient.problem', 'is', null), row('notice_recipient.problem', '=', 'complained')]),
    mayBeOut(row),
  ]);
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
    .innerJoin('campaign_batch', inBatch)
    .select(['notice_recipient.digest', 'notice_recipient.campaign'])
    .where('notice_recipient.digest', 'in', digests)
    .where('notice_recipient.campaign', 'in', campaigns)
    .where(isTold)
    .execute();
}

/** Recipients with their campaign, the batch in which their mail went, and how they were told otherwise. */
export function recipientsWithFate({ db }: Context) {
  return db
    .selectFrom('notice_recipient')
    .innerJoin('campaign', 'campaign.id', 'notice_recipient.campaign')
    .innerJoin('campaign_batch', inBatch)
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
    .select(['notice_other_means.means', 'notice_other_means.told_on', 'notice_other_means.former_since'])
    .where('notice_recipient.digest', 'in', digestsOf(ctx, address))
    .orderBy('campaign.begun_at')
    .execute();
  return rows.map(({ former_since, ...row }) => ({
    ...row,
    ...(former_since !== null && { means: null, told_on: null }),
    recipient: accountOf(row.recipient),
  }));
}
