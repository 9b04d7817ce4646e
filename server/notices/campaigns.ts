import { setImmediate } from 'node:timers/promises';
import type { ManifestDocument, ManifestVersion } from '../../src/library/model/manifest.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { attemptAll } from '../attempts.ts';
import { type Context, transaction } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import type { NoticeRow } from '../db/schema.ts';
import { queue, takeBackMissed, takeBackNotices } from '../mail/outbox.ts';
import {
  type Announced,
  effectOf,
  isLater,
  letterTo,
  occasionPrefix,
  occasionsOf,
  open,
  toldAmong,
} from './notice-emails.ts';
import { adoptNames } from './renames.ts';

/** How far an announcement has come: when it began, and the last subscriber who was told. */
type Progress = Pick<NoticeRow, 'seen_at' | 'cursor'>;

type Version = Pick<NoticeRow, 'document' | 'version'>;

export type ReleaseProblem = 'version-unknown' | 'not-withheld';

/** Written in one transaction, during which SQLite lets nobody else write. */
const batchSize = 50;

/**
 * Tells the subscribers of a document of each newer version, once each. Progress is kept with the notices themselves,
 * so that a server that is killed goes on where it stopped, and several servers share the work. When a version is
 * cancelled or moved to another day meanwhile, what is still queued is taken back, and whoever was told is told that too.
 */
export async function announce(ctx: Context, signal?: AbortSignal): Promise<void> {
  await adoptNames(ctx);
  await recordVersions(ctx);
  await noteChanges(ctx);
  const open = await ctx.db
    .selectFrom('notice')
    .select(['document', 'version'])
    .where('completed_at', 'is', null)
    .orderBy('seen_at')
    .orderBy('version')
    .execute();
  await attemptAll(
    open.map((notice) => async () => {
      const document = ctx.content.manifest.documents.find(({ slug }) => slug === notice.document);
      const version = document?.versions.find(({ version }) => version === notice.version);
      if (document && version) await announceVersion(ctx, { document, version }, signal);
    }),
  );
}

/**
 * After a restore that cannot tell what was sent since: no version is announced by itself that the backup does not
 * know as told. Gives those of which that is not known.
 */
export async function withhold(ctx: Context): Promise<Version[]> {
  await adoptNames(ctx);
  await recordVersions(ctx);
  await noteChanges(ctx);
  // What an address missed may have gone out since.
  await takeBackMissed(ctx, { occasions: [occasionPrefix] });
  const now = ctx.clock.now().toISOString();
  return await ctx.db
    .updateTable('notice')
    .set({ completed_at: now, withheld_at: now })
    .where('completed_at', 'is', null)
    .returning(['document', 'version'])
    .execute();
}

/**
 * Has a version that was withheld announced to all that are subscribed now; who is known to have been told is not told
 * again.
 */
export async function release(ctx: Context, { document, version }: Version): Promise<Result<null, ReleaseProblem>> {
  const released = await ctx.db
    .updateTable('notice')
    .set({ completed_at: null, withheld_at: null, cursor: null, seen_at: ctx.clock.now().toISOString() })
    .where('document', '=', document)
    .where('version', '=', version)
    .where('withheld_at', 'is not', null)
    .returning('version')
    .executeTakeFirst();
  if (released) return succeed(null);
  const known = await ctx.db
    .selectFrom('notice')
    .select('version')
    .where('document', '=', document)
    .where('version', '=', version)
    .executeTakeFirst();
  return fail(known ? 'not-withheld' : 'version-unknown');
}

