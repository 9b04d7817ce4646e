import { setImmediate } from 'node:timers/promises';
import { inWords } from '../dates.ts';
import { type Db, isPostgres } from '../db/database.ts';
import type { NoticeRow } from '../db/schema.ts';
import { type ManifestDocument, type ManifestVersion, standingFor } from '../documents/manifest.ts';
import type { NoticesNeeds } from './needs.ts';
import { adoptNames } from './renames.ts';
import { noticeSubject, placeOf } from './subscribers.ts';

/** How far an announcement has come: when it began, and the last subscriber who was told. */
type Progress = Pick<NoticeRow, 'seen_at' | 'cursor'>;

/** Written in one transaction, during which SQLite lets nobody else write. */
const batchSize = 50;

/**
 * Tells the subscribers of a document of each newer version, once each. Progress is kept with the notices themselves,
 * so that a server that is killed goes on where it stopped, and several servers share the work.
 */
export function createAnnouncements({ db, clock, mail, sealing, links, config, manifest }: NoticesNeeds) {
  return { announce };

  async function announce(): Promise<void> {
    await adoptNames(db, manifest);
    await recordVersions();
    const open = await db
      .selectFrom('notice')
      .select(['document', 'version'])
      .where('completed_at', 'is', null)
      .orderBy('seen_at')
      .orderBy('version')
      .execute();
    for (const notice of open) {
      const document = manifest.documents.find(({ slug }) => slug === notice.document);
      const version = document?.versions.find(({ version }) => version === notice.version);
      if (document && version && !standingFor(document.versions, version).cancelledOn) {
        await announceVersion(document, version);
      }
    }
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

  async function announceVersion(document: ManifestDocument, version: ManifestVersion): Promise<void> {
    let goesOn = true;
    while (goesOn) goesOn = await db.transaction().execute((db) => announceBatch(db, document, version));
  }

  /** Queues the notices of one batch and notes how far it came, all or nothing. False when there is nobody left. */
  async function announceBatch(db: Db, document: ManifestDocument, version: ManifestVersion): Promise<boolean> {
    // An update, so that two servers take turns and each goes on where the other stopped.
    const notice = await db
      .updateTable('notice')
      .set((row) => ({ seen_at: row.ref('seen_at') }))
      .where('document', '=', document.slug)
      .where('version', '=', version.version)
      .where('completed_at', 'is', null)
      .returning(['seen_at', 'cursor'])
      .executeTakeFirst();
    if (!notice) return false;

    const ids = await holdNext(db, document, notice);
    for (const { id, address_sealed } of await subscribedAmong(db, document, notice, ids)) {
      await mail.queue(db, letter(id, sealing.open(address_sealed, placeOf(id)), document, version));
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
    return last !== undefined;
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
      .select(['subscriber.id', 'subscriber.address_sealed'])
      .where('subscription.document', '=', document.slug)
      .where('subscription.confirmed_at', '<=', seen_at)
      .where('subscription.subscriber_id', 'in', ids)
      .execute();
  }

  /** One for each change, also where the text that waits was corrected meanwhile: then it tells of that text. */
  function letter(id: string, to: string, document: ManifestDocument, told: ManifestVersion) {
    const version = standingFor(document.versions, told);
    const unsubscribeLink = `${config.origin}/updates/unsubscribe/${id}.${links.sign('unsubscribe', id)}/`;
    return {
      to,
      template: 'updates-notice',
      kind: 'notice',
      about: noticeSubject(id, document.slug),
      occasion: `notice:${document.slug}:${told.version}:${id}`,
      values: {
        document: document.title,
        summary: version.summary,
        publishedOn: inWords(version.publishedOn),
        effectiveOn: inWords(version.effectiveOn),
        link: `${config.origin}${version.url}`,
        preferencesLink: `${config.origin}/updates/preferences/${id}.${links.sign('preferences', id)}/`,
        unsubscribeLink,
      },
      // RFC 8058: the mail program may end the notices by a bare POST to this address. RFC 2919: what it files them under.
      headers: {
        'List-Id': `<notices.${new URL(config.origin).hostname}>`,
        'List-Unsubscribe': `<${unsubscribeLink}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    } as const;
  }
}

/** Whether subscribers are told: of what is newer than all that was known, unless it corrects a comma, or what waits. */
function isNews(
  { version, class: changeClass, cancelledOn, corrects }: ManifestVersion,
  known: readonly string[],
): boolean {
  if (cancelledOn || corrects) return false;
  return changeClass !== 'editorial' && known.length > 0 && known.every((other) => isLater(version, other));
}

/** Versions are named by their day; a second one of a day ends in `-2`, a tenth in `-10`. */
function isLater(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
