import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { readAddress } from '../../fields/address.ts';
import { plainDay } from '../../fields/code.ts';
import { readStamped } from '../../form.ts';
import { queueComposed } from '../../mail/outbox.ts';
import {
  type CampaignProblem,
  holdCampaign,
  isBegun,
  releaseCampaign,
  sendCampaign,
  wordCampaign,
} from '../../notices/campaigns/acts.ts';
import { type ReleaseProblem, release as releaseVersion } from '../../notices/campaigns/campaigns.ts';
import {
  type Campaign,
  countRecipients,
  findCampaign,
  listCampaigns,
  retryCampaign,
} from '../../notices/campaigns/progress.ts';
import { type Reason, reasons } from '../../notices/campaigns/recipients.ts';
import { type Draft, type Drafts, withoutMarks } from '../../notices/notice-emails.ts';
import { type NoticePeriod, noticePeriodOf, postponingCommand } from '../../notices/notice-periods.ts';
import { type OtherMeansProblem, recordOtherMeans } from '../../notices/other-means.ts';
import {
  countUnreached,
  type Proof,
  type ProofCursor,
  proofsFor,
  proofsOf,
  unreachedBy,
} from '../../notices/proofs.ts';
import { actorOf, type DeskFormProblem, operator, perform, record, view } from '../acts.ts';
import { type DeskAct, formTokenNames, type Role } from '../kinds.ts';
import { listStaff } from '../staff/records.ts';
import type { Staff } from '../staff/sessions.ts';
import { type Effective, effectOf } from './effects.ts';

/** What is done to a campaign, at the desk and by command. */
const campaignActs = ['hold', 'release', 'send', 'words', 'retry', 'preview'] as const;
export type CampaignAct = (typeof campaignActs)[number];

export type ActOnCampaignProblem = DeskFormProblem | CampaignProblem | 'act-unknown';

/** What came of an act: how many are written to again, of `retry`. */
interface CampaignActed {
  readonly act: CampaignAct;
  readonly count: number;
}

/** A campaign with what its document says. */
export interface ListedCampaign extends Campaign, Effective {
  readonly period: NoticePeriod | null;
  /** Whom no mail reached, and who was told by no other means. */
  readonly unreached: number;
}

/** Every campaign, the newest first. */
export async function openNotices(ctx: Context): Promise<ListedCampaign[]> {
  return await Promise.all((await listCampaigns(ctx)).map((campaign) => withPeriod(ctx, campaign)));
}

interface OpenedCampaign {
  readonly campaign: ListedCampaign;
  readonly counts: Awaited<ReturnType<typeof countRecipients>>;
  /** The mails, by why one gets them, with marks of a recipient's own links taken out. */
  readonly mails: readonly { readonly reason: Reason; readonly subject: string; readonly text: string }[];
  readonly isBegun: boolean;
  /** What postpones the version to the earliest lawful day; null where its notice is in time. */
  readonly command: string | null;
}

export async function openCampaign(ctx: Context, id: number): Promise<OpenedCampaign | null> {
  const campaign = await findCampaign(ctx, id);
  if (!campaign) return null;
  const drafts = await draftsIn(ctx, id);
  const listed = await withPeriod(ctx, campaign);
  return {
    campaign: listed,
    counts: await countRecipients(ctx, id),
    mails: drafts.map(([reason, { subject, text }]) => ({ reason, subject, text: withoutMarks(text) })),
    isBegun: await isBegun(ctx, id),
    command: listed.period?.isLate ? postponingCommand(listed.period) : null,
  };
}

/** A mail of a campaign as a program shows it, but for links that are each one's own. */
export async function previewCampaign(ctx: Context, id: number, reason: string): Promise<string | null> {
  const draft = (await draftsIn(ctx, id)).find(([one]) => one === reason)?.[1];
  return draft ? withoutMarks(draft.html) : null;
}

/** One act upon a campaign by one of the staff, as its form sends it. */
export async function actOnCampaign(
  ctx: Context,
  form: FormData,
  staff: Staff,
  id: number,
): Promise<Result<CampaignActed, ActOnCampaignProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.notices, staff.sessionId], { one: ['act', 'words', 'reason'] });
  if (!read.ok) return read;
  const { act: asked, words, reason } = read.value.one;
  const act = campaignActs.find((one) => one === asked);
  if (!act) return fail('act-unknown');
  const needs: Role = act === 'preview' ? 'reads' : 'approves';
  return await perform<CampaignActed, ActOnCampaignProblem>(
    ctx,
    staff,
    { act: deskActOf(act), reference: referenceOf(id), needs },
    (ctx) => (act === 'preview' ? mailPreview(ctx, staff, id, reason) : actOn(ctx, id, act, words)),
  );
}

/** The same by the operator's command, who needs no role. */
export async function commandCampaign(
  ctx: Context,
  id: number,
  act: Exclude<CampaignAct, 'preview'>,
  words = '',
): Promise<Result<CampaignActed, CampaignProblem>> {
  return await transaction(ctx, async (ctx) => {
    const done = await actOn(ctx, id, act, words);
    if (done.ok) await record(ctx, { actor: operator, act: deskActOf(act), reference: referenceOf(id) });
    return done;
  });
}

