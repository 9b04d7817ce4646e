import type { Context } from '../context.ts';
import type { Schema, SubscriberRow } from '../db/schema.ts';
import { forget } from '../mail/outbox.ts';
import { placeOf as linkPlaceOf } from '../one-time-links/one-time-links.ts';
import type { Exported, Subject } from '../subject.ts';
import { endSubscriber, named, placeOf, subjectsOf } from './subscribers.ts';

/** What somebody had asked to hear about, as it was stored. */
export interface KeptSubscriptions {
  readonly subscribers: readonly SubscriberRow[];
  readonly subscriptions: readonly Schema['subscription'][];
}

/** What the address of an account is subscribed to, and to what its holder objected. */
export async function exportFor(ctx: Context, subject: Subject): Promise<Exported> {
  const rows = await subscribersOf(ctx, subject);
  const links = await among(rows, (ids) =>
    ctx.db.selectFrom('subscriber_link').selectAll().where('subject_id', 'in', ids).execute(),
  );
  const objections = await ctx.db
    .selectFrom('suppression')
    .select(['kind', 'since'])
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(subject.email))
    .execute();
  return {
    tables: {
      subscribers: rows.map(({ id, address_sealed, subscribed_at, confirmed_at }) => ({
        id,
        email: ctx.crypto.encryption.open(address_sealed, placeOf(id)),
        subscribed_at,
        confirmed_at,
      })),
      subscriptions: (await subscriptionsOf(ctx, rows)).map((row) => ({ ...row })),
      subscription_links: links.map(({ digest, subject_id, detail_sealed, expires_at, used_at }) => ({
        subscriber_id: subject_id,
        documents: detail_sealed && ctx.crypto.encryption.open(detail_sealed, linkPlaceOf('subscriber', digest)),
        expires_at,
        used_at,
      })),
      objections,
    },
  };
}

/** What mail about the subscriptions is about: each notice of theirs, also of what they no longer hear about. */
export async function mattersOf(ctx: Context, subject: Subject): Promise<string[]> {
  const rows = await subscribersOf(ctx, subject);
  const seen = await ctx.db.selectFrom('notice').select('document').distinct().execute();
  return rows.flatMap(({ id }) => [id, ...seen.flatMap(({ document }) => subjectsOf(ctx, id, document))]);
}

export async function erase(ctx: Context, subject: Subject): Promise<KeptSubscriptions> {
  for (const about of await mattersOf(ctx, subject)) await forget(ctx, { about });
  const rows = await subscribersOf(ctx, subject);
  const kept = { subscribers: rows, subscriptions: await subscriptionsOf(ctx, rows) };
  for (const { id } of rows) await endSubscriber(ctx, id);
  return kept;
}

/** Somebody may have subscribed with the address meanwhile: then that choice stands. */
export async function restore(ctx: Context, kept: KeptSubscriptions): Promise<void> {
  for (const row of kept.subscribers) {
    const back = await ctx.db
      .insertInto('subscriber')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    const theirs = kept.subscriptions
      .filter(({ subscriber_id }) => subscriber_id === row.id)
      .map((one) => ({ ...one, document: named(ctx, [one.document])[0] ?? one.document }));
    if (back && theirs.length > 0) await ctx.db.insertInto('subscription').values(theirs).execute();
  }
}

function subscribersOf(ctx: Context, { email }: Subject): Promise<SubscriberRow[]> {
  return ctx.db
    .selectFrom('subscriber')
    .selectAll()
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(email))
    .execute();
}

function subscriptionsOf(ctx: Context, rows: readonly SubscriberRow[]): Promise<Schema['subscription'][]> {
  return among(rows, (ids) =>
    ctx.db.selectFrom('subscription').selectAll().where('subscriber_id', 'in', ids).execute(),
  );
}

/** PostgreSQL knows no empty list. */
async function among<Row>(
  rows: readonly { readonly id: string }[],
  find: (ids: string[]) => Promise<Row[]>,
): Promise<Row[]> {
  return rows.length === 0 ? [] : find(rows.map(({ id }) => id));
}
