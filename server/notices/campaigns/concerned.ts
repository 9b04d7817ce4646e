import { namesLike } from '../../../src/library/model/names.ts';
import type { Context } from '../../context.ts';
import type { CampaignRow } from '../../db/schema.ts';
import { addRecipients, type Candidate, digestFor, digestsOf, type Reason, shortDigest, toldIn } from './recipients.ts';
import { campaignsOf, peopleOf } from './records.ts';

type About = Pick<CampaignRow, 'document' | 'version'>;

/**
 * Puts down, of these people, whom a campaign concerns, and how far it came: says how many. Called with the campaign's row
 * locked.
 */
export async function putDown(
  ctx: Context,
  campaign: CampaignRow,
  { reason, people, cursor }: { reason: Reason; people: readonly Candidate[]; cursor: string | null },
): Promise<number> {
  const concerned = await whomItConcerns(ctx, campaign, people);
  const { most } = ctx.resources.mailer.transport.bulk;
  const { next_batch, added } = await addRecipients(ctx, campaign, { reason, people: concerned, most });
  const before = peopleOf(campaign);
  const counted = JSON.stringify({ ...before, [reason]: (before[reason] ?? 0) + added });
  await ctx.db
    .updateTable('campaign')
    .set({ cursor, next_batch, people: counted })
    .where('id', '=', campaign.id)
    .execute();
  return added;
}

/** A version is news to whoever has not heard of it, and a change of it to whoever has heard of how it stood before. */
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
    if (campaign.kind === 'announced') return theirs.length === 0 && !waiting.has(id);
    if (campaign.kind === 'replaced') return theirs.length === 0 && waiting.has(id);
    return theirs.length > 0 && !theirs.some((one) => isNow.get(one.campaign)) && !ended.has(id);
  });
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
