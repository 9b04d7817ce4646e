import { namesLike } from '../../../src/library/model/names.ts';
import type { Context } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import {
  accountOf,
  addRecipients,
  type Candidate,
  contactOf,
  digestFor,
  digestsOf,
  inBatch,
  isOfAccounts,
  isTold,
  type Reason,
  shortDigest,
  toldIn,
} from './recipients.ts';
import { campaignsOf, peopleOf } from './records.ts';

type About = Pick<CampaignRow, 'document' | 'version'>;

/**
 * Puts down, of these people, whom a campaign concerns, and how far it came. Called with the campaign's row locked. One that
 * was complete goes on; where it had nobody to tell by then, its notice has run since all the same.
 */
export async function putDown(
  ctx: Context,
  campaign: CampaignRow,
  {
    reason,
    people,
    cursor = campaign.cursor,
  }: { reason: Reason; people: readonly Candidate[]; cursor?: string | null },
): Promise<CampaignRow> {
  const concerned = await whomItConcerns(ctx, campaign, people);
  const { most } = ctx.resources.mailer.transport.bulk;
  const { next_batch, added } = await addRecipients(ctx, campaign, { reason, people: concerned, most });
  const before = peopleOf(campaign);
  const counted = JSON.stringify({ ...before, [reason]: (before[reason] ?? 0) + added });
  const hadAnybody = Object.values(before).some((count) => count > 0);
  const told_at = campaign.told_at ?? (hadAnybody ? null : campaign.completed_at);
  return ctx.db
    .updateTable('campaign')
    .set({ cursor, next_batch, people: counted, ...(added > 0 && { completed_at: null, told_at }) })
    .where('id', '=', campaign.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * A version is news to whoever has not heard of it, and a change of it to whoever has heard of how it stood before: also to
 * the legal contact whom a business that has heard of it names by now.
 */
async function whomItConcerns(ctx: Context, campaign: CampaignRow, people: readonly Candidate[]): Promise<Candidate[]> {
  const others = (await campaignsOf(ctx, campaign)).filter(({ id }) => id !== campaign.id);
  if (others.length === 0 && campaign.kind !== 'replaced') return campaign.kind === 'announced' ? [...people] : [];
  const digests = new Map(people.map((person) => [person.id, allDigestsOf(ctx, campaign, person)]));
  const told = await toldIn(
    ctx,
    others.map(({ id }) => id),
    [...digests.values()].flat(),
  );
  const isNow = new Map(others.map(({ id, effect }) => [id, effect === campaign.effect]));
  const ofBusiness = await contactsOfTold(
    ctx,
    people,
    others.filter(({ id }) => !isNow.get(id)),
  );
  const { document, version, replaces } = campaign;
  const replaced =
    replaces === null
      ? others.filter(({ stopped_at }) => stopped_at === null).flatMap(({ replaces }) => replaces ?? [])
      : [replaces];
  const waiting = await unawareAmong(ctx, digests, { document, versions: replaced });
  const ended =
    campaign.kind === 'cancelled' ? await toldOfEnd(ctx, digests, { document, version }) : new Set<string>();
  return people.filter(({ id }) => {
    const theirs = told.filter(({ digest }) => digests.get(id)?.includes(digest ?? ''));
    const hasHeard = theirs.length > 0 || ofBusiness.has(id);
    if (campaign.kind === 'announced') return !hasHeard && !waiting.has(id);
    if (campaign.kind === 'replaced') return !hasHeard && waiting.has(id);
    return hasHeard && !theirs.some((one) => isNow.get(one.campaign)) && !ended.has(id);
  });
}

/** Of these people, the contacts of businesses that were told: at the contact of then, or at the account where there was none. */
async function contactsOfTold(
  { db }: Context,
  people: readonly Candidate[],
  campaigns: readonly CampaignRow[],
): Promise<Set<string>> {
  const accounts = people.map(({ id }) => accountOf(id)).filter((account, at) => account !== people[at]?.id);
  if (accounts.length === 0 || campaigns.length === 0) return new Set();
  const rows = await db
    .selectFrom('notice_recipient')
    .innerJoin('campaign_batch', inBatch)
    .select(['notice_recipient.campaign', 'recipient'])
    .select((row) => row.case().when(isTold(row)).then(1).else(0).end().as('is_told'))
    .where(isOfAccounts(accounts))
    .where(
      'notice_recipient.campaign',
      'in',
      campaigns.map(({ id }) => id),
    )
    .execute();
  const isToldOf = new Map(rows.map(({ campaign, recipient, is_told }) => [`${campaign}/${recipient}`, is_told]));
  const told = accounts.filter((account) =>
    campaigns.some(({ id }) => (isToldOf.get(`${id}/${contactOf(account)}`) ?? isToldOf.get(`${id}/${account}`)) === 1),
  );
  return new Set(told.map(contactOf));
}

type Digests = ReadonlyMap<string, readonly string[]>;

/** Who was told of one of these versions, and not that it is off. */
async function unawareAmong(
  ctx: Context,
  digests: Digests,
  { document, versions }: { readonly document: string; readonly versions: readonly string[] },
): Promise<Set<string>> {
  const unaware = new Set<string>();
  for (const version of new Set(versions)) {
    const campaigns = (await campaignsOf(ctx, { document, version })).filter(({ kind }) => kind !== 'cancelled');
    const ended = await toldOfEnd(ctx, digests, { document, version });
    for (const id of await toldAmong(ctx, digests, campaigns)) if (!ended.has(id)) unaware.add(id);
  }
  return unaware;
}

/** Who was told that a version is off, or what takes its place. */
async function toldOfEnd(ctx: Context, digests: Digests, { document, version }: About): Promise<Set<string>> {
  const campaigns = await ctx.db
    .selectFrom('campaign')
    .selectAll()
    .where('document', 'in', namesLike(ctx.content.manifest.documents, document))
    .where((row) =>
      row.or([row.and([row('version', '=', version), row('kind', '=', 'cancelled')]), row('replaces', '=', version)]),
    )
    .execute();
  return await toldAmong(ctx, digests, campaigns);
}

async function toldAmong(ctx: Context, digests: Digests, campaigns: readonly CampaignRow[]): Promise<Set<string>> {
  const ids = campaigns.map(({ id }) => id);
  const told = new Set((await toldIn(ctx, ids, [...digests.values()].flat())).map(({ digest }) => digest));
  return new Set([...digests].filter(([, theirs]) => theirs.some((one) => told.has(one))).map(([id]) => id));
}

/** Another campaign may have been begun under another key of the ring. */
function allDigestsOf(ctx: Context, campaign: CampaignRow, person: Candidate): string[] {
  if (ctx.crypto.keys.ids.length === 1) return [digestFor(ctx, campaign, person)];
  try {
    return digestsOf(ctx, person.open());
  } catch {
    return [shortDigest(person.address_index)];
  }
}
