import { randomUUID } from 'node:crypto';
import { after, type Clock, day } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Links } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { Limits } from '../http/limits.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { Manifest } from './manifest.ts';

export interface NoticesNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly mail: Pick<Outbox, 'queue' | 'cancel'>;
  readonly sealing: Sealing;
  readonly addresses: Addresses;
  readonly links: Links;
  readonly stamps: Stamps;
  readonly limits: Limits;
  readonly config: Pick<Config, 'origin'>;
  readonly manifest: Manifest;
}

/** How long an address is kept unconfirmed, and its link is good. */
export const confirmationLife = 7 * day;

const uuidLength = 36;

export type Subscribers = ReturnType<typeof createSubscribers>;

/** The rows of those who subscribed, and the links that speak for them. */
export function createSubscribers({ db, clock, mail, sealing, addresses, links, manifest }: NoticesNeeds) {
  return {
    subscriberFor,
    exists,
    chosenBy,
    addSubscriptions,
    end,
    endFor,
    eraseUnconfirmed,
    knownAmong,
    preferencesToken,
    subscriberOf,
  };

  async function subscriberFor(db: Db, email: string): Promise<string> {
    const known = await find(db, email);
    if (known) return known.id;
    const id = randomUUID();
    const inserted = await db
      .insertInto('subscriber')
      .values({
        id,
        address_sealed: sealing.seal(email, { table: 'subscriber', column: 'address_sealed', row: id }),
        address_index: addresses.index(email),
        subscribed_at: clock.now().toISOString(),
        confirmed_at: null,
      })
      .onConflict((conflict) => conflict.column('address_index').doNothing())
      .returning('id')
      .executeTakeFirst();
    return inserted?.id ?? (await subscriberFor(db, email));
  }

  function find(db: Db, email: string) {
    return db
      .selectFrom('subscriber')
      .select('id')
      .where('address_index', 'in', addresses.indexes(email))
      .executeTakeFirst();
  }

  async function exists(id: string): Promise<boolean> {
    return Boolean(await db.selectFrom('subscriber').select('id').where('id', '=', id).executeTakeFirst());
  }

  async function chosenBy(db: Db, id: string): Promise<string[]> {
    const rows = await db.selectFrom('subscription').select('document').where('subscriber_id', '=', id).execute();
    return rows.map(({ document }) => document);
  }

  async function addSubscriptions(db: Db, id: string, documents: readonly string[]): Promise<void> {
    const confirmed_at = clock.now().toISOString();
    await db
      .insertInto('subscription')
      .values(documents.map((document) => ({ subscriber_id: id, document, confirmed_at })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Erases the subscriber, with every notice that has not left yet. */
  async function end(db: Db, id: string): Promise<void> {
    await mail.cancel(db, { about: id });
    for (const document of await chosenBy(db, id)) await mail.cancel(db, { about: noticeSubject(id, document) });
    await db.deleteFrom('subscriber').where('id', '=', id).execute();
  }

  /** Ends what an address subscribed to, inside the transaction of whoever asks. */
  async function endFor(db: Db, address: string): Promise<void> {
    const known = await find(db, address);
    if (known) await end(db, known.id);
  }

  /** Erases addresses that nobody confirmed within the life of their link. */
  async function eraseUnconfirmed(): Promise<void> {
    const before = after(clock.now(), -confirmationLife).toISOString();
    await db
      .deleteFrom('subscriber')
      .where('confirmed_at', 'is', null)
      .where('subscribed_at', '<', before)
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('subscriber_confirmation')
              .select('digest')
              .whereRef('subscriber_id', '=', 'subscriber.id')
              .where('expires_at', '>=', clock.now().toISOString()),
          ),
        ),
      )
      .execute();
    await db
      .deleteFrom('subscriber_confirmation')
      .where('expires_at', '<', after(clock.now(), -30 * day).toISOString())
      .execute();
  }

  function knownAmong(documents: readonly string[]): string[] {
    return manifest.documents.map(({ slug }) => slug).filter((slug) => documents.includes(slug));
  }

  function preferencesToken(id: string): string {
    return `${id}.${links.sign('preferences', id)}`;
  }

  function subscriberOf(purpose: 'preferences' | 'unsubscribe', token: string): string | null {
    const id = token.slice(0, uuidLength);
    return token[uuidLength] === '.' && links.verify(purpose, id, token.slice(uuidLength + 1)) ? id : null;
  }
}

/** What a notice is about, for the outbox: so that ending one document calls back its notices alone. */
export function noticeSubject(subscriberId: string, document: string): string {
  return `${subscriberId}/${document}`;
}
