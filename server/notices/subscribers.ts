import { randomUUID } from 'node:crypto';
import { attemptEach } from '../attempts.ts';
import { before } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Db } from '../db/database.ts';
import { documentNamed, namesOf } from '../documents/names.ts';
import type { NoticesNeeds } from './needs.ts';

const uuidLength = 36;

export type Subscribers = ReturnType<typeof createSubscribers>;

/** The rows of those who subscribed, and the links that speak for them. */
export function createSubscribers({
  db,
  clock,
  timeSeen,
  mail,
  sealing,
  addresses,
  links,
  retention,
  manifest,
  erased,
}: NoticesNeeds) {
  const unconfirmedLife = durationOf(retention, 'subscriber-unconfirmed');
  return {
    subscriberFor,
    known,
    hold,
    exists,
    find,
    chosenBy,
    addSubscriptions,
    end,
    endFor,
    eraseUnconfirmed,
    documents,
    knownAmong,
    named,
    subjectsOf,
    cancelNotices,
    preferencesToken,
    subscriberOf,
  };

  /**
   * The subscriber with that address, made where there is none, and held until the transaction ends. Takes the same
   * statements in both cases. Mail goes to the address as it was first written: another spelling of it may be
   * somebody else's.
   */
  async function subscriberFor(db: Db, email: string): Promise<{ id: string; address: string }> {
    const known = (await find(db, email))[0];
    const fresh = randomUUID();
    const { id, address_sealed } = await db
      .insertInto('subscriber')
      .values({
        id: fresh,
        address_sealed: sealing.seal(email, placeOf(fresh)),
        address_index: known?.address_index ?? addresses.index(email),
        subscribed_at: clock.now().toISOString(),
        confirmed_at: null,
      })
      .onConflict((conflict) =>
        conflict.column('address_index').doUpdateSet((row) => ({ subscribed_at: row.ref('subscriber.subscribed_at') })),
      )
      .returning(['id', 'address_sealed'])
      .executeTakeFirstOrThrow();
    return { id, address: sealing.open(address_sealed, placeOf(id)) };
  }

  /** The subscriber with that address, as it was first written. */
  async function known(db: Db, email: string): Promise<{ id: string; address: string } | null> {
    const [row] = await find(db, email);
    return row ? { id: row.id, address: sealing.open(row.address_sealed, placeOf(row.id)) } : null;
  }

  function find(db: Db, email: string) {
    return db
      .selectFrom('subscriber')
      .select(['id', 'address_index', 'address_sealed'])
      .where('address_index', 'in', addresses.indexes(email))
      .execute();
  }

  /** Lets nobody else change this subscriber, nor write to them, until the transaction ends. False when gone. */
  async function hold(db: Db, id: string): Promise<boolean> {
    const held = await db
      .updateTable('subscriber')
      .set((row) => ({ subscribed_at: row.ref('subscribed_at') }))
      .where('id', '=', id)
      .returning('id')
      .executeTakeFirst();
    return Boolean(held);
  }

  async function exists(id: string): Promise<boolean> {
    return Boolean(await db.selectFrom('subscriber').select('id').where('id', '=', id).executeTakeFirst());
  }

  async function chosenBy(db: Db, id: string): Promise<string[]> {
    const rows = await db.selectFrom('subscription').select('document').where('subscriber_id', '=', id).execute();
    return named(rows.map(({ document }) => document));
  }

  async function addSubscriptions(db: Db, id: string, documents: readonly string[]): Promise<void> {
    const confirmed_at = clock.now().toISOString();
    await db
      .insertInto('subscription')
      .values(named(documents).map((document) => ({ subscriber_id: id, document, confirmed_at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Erases the subscriber, with every mail that has not left yet. False when gone. */
  async function end(db: Db, id: string): Promise<boolean> {
    if (!(await hold(db, id))) return false;
    await mail.cancel(db, { about: id });
    for (const document of await chosenBy(db, id)) await cancelNotices(db, id, document);
    await erased.add(db, 'subscriber', id);
    await db.deleteFrom('subscriber').where('id', '=', id).execute();
    return true;
  }

  /** Ends what an address subscribed to, inside the transaction of whoever asks. */
  async function endFor(db: Db, address: string): Promise<void> {
    for (const { id } of await find(db, address)) await end(db, id);
  }

  /** Erases addresses that nobody confirmed in time, and links that are no longer good. */
  async function eraseUnconfirmed(signal?: AbortSignal): Promise<void> {
    const now = timeSeen.now();
    await db.deleteFrom('subscriber_confirmation').where('expires_at', '<', now.toISOString()).execute();
    const overdue = await db
      .selectFrom('subscriber')
      .select('id')
      .where('confirmed_at', 'is', null)
      .where('subscribed_at', '<', before(now, unconfirmedLife).toISOString())
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('subscriber_confirmation').select('digest').whereRef('subscriber_id', '=', 'subscriber.id'),
          ),
        ),
      )
      .execute();
    await attemptEach(overdue, ({ id }) => db.transaction().execute((db) => eraseIfUnconfirmed(db, id)), signal);
  }

  /** Somebody may subscribe or confirm while others are being erased. */
  async function eraseIfUnconfirmed(db: Db, id: string): Promise<void> {
    await hold(db, id);
    const asked = await db
      .selectFrom('subscriber_confirmation')
      .select('digest')
      .where('subscriber_id', '=', id)
      .executeTakeFirst();
    if (!asked && (await chosenBy(db, id)).length === 0) await end(db, id);
  }

  /** What one can subscribe to: what has been published. */
  function documents() {
    return manifest.documents.filter(({ versions }) => versions.length > 0);
  }

  function knownAmong(slugs: readonly string[]): string[] {
    return documents()
      .map(({ slug }) => slug)
      .filter((slug) => named(slugs).includes(slug));
  }

  /** By the names that documents have today. */
  function named(slugs: readonly string[]): string[] {
    return [...new Set(slugs.map((slug) => documentNamed(manifest, slug)?.slug ?? slug))];
  }

  /** What notices of a document are about, under each name that it had. */
  function subjectsOf(id: string, document: string): string[] {
    return namesOf(manifest, document).map((name) => noticeSubject(id, name));
  }

  /** Calls back what is queued of one document. */
  async function cancelNotices(db: Db, id: string, document: string): Promise<void> {
    for (const about of subjectsOf(id, document)) await mail.cancel(db, { about });
  }

  function preferencesToken(id: string): string {
    return `${id}.${links.sign('preferences', id)}`;
  }

  function subscriberOf(purpose: 'preferences' | 'unsubscribe', token: string): string | null {
    const id = token.slice(0, uuidLength);
    return token[uuidLength] === '.' && links.verify(purpose, id, token.slice(uuidLength + 1)) ? id : null;
  }
}

/** Where an address stands, for sealing. */
export function placeOf(id: string) {
  return { table: 'subscriber', column: 'address_sealed', row: id };
}

/** What a notice is about, for the outbox: so that ending one document calls back its notices alone. */
export function noticeSubject(subscriberId: string, document: string): string {
  return `${subscriberId}/${document}`;
}