/** Versions that were there at the first start, or with a document's own first day, are not announced. */
async function recordVersions(ctx: Context): Promise<void> {
  const seen = await ctx.db.selectFrom('notice').select(['document', 'version']).execute();
  const now = ctx.clock.now().toISOString();
  const fresh = ctx.content.manifest.documents.flatMap(({ slug, versions }) => {
    const known = seen.filter(({ document }) => document === slug).map(({ version }) => version);
    return versions
      .filter(({ version }) => !known.includes(version))
      .map((version) => ({
        document: slug,
        version: version.version,
        effect: effectOf(versions, version),
        first_effect: effectOf(versions, version),
        seen_at: now,
        cursor: null,
        completed_at: isNews(version, known) ? null : now,
      }));
  });
  if (fresh.length === 0) return;
  // All or none: a first start that is cut short must not make the other half look new.
  await transaction(ctx, async (ctx) => {
    for (const notice of fresh) {
      await ctx.db
        .insertInto('notice')
        .values(notice)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
  });
}

/**
 * Begins anew with whatever was cancelled, or moved to another day: of a server that was built before that, nothing is taken
 * back. Where nobody was told yet, there is nothing to correct.
 */
async function noteChanges(ctx: Context): Promise<void> {
  const rows = await ctx.db.selectFrom('notice').selectAll().where('effect', '!=', 'cancelled').execute();
  for (const { document, version, effect: before, cursor, completed_at } of rows) {
    const known = ctx.content.manifest.documents.find(({ slug }) => slug === document)?.versions;
    const published = known?.find((one) => one.version === version);
    if (!known || !published) continue;
    const effect = effectOf(known, published);
    if (effect !== 'cancelled' && Number(effect) <= Number(before)) continue;
    const wasTold = cursor !== null;
    const isOver = !wasTold && (completed_at !== null || effect === 'cancelled');
    await ctx.db
      .updateTable('notice')
      .set({
        effect,
        ...(!wasTold && { first_effect: effect }),
        cursor: wasTold ? '' : null,
        completed_at: isOver ? ctx.clock.now().toISOString() : null,
        ...(!isOver && { withheld_at: null }),
      })
      .where('document', '=', document)
      .where('version', '=', version)
      .where('effect', '=', before)
      // Should another server have told somebody meanwhile, it is looked at again.
      .where('cursor', cursor === null ? 'is' : '=', cursor)
      .execute();
  }
}

async function announceVersion(ctx: Context, announced: Announced, signal?: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  let goesOn = true;
  while (goesOn && !signal?.aborted) {
    const batch = await transaction(ctx, (ctx) => announceBatch(ctx, announced));
    failures.push(...batch.failures);
    goesOn = batch.goesOn;
  }
  if (failures.length > 0) throw failures[0];
}

/** Queues the notices of one batch and notes how far it came, all or nothing; ends when there is nobody left. */
async function announceBatch(ctx: Context, announced: Announced): Promise<{ goesOn: boolean; failures: Error[] }> {
  const { document, version } = announced;
  const over = { goesOn: false, failures: [] };
  // An update, so that two servers take turns and each goes on where the other stopped.
  const notice = await ctx.db
    .updateTable('notice')
    .set((row) => ({ seen_at: row.ref('seen_at') }))
    .where('document', '=', document.slug)
    .where('version', '=', version.version)
    .where('completed_at', 'is', null)
    .returning(['seen_at', 'cursor', 'effect', 'first_effect'])
    .executeTakeFirst();
  if (!notice || notice.effect !== effectOf(document.versions, version)) return over;
  const occasions = occasionsOf(ctx, announced);
  if (notice.cursor === '' && (await takeBackNotices(ctx, occasions)) > 0) return { ...over, goesOn: true };

  const failures: Error[] = [];
  const ids = await lockNext(ctx, document, notice);
  const subscribed = await subscribedAmong(ctx, document, notice, ids);
  const told = await toldAmong(ctx, announced, notice, ids);
  for (const { id, address_sealed, confirmed_at } of subscribed) {
    const to = open(ctx, id, address_sealed);
    if (to instanceof Error) failures.push(to);
    else {
      const letter = letterTo(ctx, { id, to, askedAt: confirmed_at }, announced, told.has(id));
      if (letter) await queue(ctx, letter);
    }
    // SQLite answers without ever letting the server turn to its visitors.
    await setImmediate();
  }
  const last = ids.at(-1);
  await ctx.db
    .updateTable('notice')
    .set(last === undefined ? { completed_at: ctx.clock.now().toISOString() } : { cursor: last })
    .where('document', '=', document.slug)
    .where('version', '=', version.version)
    .execute();
  return { goesOn: last !== undefined, failures };
}

/**
 * The subscribers of the next batch. Who unsubscribes at this moment either goes first, or waits and then finds the
 * notice to take back.
 */
async function lockNext(ctx: Context, document: ManifestDocument, { seen_at, cursor }: Progress) {
  const rows = await ctx.db
    .selectFrom('subscription')
    .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
    .select('subscription.subscriber_id')
    .where('subscription.document', '=', document.slug)
    .where('subscription.confirmed_at', '<=', seen_at)
    .where('subscription.subscriber_id', '>', cursor ?? '')
    .orderBy('subscription.subscriber_id')
    .limit(batchSize)
    .$if(isPostgres(ctx.config.databaseUrl), (query) => query.forShare('subscriber'))
    .execute();
  return rows.map(({ subscriber_id }) => subscriber_id);
}

/** Asked again once they are locked: PostgreSQL tells a statement nothing of what changed while it waited. */
async function subscribedAmong(
  ctx: Context,
  document: ManifestDocument,
  { seen_at }: Progress,
  ids: readonly string[],
) {
  if (ids.length === 0) return [];
  return await ctx.db
    .selectFrom('subscription')
    .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
    .select(['subscriber.id', 'subscriber.address_sealed', 'subscription.confirmed_at'])
    .where('subscription.document', '=', document.slug)
    .where('subscription.confirmed_at', '<=', seen_at)
    .where('subscription.subscriber_id', 'in', ids)
    .execute();
}

/** Whether subscribers are told: of what is newer than all that was known, unless it corrects a comma, or what waits. */
function isNews(
  { version, class: changeClass, cancelledOn, corrects }: ManifestVersion,
  known: readonly string[],
): boolean {
  if (cancelledOn || corrects) return false;
  return changeClass !== 'editorial' && known.length > 0 && known.every((other) => isLater(version, other));
}
