import { type Context, transaction } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import { type About, audiences, subscribersAt } from '../audience.ts';
import { moveDigest } from './addresses.ts';
import { putDown } from './concerned.ts';
import { accountOf, type Candidate, digestFor, isOfAccounts, type Reason } from './recipients.ts';
import { lockCampaign } from './records.ts';

/** So many accounts are looked at in one query. */
const most = 500;

/**
 * Of a contact that nobody has told: the row is of whom the business names by now. False where that is nobody, or somebody
 * who has a row: then it is nobody's. Whoever else is to be told at the address before had no row of their own, and gets
 * it now.
 */
export async function changeContact(
  ctx: Context,
  { id }: Pick<CampaignRow, 'id'>,
  { recipient, from, to }: { recipient: string; from: string; to: string | null },
): Promise<boolean> {
  return await transaction(ctx, async (ctx) => {
    const campaign = await lockCampaign(ctx, id);
    if (!campaign) return false;
    const isMoved = to !== null && (await moveDigest(ctx, id, from, to));
    if (isMoved)
      await ctx.db
        .updateTable('notice_other_means')
        .set({ former_since: ctx.clock.now().toISOString() })
        .where('campaign', '=', id)
        .where('recipient', '=', recipient)
        .where('former_since', 'is', null)
        .execute();
    else
      await ctx.db
        .updateTable('notice_recipient')
        .set({ digest: null, problem: 'cancelled', problem_at: ctx.clock.now().toISOString() })
        .where('campaign', '=', id)
        .where('digest', '=', from)
        .where('recipient', '=', recipient)
        .execute();
    const other = campaign.stopped_at === null ? await otherAt(ctx, campaign, from) : null;
    if (other) await putDown(ctx, campaign, other);
    return isMoved;
  });
}

/** Who else is to be told at an address: as the contact of another business, or since they subscribed. */
async function otherAt(
  ctx: Context,
  campaign: About & Pick<CampaignRow, 'id' | 'key_id'>,
  digest: string,
): Promise<{ reason: Reason; people: Candidate[] } | null> {
  let after: string | null = '';
  while (after !== null) {
    const page = await audiences['legal-contact'].page(ctx, campaign, after, most);
    for (const person of page.people)
      if (digestFor(ctx, campaign, person) === digest && !(await isRecipient(ctx, campaign.id, person.id)))
        return { reason: 'legal-contact', people: [person] };
    after = page.last;
  }
  const people = await subscribersAt(ctx, campaign, digest);
  return people.length > 0 ? { reason: 'subscribed', people } : null;
}

async function isRecipient({ db }: Context, campaign: number, contact: string): Promise<boolean> {
  const row = await db
    .selectFrom('notice_recipient')
    .select('recipient')
    .where('campaign', '=', campaign)
    .where('recipient', '=', contact)
    .where(isOfAccounts([accountOf(contact)]))
    .executeTakeFirst();
  return row !== undefined;
}
