import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import { isText } from '../../fields/text.ts';
import { draftsOf, type Kind } from '../notice-emails.ts';
import { announcedAs } from './campaigns.ts';
import { lockCampaign } from './records.ts';

/** Of a campaign, while it can be acted on. */
export type CampaignProblem =
  | 'campaign-unknown'
  /** It is complete, or was taken back. */
  | 'campaign-over'
  | 'held-already'
  | 'not-held'
  | 'sent-already'
  /** Somebody may have got the mail without these words. */
  | 'sending-begun'
  | 'words-too-long'
  | 'words-invalid';

/** UTF-16 units. */
const longestWords = 600;

/** Nothing of it is sent any more until it is released; what is being sent at this moment is. */
export async function holdCampaign(ctx: Context, id: number): Promise<Result<null, CampaignProblem>> {
  return await act(ctx, id, async (ctx, { held_at }) => {
    if (held_at !== null) return fail('held-already');
    return await set(ctx, id, { held_at: ctx.clock.now().toISOString() });
  });
}

/** Goes on where it was held; where its time to wait is not over, it waits on. */
export async function releaseCampaign(ctx: Context, id: number): Promise<Result<null, CampaignProblem>> {
  return await act(ctx, id, async (ctx, { held_at }) => {
    if (held_at === null) return fail('not-held');
    return await set(ctx, id, { held_at: null });
  });
}

/** Goes out now, whether it was held or waited. */
export async function sendCampaign(ctx: Context, id: number): Promise<Result<null, CampaignProblem>> {
  return await act(ctx, id, async (ctx, { held_at, sends_at }) => {
    const now = ctx.clock.now().toISOString();
    if (held_at === null && sends_at <= now) return fail('sent-already');
    return await set(ctx, id, { held_at: null, sends_at: sends_at < now ? sends_at : now });
  });
}

/**
 * What staff say above the summary; nothing takes it out again. Only of what is held or waits, and of which nothing was
 * tried: everybody is told the same, and a retry is the same mail.
 */
export async function wordCampaign(ctx: Context, id: number, said: string): Promise<Result<null, CampaignProblem>> {
  const words = said.trim();
  if (words.length > longestWords) return fail('words-too-long');
  if (!isText(words)) return fail('words-invalid');
  return await act(ctx, id, async (ctx, campaign) => {
    const announced = announcedAs(ctx, campaign);
    if (!announced) return fail('campaign-over');
    if (!mayChange(ctx, campaign) || (await isBegun(ctx, id))) return fail('sending-begun');
    const mails = JSON.stringify(
      draftsOf(ctx, announced, campaign.kind as Kind, { words, replaces: campaign.replaces }),
    );
    return await set(ctx, id, { words: words || null, mails, key_id: ctx.crypto.keys.currentId });
  });
}

/** Whether nothing of it goes out at this moment. */
function mayChange({ clock }: Pick<Context, 'clock'>, { held_at, sends_at }: CampaignRow): boolean {
  return held_at !== null || sends_at > clock.now().toISOString();
}

/** Whether somebody may have got a mail of it. */
export async function isBegun({ db }: Context, campaign: number): Promise<boolean> {
  const begun = await db
    .selectFrom('campaign_batch')
    .select('id')
    .where('campaign', '=', campaign)
    .where('attempted_at', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return begun !== undefined;
}

/** One after the other: whoever acts at the same moment finds what the first left. */
async function act(
  ctx: Context,
  id: number,
  verb: (ctx: Context, campaign: CampaignRow) => Promise<Result<null, CampaignProblem>>,
): Promise<Result<null, CampaignProblem>> {
  return await transaction(ctx, async (ctx) => {
    const campaign = await lockCampaign(ctx, id);
    if (!campaign) return fail('campaign-unknown');
    if (campaign.completed_at !== null || campaign.stopped_at !== null) return fail('campaign-over');
    return await verb(ctx, campaign);
  });
}

async function set({ db }: Context, id: number, values: Partial<CampaignRow>): Promise<Result<null, never>> {
  await db.updateTable('campaign').set(values).where('id', '=', id).execute();
  return succeed(null);
}
