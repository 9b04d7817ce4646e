import { standingFor } from '../../src/library/model/chain/effects.ts';
import { effectsIn } from '../../src/library/model/manifest.ts';
import { attemptAll } from '../attempts.ts';
import { type Context, today, transaction } from '../context.ts';
import { openOrNull } from '../crypto/encryption.ts';
import type { CampaignRow } from '../db/schema.ts';
import { isUndeliverable } from '../mail/undeliverable.ts';
import { addresseesOf, agreedAfter, audiences, lastEntry } from './audience.ts';
import { addBatch, newBatch } from './campaigns/batches.ts';
import { putDown } from './campaigns/concerned.ts';
import { accountOf, contactOf, isOfAccounts, missedProblems, shortDigestOf } from './campaigns/recipients.ts';
import { campaignsOf, lockCampaign } from './campaigns/records.ts';
import { draftsIn, effectOf } from './notice-emails.ts';

/** So many are looked at in one query. */
const most = 1_000;

/**
 * Tells those whose address was not there, and is now, or who have another now, of what they missed, and businesses that
 * agreed since it was told: of versions whose day is still to come, once each.
 */
export async function announceMissed(ctx: Context, signal?: AbortSignal): Promise<void> {
  const day = today(ctx);
  const waiting = ctx.content.manifest.documents.flatMap((document) => {
    const effects = effectsIn(document);
    return document.versions
      .filter(({ version }) => (standingFor(effects, version)?.effectiveOn ?? '') > day)
      .map((version) => ({ document: document.slug, version, effect: effectOf(document.versions, version) }));
  });
  await attemptAll(
    waiting.map(({ document, version, effect }) => async () => {
      const campaigns = await campaignsOf(ctx, { document, version: version.version });
      for (const campaign of campaigns) {
        // What was taken back is told by another, to whoever has not heard of it.
        if (campaign.stopped_at !== null || campaign.effect !== effect || signal?.aborted) continue;
        await announceMissedOf(ctx, campaign);
        if (campaign.kind === 'announced') await tellNewBusinesses(ctx, campaign, signal);
      }
    }),
  );
}

/** Whoever agrees while a change waits is owed its notice too: by mail (GDPR Article 28(2)), as everybody else. */
async function tellNewBusinesses(ctx: Context, { id }: CampaignRow, signal?: AbortSignal): Promise<void> {
  let goesOn = true;
  while (goesOn && !signal?.aborted) goesOn = await transaction(ctx, (ctx) => addNewBusinesses(ctx, id));
}

/** Puts down the next of them and notes up to which entry of the ledger it came; false when there is nobody left. */
async function addNewBusinesses(ctx: Context, id: number): Promise<boolean> {
  const campaign = await lockCampaign(ctx, id);
  if (!campaign || campaign.enumerated_at === null || campaign.stopped_at !== null) return false;
  const newest = await lastEntry(ctx);
  if (newest <= campaign.agreed_up_to) return false;
  const agreed = await agreedAfter(ctx, campaign, most);
  const told = await accountsIn(ctx, id, agreed.accounts);
  const accounts = agreed.accounts.filter((account) => !told.has(account));
  const ids = { contract: accounts, 'legal-contact': accounts.map(contactOf) };
  const drafts = draftsIn(campaign);
  let now = campaign;
  for (const reason of ['contract', 'legal-contact'] as const) {
    if (!drafts[reason] || accounts.length === 0) continue;
    now = await putDown(ctx, now, { reason, people: await audiences[reason].among(ctx, campaign, ids[reason]) });
  }
  const agreed_up_to = agreed.upTo ?? newest;
  await ctx.db.updateTable('campaign').set({ agreed_up_to }).where('id', '=', id).execute();
  return agreed_up_to < newest;
}

