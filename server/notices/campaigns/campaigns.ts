import { randomInt } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import type { ManifestVersion } from '../../../src/library/model/manifest.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { attemptAll } from '../../attempts.ts';
import { after, hour } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import type { CampaignRow, NoticeRow } from '../../db/schema.ts';
import { audienceOf, lastEntry } from '../audience.ts';
import { type Announced, draftsIn, draftsOf, effectOf, isLater, type Kind } from '../notice-emails.ts';
import { adoptNames } from '../renames.ts';
import { forgetGone } from './addresses.ts';
import { toldAt } from './batches.ts';
import { putDown } from './concerned.ts';
import { inBatch, isTold, type Reason } from './recipients.ts';
import { campaignsOf, lockCampaign } from './records.ts';

type Version = Pick<NoticeRow, 'document' | 'version'>;

export type ReleaseProblem = 'version-unknown' | 'not-withheld';

/** So many people are put down in one transaction, during which SQLite lets nobody else write. */
const pageSize = 500;

/** An id that no other database of this site gives to another campaign; small, for a million rows bear it. */
const ids = 2 ** 31 - 1;

/**
 * Begins a campaign for each newer version, and puts down whom it tells: see `audienceOf`. How far it has come is kept
 * with the rows themselves, so that a server that is killed goes on where it stopped, and several servers share the
 * work. When a version is cancelled or moved to another day meanwhile, what waits is taken back, and whoever was told is
 * told that too. The mails go out afterwards: see `delivery.ts`.
 */
export async function announce(ctx: Context, signal?: AbortSignal): Promise<void> {
  await lookAtVersions(ctx);
  await waitNoLonger(ctx);
  const open = await ctx.db
    .selectFrom('campaign')
    .select('id')
    .where('enumerated_at', 'is', null)
    .where('stopped_at', 'is', null)
    .orderBy('begun_at')
    .orderBy('version')
    .execute();
  await attemptAll(
    open.map(
      ({ id }) =>
        () =>
          enumerate(ctx, id, signal),
    ),
  );
}

/** First what is off or moved: a new version may take its place. */
async function lookAtVersions(ctx: Context): Promise<void> {
  await adoptNames(ctx);
  await noteChanges(ctx);
  await recordVersions(ctx);
}

/**
 * After a restore that cannot tell what was sent since: no version is announced by itself that the backup does not
 * know as told. Gives those of which that is not known.
 */
export async function withhold(ctx: Context): Promise<Version[]> {
  await lookAtVersions(ctx);
  const now = ctx.clock.now().toISOString();
  return await transaction(ctx, async (ctx) => {
    const stopped = await ctx.db
      .updateTable('campaign')
      .set({ stopped_at: now })
      .where('completed_at', 'is', null)
      .where('stopped_at', 'is', null)
      .returning(['document', 'version'])
      .execute();
    // What an address missed may have gone out since.
    await ctx.db
      .updateTable('notice_recipient')
      .set({ problem: 'cancelled', problem_at: now })
      .where('problem', 'is not', null)
      .execute();
    const withheld: Version[] = [];
    for (const { document, version } of stopped) {
      const held = await ctx.db
        .updateTable('notice')
        .set({ withheld_at: now })
        .where('document', '=', document)
        .where('version', '=', version)
        .where('withheld_at', 'is', null)
        .returning(['document', 'version'])
        .executeTakeFirst();
      if (held) withheld.push(held);
    }
    return withheld;
  });
}

/**
 * Has a version that was withheld announced to all that are subscribed now; who is known to have been told is not told
 * again.
 */
export async function release(ctx: Context, { document, version }: Version): Promise<Result<null, ReleaseProblem>> {
  return await transaction(ctx, async (ctx) => {
    const seen_at = ctx.clock.now().toISOString();
    const released = await ctx.db
      .updateTable('notice')
      .set({ withheld_at: null, seen_at })
      .where('document', '=', document)
      .where('version', '=', version)
      .where('withheld_at', 'is not', null)
      .returningAll()
      .executeTakeFirst();
    if (released) {
      const announced = announcedAs(ctx, released);
      if (announced) await begin(ctx, announced, released);
      return succeed(null);
    }
    const known = await ctx.db
      .selectFrom('notice')
      .select('version')
      .where('document', '=', document)
      .where('version', '=', version)
      .executeTakeFirst();
    return fail(known ? 'not-withheld' : 'version-unknown');
  });
}

