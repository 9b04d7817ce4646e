import { setImmediate } from 'node:timers/promises';
import { showDay } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { attemptAll, failureOf } from '../attempts.ts';
import { isUnreadable } from '../crypto/sealing.ts';
import { type Db, isPostgres } from '../db/database.ts';
import type { NoticeRow } from '../db/schema.ts';
import { type ManifestDocument, type ManifestVersion, standingFor } from '../documents/manifest.ts';
import { namesOf } from '../documents/names.ts';
import type { NoticesNeeds } from './needs.ts';
import { adoptNames } from './renames.ts';
import { noticeSubject, placeOf } from './subscribers.ts';

/** How far an announcement has come: when it began, and the last subscriber who was told. */
type Progress = Pick<NoticeRow, 'seen_at' | 'cursor'>;

interface Announced {
  readonly document: ManifestDocument;
  readonly version: ManifestVersion;
}

type Version = Pick<NoticeRow, 'document' | 'version'>;

export type ReleaseProblem = 'version-unknown' | 'not-withheld';

/** Written in one transaction, during which SQLite lets nobody else write. */
const batchSize = 50;

/**
 * Tells the subscribers of a document of each newer version, once each. Progress is kept with the notices themselves,
 * so that a server that is killed goes on where it stopped, and several servers share the work. When a version is
 * cancelled or moved to another day meanwhile, what is still queued is taken back, and whoever was told is told that too.
 */