/** Those of these accounts that are told by a campaign already, or whose contact is. */
async function accountsIn({ db }: Context, campaign: number, accounts: readonly string[]): Promise<Set<string>> {
  const rows = await db
    .selectFrom('notice_recipient')
    .select('recipient')
    .where('campaign', '=', campaign)
    .where(isOfAccounts(accounts))
    .execute();
  return new Set(rows.map(({ recipient }) => accountOf(recipient)));
}

async function announceMissedOf(ctx: Context, campaign: CampaignRow): Promise<void> {
  let after = '';
  for (;;) {
    const people = await missedBy(ctx, campaign, after);
    await announceTo(ctx, campaign, people);
    const last = people.at(-1);
    if (!last || people.length < most) return;
    after = last.recipient;
  }
}

async function announceTo(
  ctx: Context,
  campaign: CampaignRow,
  people: readonly { recipient: string; reason: string }[],
): Promise<void> {
  const addressees = await addresseesOf(ctx, campaign, people);
  const there: string[] = [];
  const damaged: string[] = [];
  for (const { recipient } of people) {
    const addressee = addressees.get(recipient);
    if (!addressee) continue;
    const address = openOrNull(addressee.open);
    if (address === null) damaged.push(recipient);
    // The index of an address under another key of the ring is another index: the ring is asked.
    else if (!(await isUndeliverable(ctx, address))) there.push(recipient);
  }
  if (damaged.length > 0) await setAside(ctx, campaign, damaged);
  if (there.length > 0) await transaction(ctx, (ctx) => tellAgain(ctx, campaign, there));
}

/** For staff, who see it at the desk and in the log: no mail can tell them. */
async function setAside({ db, clock, resources }: Context, { id }: CampaignRow, recipients: readonly string[]) {
  const { numUpdatedRows } = await db
    .updateTable('notice_recipient')
    .set({ problem: 'unreadable', problem_at: clock.now().toISOString() })
    .where('campaign', '=', id)
    .where('recipient', 'in', recipients)
    .where('problem', 'in', missedProblems)
    .executeTakeFirstOrThrow();
  resources.mailer.worker.givenUp += Number(numUpdatedRows);
}

async function tellAgain(ctx: Context, { id }: CampaignRow, recipients: readonly string[]): Promise<void> {
  const { most } = ctx.resources.mailer.transport.bulk;
  const campaign = await lockCampaign(ctx, id);
  if (!campaign || campaign.stopped_at !== null) return;
  for (let at = 0; at < recipients.length; at += most) {
    const number = await newBatch(ctx, id);
    const again = await ctx.db
      .updateTable('notice_recipient')
      .set({ batch: number, problem: null, problem_at: null })
      .where('campaign', '=', id)
      .where('recipient', 'in', recipients.slice(at, at + most))
      // Another server may have found them first.
      .where('problem', 'in', missedProblems)
      .executeTakeFirst();
    if (again.numUpdatedRows > 0n) await addBatch(ctx, { campaign: id, number });
  }
  await ctx.db.updateTable('campaign').set({ completed_at: null }).where('id', '=', id).execute();
}

/** Recipients who got no mail, and against whose address nothing is known today. */
async function missedBy(
  ctx: Context,
  { id }: CampaignRow,
  after: string,
): Promise<{ recipient: string; reason: string }[]> {
  return await ctx.db
    .selectFrom('notice_recipient')
    .select(['notice_recipient.recipient', 'notice_recipient.reason'])
    .where('notice_recipient.campaign', '=', id)
    .where('notice_recipient.problem', 'in', missedProblems)
    .where('notice_recipient.digest', 'is not', null)
    .where('notice_recipient.recipient', '>', after)
    .where((row) =>
      row.or([
        // The business may name another by now, whom nothing of the row tells.
        row('notice_recipient.reason', '=', 'legal-contact'),
        row('notice_recipient.digest', 'not in', (known) =>
          known
            .selectFrom('undeliverable_address')
            .select(({ ref }) => shortDigestOf(ref('address_index')).as('digest')),
        ),
      ]),
    )
    .orderBy('notice_recipient.recipient')
    .limit(most)
    .execute();
}
