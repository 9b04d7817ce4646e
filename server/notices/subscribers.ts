import { namedIn, namesLike } from '../../src/library/model/names.ts';
import { attemptEach } from '../attempts.ts';
import { before } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import { openOrNull } from '../crypto/encryption.ts';
import { isPostgres } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { SubscriberRow } from '../db/schema.ts';
import { eraseSubject, type KeptSubject } from '../ledger/subjects.ts';
import { cancel } from '../mail/outbox.ts';
import * as links from '../one-time-links/one-time-links.ts';
import * as tombstones from '../tombstones/tombstones.ts';
import { cancelRecipients } from './campaigns/addresses.ts';
import { type How, recordWithdrawal } from './consents.ts';

const uuidLength = 36;

/**
 * The subscriber with that address, made where there is none, and locked until the transaction ends. Takes the same
 * statements in both cases. Mail goes to the address as it was first written: another spelling of it may be
 * somebody else's.
 */
export async function subscriberFor(ctx: Context, email: string): Promise<{ id: string; address: string }> {
  const known = (await findSubscribers(ctx, email))[0];
  const fresh = newId(ctx.clock.now());
  const { id, address_sealed } = await ctx.db
    .insertInto('subscriber')
    .values({
      id: fresh,
      address_sealed: ctx.crypto.encryption.seal(email, placeOf(fresh)),
      address_index: known?.address_index ?? ctx.crypto.blindIndex.index(email),
      subscribed_at: ctx.clock.now().toISOString(),
      confirmed_at: null,
    })
    .onConflict((conflict) =>
      conflict.column('address_index').doUpdateSet((row) => ({ subscribed_at: row.ref('subscriber.subscribed_at') })),
    )
    .returning(['id', 'address_sealed'])
    .executeTakeFirstOrThrow();
  return { id, address: ctx.crypto.encryption.open(address_sealed, placeOf(id)) };
}

/** The subscriber with that address, as it was first written. */
export async function subscriberAt(ctx: Context, email: string): Promise<{ id: string; address: string } | null> {
  const [row] = await findSubscribers(ctx, email);
  return row ? { id: row.id, address: ctx.crypto.encryption.open(row.address_sealed, placeOf(row.id)) } : null;
}

/** Of one address under several keys of the ring, several. */
export function findSubscribers(ctx: Context, email: string): Promise<SubscriberRow[]> {
  return ctx.db
    .selectFrom('subscriber')
    .selectAll()
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(email))
    .execute();
}

/** Lets nobody else change this subscriber, nor write to them, until the transaction ends. False when gone. */
export async function lock(ctx: Context, id: string): Promise<boolean> {
  const locked = await ctx.db
    .selectFrom('subscriber')
    .select('id')
    .where('id', '=', id)
    .$if(isPostgres(ctx.config.databaseUrl), (query) => query.forNoKeyUpdate())
    .executeTakeFirst();
  return Boolean(locked);
}

export async function exists(ctx: Context, id: string): Promise<boolean> {
  return Boolean(await ctx.db.selectFrom('subscriber').select('id').where('id', '=', id).executeTakeFirst());
}

export async function chosenBy(ctx: Context, id: string): Promise<string[]> {
  const rows = await ctx.db
    .selectFrom('subscription')
    .select('document')
    .where('subscriber_id', '=', id)
    .orderBy('document')
    .execute();
  return named(
    ctx,
    rows.map(({ document }) => document),
  );
}