/** Has the operator announce what a restore held back. */
export async function commandAnnounce(
  ctx: Context,
  { document, version }: { readonly document: string; readonly version: string },
): Promise<Result<null, ReleaseProblem>> {
  return await transaction(ctx, async (ctx) => {
    const released = await releaseVersion(ctx, { document, version });
    if (released.ok) await record(ctx, { actor: operator, act: 'notice-announce', detail: { document, version } });
    return released;
  });
}

/** What became of a campaign, recipient by recipient: that it was looked at stands on record. */
export async function openProof(ctx: Context, staff: Staff, id: number, after: ProofCursor | null = null) {
  const campaign = await findCampaign(ctx, id);
  if (!campaign) return null;
  if (after === null) await view(ctx, staff, { reference: referenceOf(id), what: 'proof' });
  return { campaign: await withPeriod(ctx, campaign), ...(await proofsOf(ctx, id, after)) };
}

export type FindProofProblem = DeskFormProblem | 'email-missing' | 'email-invalid';

/** What one person was told, by address: it stands in no record, which says how many notices were found. */
export async function findProof(
  ctx: Context,
  form: FormData,
  staff: Staff,
): Promise<Result<{ readonly address: string; readonly proofs: readonly Proof[] }, FindProofProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.notices, staff.sessionId], { one: ['email', 'as'] });
  if (!read.ok) return read;
  const { email } = read.value.one;
  const address = readAddress(email);
  if (!address) return fail(email.trim() ? 'email-invalid' : 'email-missing');
  const proofs = await proofsFor(ctx, address);
  const detail = { what: 'proof', found: String(proofs.length) };
  await transaction(ctx, (ctx) => record(ctx, { actor: actorOf(staff), act: 'search', detail }));
  return succeed({ address, proofs });
}

/** Whom no mail of a campaign reached that is owed one. */
export async function openUnreached(ctx: Context, staff: Staff, id: number) {
  const campaign = await findCampaign(ctx, id);
  if (!campaign) return null;
  await view(ctx, staff, { reference: referenceOf(id), what: 'unreached' });
  return { campaign: await withPeriod(ctx, campaign), people: await unreachedBy(ctx, id) };
}

export type TellOtherwiseProblem = DeskFormProblem | OtherMeansProblem;

/** That one of them was told by other means. */
export async function tellOtherwise(
  ctx: Context,
  form: FormData,
  staff: Staff,
  id: number,
): Promise<Result<null, TellOtherwiseProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.notices, staff.sessionId], {
    one: ['recipient', 'means', 'told-on'],
  });
  if (!read.ok) return read;
  const { recipient, means, 'told-on': day } = read.value.one;
  const told = { act: 'told-otherwise', reference: referenceOf(id), needs: 'answers', detail: { means } } as const;
  return await perform<null, TellOtherwiseProblem>(ctx, staff, told, (ctx, actor) =>
    recordOtherMeans(ctx, { campaign: id, recipient, means, toldOn: plainDay(day), actor }),
  );
}

/** As the record of the desk names a campaign. */
function referenceOf(id: number): string {
  return `notice-${id}`;
}

function deskActOf(act: CampaignAct): DeskAct {
  return `notice-${act}`;
}

async function actOn(
  ctx: Context,
  id: number,
  act: Exclude<CampaignAct, 'preview'>,
  words: string,
): Promise<Result<CampaignActed, CampaignProblem>> {
  if (act === 'retry') {
    const count = await retryCampaign(ctx, id);
    return count === null ? fail('campaign-unknown') : succeed({ act, count });
  }
  const verbs = { hold: holdCampaign, release: releaseCampaign, send: sendCampaign } as const;
  const done = act === 'words' ? await wordCampaign(ctx, id, words) : await verbs[act](ctx, id);
  return done.ok ? succeed({ act, count: 0 }) : done;
}

/** To the address of who asks, and nobody else: the mail as others get it, but for links that are each one's own. */
async function mailPreview(
  ctx: Context,
  staff: Staff,
  id: number,
  reason: string,
): Promise<Result<CampaignActed, CampaignProblem>> {
  const draft = (await draftsIn(ctx, id)).find(([one]) => one === reason)?.[1];
  const member = (await listStaff(ctx)).find((one) => one.id === staff.id);
  if (!draft || !member) return fail('campaign-unknown');
  const { template, headers: _, ...mail } = draft;
  await queueComposed(ctx, {
    to: member.address,
    about: staff.id,
    template,
    mail: { ...mail, subject: `[Preview] ${mail.subject}`, headers: { 'Auto-Submitted': 'auto-generated' } },
  });
  return succeed({ act: 'preview', count: 1 });
}

async function draftsIn({ db }: Context, id: number): Promise<[Reason, Draft][]> {
  const row = await db.selectFrom('campaign').select('mails').where('id', '=', id).executeTakeFirst();
  const drafts = JSON.parse(row?.mails ?? '{}') as Drafts;
  return reasons.flatMap((reason): [Reason, Draft][] => (drafts[reason] ? [[reason, drafts[reason]]] : []));
}

async function withPeriod(ctx: Context, campaign: Campaign): Promise<ListedCampaign> {
  return {
    ...campaign,
    ...effectOf(ctx, campaign),
    period: campaign.kind === 'announced' || campaign.kind === 'replaced' ? await noticePeriodOf(ctx, campaign) : null,
    unreached: await countUnreached(ctx, campaign.id),
  };
}
