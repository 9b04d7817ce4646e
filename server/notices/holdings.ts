import type { Db } from '../db/database.ts';
import type { Schema, SubscriberRow } from '../db/schema.ts';
import type { Exported, Subject } from '../erasure/subject.ts';
import type { NoticesNeeds } from './needs.ts';
import { placeOf, type Subscribers } from './subscribers.ts';

/** What somebody had asked to hear about, as it was stored. */
export interface KeptSubscriptions {
  readonly subscribers: readonly SubscriberRow[];
  readonly subscriptions: readonly Schema['subscription'][];
}

/** What the address of an account is subscribed to, and to what its holder objected. */
export function createHoldings({
  db,
  mail,
  sealing,
  addresses,
  subscribers,
}: NoticesNeeds & { readonly subscribers: Subscribers }) {
  return { exportFor, mattersOf, erase, restore };

  async function exportFor(subject: Subject): Promise<Exported> {
    const rows = await subscribersOf(db, subject);
    const links = await among(rows, (ids) =>
      db.selectFrom('subscriber_confirmation').selectAll().where('subscriber_id', 'in', ids).execute(),
    );
    const objections = await db
      .selectFrom('suppression')
      .select(['kind', 'since'])
      .where('address_index', 'in', addresses.indexes(subject.email))
      .execute();
    return {
      tables: {
        subscribers: rows.map(({ id, address_sealed, subscribed_at, confirmed_at }) => ({
          id,
          email: sealing.open(address_sealed, placeOf(id)),
          subscribed_at,
          confirmed_at,
        })),
        subscriptions: (await subscriptionsOf(db, rows)).map((row) => ({ ...row })),
        subscription_links: links.map(({ digest, ...link }) => link),
        objections,
      },
    };
  }

  /** What mail about the subscriptions is about: each notice of theirs, also of what they no longer hear about. */
  async function mattersOf(db: Db, subject: Subject): Promise<string[]> {
    const rows = await subscribersOf(db, subject);
    const seen = await db.selectFrom('notice').select('document').distinct().execute();
    return rows.flatMap(({ id }) => [id, ...seen.flatMap(({ document }) => subscribers.subjectsOf(id, document))]);
  }

  async function erase(db: Db, subject: Subject): Promise<KeptSubscriptions> {
    for (const about of await mattersOf(db, subject)) await mail.forget(db, { about });
    const rows = await subscribersOf(db, subject);
    const kept = { subscribers: rows, subscriptions: await subscriptionsOf(db, rows) };
    for (const { id } of rows) await subscribers.end(db, id);
    return kept;
  }

  /** Somebody may have subscribed with the address meanwhile: then that choice stands. */
  async function restore(db: Db, kept: KeptSubscriptions): Promise<void> {
    for (const row of kept.subscribers) {
      const back = await db
        .insertInto('subscriber')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      const theirs = kept.subscriptions
        .filter(({ subscriber_id }) => subscriber_id === row.id)
        .map((one) => ({ ...one, document: subscribers.named([one.document])[0] ?? one.document }));
      if (back && theirs.length > 0) await db.insertInto('subscription').values(theirs).execute();
    }
  }

  function subscribersOf(db: Db, { email }: Subject): Promise<SubscriberRow[]> {
    return db.selectFrom('subscriber').selectAll().where('address_index', 'in', addresses.indexes(email)).execute();
  }

  function subscriptionsOf(db: Db, rows: readonly SubscriberRow[]): Promise<Schema['subscription'][]> {
    return among(rows, (ids) => db.selectFrom('subscription').selectAll().where('subscriber_id', 'in', ids).execute());
  }
}

/** PostgreSQL knows no empty list. */
async function among<Row>(
  rows: readonly { readonly id: string }[],
  find: (ids: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  return rows.length === 0 ? [] : find(rows.map(({ id }) => id));
}