/** Versions that were there at the first start, or with a document's own first day, are not announced. */
async function recordVersions(ctx: Context): Promise<void> {
  const seen = await ctx.db.selectFrom('notice').select(['document', 'version']).execute();
  const seen_at = ctx.clock.now().toISOString();
  const fresh = ctx.content.manifest.documents.flatMap((document) => {
    const known = seen.filter((one) => one.document === document.slug).map(({ version }) => version);
    return document.versions
      .filter(({ version }) => !known.includes(version))
      .map((version) => ({ document, version, isNews: isNews(version, known) }));
  });
  if (fresh.length === 0) return;
  // All or none: a first start that is cut short must not make the other half look new.
  await transaction(ctx, async (ctx) => {
    for (const { isNews, ...announced } of fresh) {
      const notice = {
        document: announced.document.slug,
        version: announced.version.version,
        effect: effectOf(announced.document.versions, announced.version),
        seen_at,
      };
      const added = await ctx.db
        .insertInto('notice')
        .values(notice)
        .onConflict((conflict) => conflict.doNothing())
        .returningAll()
        .executeTakeFirst();
      if (added && isNews) await begin(ctx, announced, added);
    }
  });
}

/**
 * Begins anew with whatever was cancelled, or moved to another day: of a server that was built before that, nothing is taken
 * back. Where nobody was told yet, there is nothing to correct.
 */
async function noteChanges(ctx: Context): Promise<void> {
  const rows = await ctx.db.selectFrom('notice').selectAll().where('effect', '!=', 'cancelled').execute();
  for (const row of rows) {
    const announced = announcedAs(ctx, row);
    if (!announced) continue;
    const effect = effectOf(announced.document.versions, announced.version);
    if (effect !== 'cancelled' && Number(effect) <= Number(row.effect)) continue;
    await transaction(ctx, async (ctx) => {
      const changed = await ctx.db
        .updateTable('notice')
        .set({ effect })
        .where('document', '=', row.document)
        .where('version', '=', row.version)
        .where('effect', '=', row.effect)
        .returningAll()
        .executeTakeFirst();
      if (!changed) return;
      const campaigns = await campaignsOf(ctx, row);
      for (const { id } of campaigns) await takeBack(ctx, id);
      // What was there at the first start was announced to nobody.
      if (campaigns.length > 0) await begin(ctx, announced, changed);
      if (effect === 'cancelled') await tellOfReplaced(ctx, campaigns);
    });
  }
}

/** What was to take the place of a version is off itself: whoever has not heard so hears that the version is off. */
async function tellOfReplaced(ctx: Context, campaigns: readonly CampaignRow[]): Promise<void> {
  for (const { document, replaces, completed_at } of campaigns) {
    if (replaces === null || completed_at !== null) continue;
    const announced = announcedAs(ctx, { document, version: replaces });
    const notice = await ctx.db
      .selectFrom('notice')
      .selectAll()
      .where('document', '=', document)
      .where('version', '=', replaces)
      .executeTakeFirst();
    if (announced && notice) await begin(ctx, announced, notice);
  }
}

/** What was begun by a clock that has been set back since would wait for that time. */
async function waitNoLonger({ db, clock, config }: Context): Promise<void> {
  const latest = after(clock.now(), config.noticeWaitHours * hour).toISOString();
  await db
    .updateTable('campaign')
    .set({ sends_at: latest })
    .where('sends_at', '>', latest)
    .where('completed_at', 'is', null)
    .execute();
}

/** What waits is not sent any more. What is being sent at this moment, or may have been, stays on record as such. */
async function takeBack(ctx: Context, id: number): Promise<void> {
  const { db, clock } = ctx;
  const now = clock.now().toISOString();
  await db
    .updateTable('campaign')
    .set((row) => ({
      stopped_at: now,
      told_at: toldAt(row),
    }))
    .where('id', '=', id)
    .where('stopped_at', 'is', null)
    .execute();
  await db
    .updateTable('campaign_batch')
    .set({ failed_at: now, problem: 'cancelled' })
    .where('campaign', '=', id)
    .where('accepted_at', 'is', null)
    .where((row) => row.or([row('failed_at', 'is', null), row('problem', '!=', 'cancelled')]))
    .execute();
  await forgetGone(ctx, id);
}

/**
 * Whoever has heard of the version hears of the change, and the others, where it still is to come, of the version: in the
 * place of another, where they have heard of that one and not that it is off.
 */
