import { inWords } from '../dates.ts';
import type { Db } from '../db/database.ts';
import type { NoticeRow } from '../db/schema.ts';
import type { ManifestDocument, ManifestVersion } from './manifest.ts';
import { type NoticesNeeds, noticeSubject } from './subscribers.ts';

const batchSize = 500;

/**
 * Tells the subscribers of a document of each newer version, once each. Progress is kept with the notices themselves,
 * so that a server that is killed goes on where it stopped, and several servers do no harm to each other.
 */
export function createAnnouncements({ db, clock, mail, sealing, links, config, manifest }: NoticesNeeds) {
  return { announce };

  async function announce(): Promise<void> {
    await recordVersions();
    const open = await db.selectFrom('notice').selectAll().where('completed_at', 'is', null).execute();
    for (const notice of open) {
      const document = manifest.documents.find(({ slug }) => slug === notice.document);
      const version = document?.versions.find(({ version }) => version === notice.version);
      if (document && version) await announceVersion(notice, document, version);
    }
  }

  /** Versions that were there at the first start, or with a document's own first day, are not announced. */
  async function recordVersions(): Promise<void> {
    const now = clock.now().toISOString();
    await db.transaction().execute(async (db) => {
      const seen = await db.selectFrom('notice').select(['document', 'version']).execute();
      for (const { slug, versions } of manifest.documents) {
        const before = seen.filter(({ document }) => document === slug).map(({ version }) => version);
        for (const { version } of versions.filter(({ version }) => !before.includes(version))) {
          const isNewer = before.length > 0 && before.every((known) => isLater(version, known));
          await db
            .insertInto('notice')
            .values({ document: slug, version, seen_at: now, cursor: null, completed_at: isNewer ? null : now })
            .onConflict((conflict) => conflict.doNothing())
            .execute();
        }
      }
    });
  }

  async function announceVersion(
    notice: NoticeRow,
    document: ManifestDocument,
    version: ManifestVersion,
  ): Promise<void> {
    let cursor = notice.cursor ?? '';
    for (;;) {
      const last = await db.transaction().execute((db) => announceBatch(db, notice, document, version, cursor));
      if (last === null) return;
      cursor = last;
    }
  }

  /** Queues the notices of one batch and notes how far it came, all or nothing. Null when there is nobody left. */
  async function announceBatch(
    db: Db,
    notice: NoticeRow,
    document: ManifestDocument,
    version: ManifestVersion,
    cursor: string,
  ): Promise<string | null> {
    const subscribers = await db
      .selectFrom('subscription')
      .innerJoin('subscriber', 'subscriber.id', 'subscription.subscriber_id')
      .select(['subscriber.id', 'subscriber.address_sealed'])
      .where('subscription.document', '=', document.slug)
      .where('subscription.confirmed_at', '<=', notice.seen_at)
      .where('subscriber.id', '>', cursor)
      .orderBy('subscriber.id')
      .limit(batchSize)
      .execute();
    for (const { id, address_sealed } of subscribers) {
      const place = { table: 'subscriber', column: 'address_sealed', row: id };
      await mail.queue(db, letter(id, sealing.open(address_sealed, place), document, version));
    }
    const last = subscribers.at(-1)?.id ?? null;
    await db
      .updateTable('notice')
      .set(last === null ? { completed_at: clock.now().toISOString() } : { cursor: last })
      .where('document', '=', document.slug)
      .where('version', '=', version.version)
      .execute();
    return last;
  }

  function letter(id: string, to: string, document: ManifestDocument, version: ManifestVersion) {
    const unsubscribeLink = `${config.origin}/updates/unsubscribe/${id}.${links.sign('unsubscribe', id)}/`;
    return {
      to,
      template: 'updates-notice',
      kind: 'notice',
      about: noticeSubject(id, document.slug),
      occasion: `notice:${document.slug}:${version.version}:${id}`,
      values: {
        document: document.title,
        summary: version.summary ?? '',
        publishedOn: inWords(version.publishedOn),
        effectiveOn: inWords(version.effectiveOn),
        link: `${config.origin}${version.url}`,
        preferencesLink: `${config.origin}/updates/preferences/${id}.${links.sign('preferences', id)}/`,
        unsubscribeLink,
      },
      // RFC 8058: the mail program may end the notices by a bare POST to this address.
      headers: {
        'List-Unsubscribe': `<${unsubscribeLink}>`,
        'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      },
    } as const;
  }
}

/** Versions are named by their day; a second one of a day ends in `-2`, a tenth in `-10`. */
function isLater(version: string, than: string): boolean {
  return version.localeCompare(than, 'en', { numeric: true }) > 0;
}