export async function addSubscriptions(ctx: Context, id: string, documents: readonly string[]): Promise<void> {
  const confirmed_at = ctx.clock.now().toISOString();
  await ctx.db
    .insertInto('subscription')
    .values(named(ctx, documents).map((document) => ({ subscriber_id: id, document, confirmed_at })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/**
 * Erases the subscriber, with every mail that has not left yet, and who they were to the ledger, which keeps that they
 * withdrew. Null when gone; else what an undo needs of the ledger. In a transaction that locks nothing more.
 */
export async function endSubscriber(
  ctx: Context,
  id: string,
  how: How,
): Promise<{ readonly ledger: KeptSubject | null } | null> {
  if (!(await lock(ctx, id))) return null;
  await cancel(ctx, { about: id });
  await cancelNotices(ctx, id);
  await tombstones.add(ctx, 'subscriber', id);
  if (how) await recordWithdrawal(ctx, { id, address: await addressOf(ctx, id) }, await chosenBy(ctx, id), how);
  const ledger = await eraseSubject(ctx, { subscriberId: id });
  await ctx.db.deleteFrom('subscriber').where('id', '=', id).execute();
  return { ledger };
}

/** Ends what an address subscribed to, inside the transaction of whoever asks. */
export async function endFor(ctx: Context, address: string, how: How): Promise<void> {
  const found = await findSubscribers(ctx, address);
  for (const { id } of found) await lock(ctx, id);
  for (const { id } of found) await endSubscriber(ctx, id, how);
}

/** Erases addresses that nobody confirmed in time, and links that are no longer good. */
export async function eraseUnconfirmed(ctx: Context, signal?: AbortSignal): Promise<void> {
  const now = ctx.timeSeen.now();
  const unconfirmedLife = durationOf(ctx.content.retention, 'subscriber-unconfirmed');
  await links.eraseExpired(ctx, 'subscriber');
  const overdue = await ctx.db
    .selectFrom('subscriber')
    .select('id')
    .where('confirmed_at', 'is', null)
    .where('subscribed_at', '<', before(now, unconfirmedLife).toISOString())
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('subscriber_link').select('digest').whereRef('subject_id', '=', 'subscriber.id'))),
    )
    .execute();
  await attemptEach(overdue, ({ id }) => transaction(ctx, (ctx) => eraseIfUnconfirmed(ctx, id)), signal);
}

/** Somebody may subscribe or confirm while others are being erased. */
async function eraseIfUnconfirmed(ctx: Context, id: string): Promise<void> {
  await lock(ctx, id);
  const asked = await ctx.db
    .selectFrom('subscriber_link')
    .select('digest')
    .where('subject_id', '=', id)
    .executeTakeFirst();
  if (!asked && (await chosenBy(ctx, id)).length === 0) await endSubscriber(ctx, id, null);
}

/** What one can subscribe to: what has been published. */
export function subscribable(ctx: Context) {
  return ctx.content.manifest.documents.filter(({ versions }) => versions.length > 0);
}

export function knownAmong(ctx: Context, slugs: readonly string[]): string[] {
  return subscribable(ctx)
    .map(({ slug }) => slug)
    .filter((slug) => named(ctx, slugs).includes(slug));
}

/** The titles of documents, in the order of the forms. */
export function titlesOf(ctx: Context, documents: readonly string[]): string[] {
  const chosen = subscribable(ctx).filter(({ slug }) => documents.includes(slug));
  return chosen.map(({ title }) => title);
}

/** By the names that documents have today. */
export function named(ctx: Context, slugs: readonly string[]): string[] {
  return [...new Set(slugs.map((slug) => namedIn(ctx.content.manifest.documents, slug)?.slug ?? slug))];
}

/** Takes back what waits of one document, under each name that it had, or of all. */
export async function cancelNotices(ctx: Context, id: string, document?: string): Promise<void> {
  const names = document === undefined ? undefined : namesLike(ctx.content.manifest.documents, document);
  const address = await addressOf(ctx, id);
  // Of an address that does not open nothing goes out in any case.
  if (address !== null) await cancelRecipients(ctx, address, 'subscribed', names);
}

/** Null where it cannot be opened any more, or there is none. */
export async function addressOf(ctx: Context, id: string): Promise<string | null> {
  const row = await ctx.db.selectFrom('subscriber').select('address_sealed').where('id', '=', id).executeTakeFirst();
  return row ? openOrNull(() => ctx.crypto.encryption.open(row.address_sealed, placeOf(id))) : null;
}

export function preferencesToken(ctx: Context, id: string): string {
  return `${id}.${ctx.crypto.links.sign('preferences', id)}`;
}

export function subscriberOf(ctx: Context, purpose: 'preferences' | 'unsubscribe', token: string): string | null {
  const id = token.slice(0, uuidLength);
  return token[uuidLength] === '.' && ctx.crypto.links.verify(purpose, id, token.slice(uuidLength + 1)) ? id : null;
}

/** Where an address stands, for sealing. */
export function placeOf(id: string) {
  return { table: 'subscriber', column: 'address_sealed', row: id };
}