async function begin(ctx: Context, announced: Announced, notice: NoticeRow): Promise<void> {
  const campaigns = await campaignsOf(ctx, notice);
  const heardOfOther = campaigns.filter(({ effect }) => effect !== notice.effect);
  const tellings: { kind: Kind; replaces: string | null }[] = [];
  const isOff = notice.effect === 'cancelled';
  if (await isAnyTold(ctx, heardOfOther)) tellings.push({ kind: isOff ? 'cancelled' : 'moved', replaces: null });
  const cancellations = isOff || notice.withheld_at !== null ? [] : await takeBackCancellations(ctx, notice);
  if (!isOff && notice.withheld_at === null) {
    const begun = campaigns.filter(({ completed_at }) => completed_at === null);
    const replaced = [...begun.map(({ replaces }) => replaces), ...cancellations.map(({ version }) => version)];
    for (const replaces of new Set(replaced)) if (replaces !== null) tellings.push({ kind: 'replaced', replaces });
    tellings.push({ kind: 'announced', replaces: null });
  }
  const now = ctx.clock.now();
  const agreed_up_to = await lastEntry(ctx);
  // Whoever stopped what was said before has not seen what is to be said instead.
  const held = [...campaigns, ...cancellations].find(({ held_at, completed_at }) => held_at !== null && !completed_at);
  for (const { kind, replaces } of tellings) {
    await ctx.db
      .insertInto('campaign')
      .values({
        id: randomInt(1, ids),
        document: notice.document,
        version: notice.version,
        kind,
        replaces,
        effect: notice.effect,
        mails: JSON.stringify(draftsOf(ctx, announced, kind, { replaces })),
        key_id: ctx.crypto.keys.currentId,
        since: notice.seen_at,
        begun_at: now.toISOString(),
        sends_at: after(now, ctx.config.noticeWaitHours * hour).toISOString(),
        held_at: held?.held_at ?? null,
        people: '{}',
        next_batch: 1,
        agreed_up_to,
      })
      .execute();
  }
}

/** Who has not heard yet that a version is off hears of what takes its place instead: one mail, not two. */
async function takeBackCancellations(ctx: Context, { document, version }: NoticeRow): Promise<CampaignRow[]> {
  const waiting = await ctx.db
    .selectFrom('campaign')
    .selectAll()
    .where('document', '=', document)
    .where('kind', '=', 'cancelled')
    .where('completed_at', 'is', null)
    .where('stopped_at', 'is', null)
    .execute();
  const earlier = waiting.filter((campaign) => isLater(version, campaign.version));
  for (const { id } of earlier) await takeBack(ctx, id);
  return earlier;
}

async function isAnyTold({ db }: Context, campaigns: readonly CampaignRow[]): Promise<boolean> {
  if (campaigns.length === 0) return false;
  const told = await db
    .selectFrom('notice_recipient')
    .innerJoin('campaign_batch', inBatch)
    .select('notice_recipient.campaign')
    .where(
      'notice_recipient.campaign',
      'in',
      campaigns.map(({ id }) => id),
    )
    .where(isTold)
    .limit(1)
    .executeTakeFirst();
  return told !== undefined;
}

async function enumerate(ctx: Context, id: number, signal?: AbortSignal): Promise<void> {
  let goesOn = true;
  while (goesOn && !signal?.aborted) {
    goesOn = await transaction(ctx, (ctx) => addPage(ctx, id));
    // SQLite answers without ever letting the server turn to its visitors.
    await setImmediate();
  }
}

/** Puts down the next people and notes how far it came, all or nothing; false when there is nobody left. */
async function addPage(ctx: Context, id: number): Promise<boolean> {
  // Two servers take turns, and each goes on where the other stopped.
  const campaign = await lockCampaign(ctx, id);
  if (!campaign || campaign.enumerated_at !== null || campaign.stopped_at !== null) return false;
  const having = Object.keys(draftsIn(campaign)) as Reason[];
  const page = await audienceOf(ctx, campaign, having, pageSize);
  if (!page) {
    await ctx.db
      .updateTable('campaign')
      .set({ enumerated_at: ctx.clock.now().toISOString() })
      .where('id', '=', id)
      .execute();
    return false;
  }
  await putDown(ctx, campaign, page);
  return true;
}

/** A version as the site has it today; null where it knows none such. */
export function announcedAs(ctx: Context, { document: slug, version: name }: Version): Announced | null {
  const document = ctx.content.manifest.documents.find((one) => one.slug === slug);
  const version = document?.versions.find(({ version }) => version === name);
  return document && version ? { document, version } : null;
}

/** Whether subscribers are told: of what is newer than all that was known, unless it corrects a comma, or what waits. */
function isNews(
  { version, class: changeClass, cancelledOn, corrects }: ManifestVersion,
  known: readonly string[],
): boolean {
  if (cancelledOn || corrects) return false;
  return changeClass !== 'editorial' && known.length > 0 && known.every((other) => isLater(version, other));
}