export function createAnnouncements({ db, clock, mail, sealing, links, config, manifest }: NoticesNeeds) {
  return { announce, withhold, release };

  async function announce(signal?: AbortSignal): Promise<void> {
    await adoptNames(db, manifest);
    await recordVersions();
    await noteChanges();
    const open = await db
      .selectFrom('notice')
      .select(['document', 'version'])
      .where('completed_at', 'is', null)
      .orderBy('seen_at')
      .orderBy('version')
      .execute();
    await attemptAll(
      open.map((notice) => async () => {
        const document = manifest.documents.find(({ slug }) => slug === notice.document);
        const version = document?.versions.find(({ version }) => version === notice.version);
        if (document && version) await announceVersion({ document, version }, signal);
      }),
    );
  }

  /**
   * After a restore that cannot tell what was sent since: no version is announced by itself that the backup does not
   * know as told. Gives those of which that is not known.
   */
  async function withhold(): Promise<Version[]> {
    await adoptNames(db, manifest);
    await recordVersions();
    await noteChanges();
    const now = clock.now().toISOString();
    return await db
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
  async function release({ document, version }: Version): Promise<Result<null, ReleaseProblem>> {
    const released = await db
      .updateTable('notice')
      .set({ completed_at: null, withheld_at: null, cursor: null, seen_at: clock.now().toISOString() })
      .where('document', '=', document)
      .where('version', '=', version)
      .where('withheld_at', 'is not', null)
      .returning('version')
      .executeTakeFirst();
    if (released) return succeed(null);
    const known = await db
      .selectFrom('notice')
      .select('version')
      .where('document', '=', document)
      .where('version', '=', version)
      .executeTakeFirst();
    return fail(known ? 'not-withheld' : 'version-unknown');
  }

  /** Versions that were there at the first start, or with a document's own first day, are not announced. */
  async function recordVersions(): Promise<void> {
    const seen = await db.selectFrom('notice').select(['document', 'version']).execute();
    const now = clock.now().toISOString();
    const fresh = manifest.documents.flatMap(({ slug, versions }) => {
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
    await db.transaction().execute(async (db) => {
      for (const notice of fresh) {
        await db
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
  async function noteChanges(): Promise<void> {
    const rows = await db.selectFrom('notice').selectAll().where('effect', '!=', 'cancelled').execute();
    for (const { document, version, effect: before, cursor, completed_at } of rows) {
      const known = manifest.documents.find(({ slug }) => slug === document)?.versions;
      const published = known?.find((one) => one.version === version);
      if (!known || !published) continue;
      const effect = effectOf(known, published);
      if (effect !== 'cancelled' && Number(effect) <= Number(before)) continue;
      const wasTold = cursor !== null;
      const isOver = !wasTold && (completed_at !== null || effect === 'cancelled');
      await db
        .updateTable('notice')
        .set({
          effect,
          ...(!wasTold && { first_effect: effect }),
          cursor: wasTold ? '' : null,
          completed_at: isOver ? clock.now().toISOString() : null,
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

  async function announceVersion(announced: Announced, signal?: AbortSignal): Promise<void> {
    const failures: unknown[] = [];
    let goesOn = true;
    while (goesOn && !signal?.aborted) {
      const batch = await db.transaction().execute((db) => announceBatch(db, announced));
      failures.push(...batch.failures);
      goesOn = batch.goesOn;
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Queues the notices of one batch and notes how far it came, all or nothing; ends when there is nobody left. */
  async function announceBatch(db: Db, announced: Announced): Promise<{ goesOn: boolean; failures: Error[] }> {
    const { document, version } = announced;
    const over = { goesOn: false, failures: [] };
    // An update, so that two servers take turns and each goes on where the other stopped.
    const notice = await db
      .updateTable('notice')
      .set((row) => ({ seen_at: row.ref('seen_at') }))
      .where('document', '=', document.slug)
      .where('version', '=', version.version)
      .where('completed_at', 'is', null)
      .returning(['seen_at', 'cursor', 'effect', 'first_effect'])
      .executeTakeFirst();
    if (!notice || notice.effect !== effectOf(document.versions, version)) return over;
    const occasions = namesOf(manifest, document.slug).map((name) => occasionOf(name, version));
    if (notice.cursor === '' && (await mail.takeBackNotices(db, occasions)) > 0) return { ...over, goesOn: true };

    const failures: Error[] = [];
    const ids = await holdNext(db, document, notice);
    const subscribed = await subscribedAmong(db, document, notice, ids);
    const isChange = notice.effect !== notice.first_effect;
    const told = !isChange ? [] : await mail.toldOf(db, occasions, subjectsOf(document, ids));
    for (const { id, address_sealed, confirmed_at } of subscribed) {
      const to = open(id, address_sealed);
      if (to instanceof Error) failures.push(to);
      else {
        const wasTold = told.some((about) => subjectsOf(document, [id]).includes(about));
        const letter = letterTo({ id, to, askedAt: confirmed_at }, announced, wasTold);
        if (letter) await mail.queue(db, letter);
      }
      // SQLite answers without ever letting the server turn to its visitors.
      await setImmediate();
    }
    const last = ids.at(-1);
    await db
      .updateTable('notice')
      .set(last === undefined ? { completed_at: clock.now().toISOString() } : { cursor: last })
      .where('document', '=', document.slug)
      .where('version', '=', version.version)
      .execute();
    return { goesOn: last !== undefined, failures };
  }

  /**
   * The subscribers of the next batch. Who unsubscribes at this moment either goes first, or waits and then finds the
   * notice to take back.
   */
  async function holdNext(db: Db, document: ManifestDocument, { seen_at, cursor }: Progress) {
    const rows = await db
      .selectFrom('subscription')
      .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
      .select('subscription.subscriber_id')
      .where('subscription.document', '=', document.slug)
      .where('subscription.confirmed_at', '<=', seen_at)
      .where('subscription.subscriber_id', '>', cursor ?? '')
      .orderBy('subscription.subscriber_id')
      .limit(batchSize)
      .$if(isPostgres(config.databaseUrl), (query) => query.forShare('subscriber'))
      .execute();
    return rows.map(({ subscriber_id }) => subscriber_id);
  }

  /** Asked again once they are held: PostgreSQL tells a statement nothing of what changed while it waited. */
  async function subscribedAmong(db: Db, document: ManifestDocument, { seen_at }: Progress, ids: readonly string[]) {
    if (ids.length === 0) return [];
    return await db
      .selectFrom('subscription')
      .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
      .select(['subscriber.id', 'subscriber.address_sealed', 'subscription.confirmed_at'])
      .where('subscription.document', '=', document.slug)
      .where('subscription.confirmed_at', '<=', seen_at)
      .where('subscription.subscriber_id', 'in', ids)
      .execute();
  }

  /** One that is damaged keeps nobody else from being told; the operator hears of it. */
  function open(id: string, sealed: string): string | Error {
    try {
      return sealing.open(sealed, placeOf(id));
    } catch (error) {
      if (isUnreadable(error)) return failureOf(id, error);
      throw error;
    }
  }

  /**
   * What a subscriber needs to hear; nothing of a cancelled version of which they did not hear. One for each change,
   * also where the text that waits was corrected meanwhile: then it tells of that text.
   */
  function letterTo(
    { id, to, askedAt }: { id: string; to: string; askedAt: string },
    { document, version: told }: Announced,
    wasTold: boolean,
  ) {
    const version = standingFor(document.versions, told);
    const before = replacedBy(document.versions, told);
    const unsubscribeLink = `${config.origin}/updates/unsubscribe/${id}.${links.sign('unsubscribe', id)}/`;
    const occasion = occasionOf(document.slug, told);
    const effect = effectOf(document.versions, told);
    const values = {
      document: document.title,
      link: `${config.origin}${version.url}`,
      preferencesLink: `${config.origin}/updates/preferences/${id}.${links.sign('preferences', id)}/`,
      unsubscribeLink,
    };
    const letter = {
      to,
      askedAt,
      about: noticeSubject(id, document.slug),
      // RFC 8058: the mail program may end the notices by a bare POST to this address. RFC 2919: what it files them under.
      headers: {
        'List-Id': `<notices.${new URL(config.origin).hostname}>`,
        'List-Unsubscribe': `<${unsubscribeLink}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    } as const;
    if (!wasTold) {
      if (effect === 'cancelled') return null;
      const what = {
        summary: version.summary,
        publishedOn: showDay(version.publishedOn),
        effectiveOn: showDay(version.effectiveOn),
        compareLink: `${config.origin}/${document.slug}/compare/${before.version}/${version.version}/`,
      };
      return {
        ...letter,
        template: 'updates-notice',
        occasion: `${occasion}${id}`,
        values: { ...values, ...what },
      } as const;
    }
    const publishedOn = showDay(version.publishedOn);
    if (effect === 'cancelled') {
      const off = { occasion: `${occasion}${effect}:${id}`, values: { ...values, publishedOn } };
      return { ...letter, template: 'updates-cancelled', ...off } as const;
    }
    const moved = {
      occasion: `${occasion}${effect}:${id}`,
      values: { ...values, publishedOn, effectiveOn: showDay(version.effectiveOn) },
    };
    return { ...letter, template: 'updates-moved', ...moved } as const;
  }

  function subjectsOf({ slug }: ManifestDocument, ids: readonly string[]): string[] {
    return ids.flatMap((id) => namesOf(manifest, slug).map((name) => noticeSubject(id, name)));
  }
}

/** What was decided of its effect, and of what corrects it: how often it was moved to another day, or that it is off. */
function effectOf(
  versions: readonly ManifestVersion[],
  { version, effectMoved = 0, cancelledOn }: ManifestVersion,
): string {
  const correction = versions.find(({ corrects }) => corrects === version);
  if (!correction) return cancelledOn ? 'cancelled' : String(effectMoved);
  // What took its place counts its moves as well.
  return effectOf(versions, correction);
}

/** With what the occasion of each notice of a version begins. */
function occasionOf(document: string, { version }: ManifestVersion): string {
  return `notice:${document}:${version}:`;
}

/** Whether subscribers are told: of what is newer than all that was known, unless it corrects a comma, or what waits. */
function isNews(
  { version, class: changeClass, cancelledOn, corrects }: ManifestVersion,
  known: readonly string[],
): boolean {
  if (cancelledOn || corrects) return false;
  return changeClass !== 'editorial' && known.length > 0 && known.every((other) => isLater(version, other));
}

/** What is in force until a version is: the one before it that was neither cancelled nor corrected while it waited. */
function replacedBy(versions: readonly ManifestVersion[], version: ManifestVersion): ManifestVersion {
  const earlier = versions.filter(
    (other) =>
      isLater(version.version, other.version) &&
      !other.cancelledOn &&
      !versions.some(({ corrects }) => corrects === other.version),
  );
  return earlier.reduce(
    (newest, other) => (isLater(other.version, newest.version) ? other : newest),
    earlier[0] ?? version,
  );
}

/** Versions are named by their day; a second one of a day ends in `-2`, a tenth in `-10`. */
function isLater(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
