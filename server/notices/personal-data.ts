import { accountButtons } from '../../src/words/buttons.ts';
import type { Context } from '../context.ts';
import { insertRows, updateRows } from '../db/rows.ts';
import type { ObjectionRow, Schema, SubscriberRow } from '../db/schema.ts';
import type { Given } from '../ledger/entry.ts';
import { type KeptSubject, restoreSubject } from '../ledger/subjects.ts';
import { forget } from '../mail/outbox.ts';
import type { Subject } from '../subject.ts';
import { forgetAccount, forgetRecipients } from './campaigns/addresses.ts';
import { type KeptRecipients, recipientsToKeep, restoreRecipients } from './campaigns/returns.ts';
import { carryConsent, type How, withdrawnBy } from './consents.ts';
import { forgetObjections } from './objections/records.ts';
import { addressOf, chosenBy, endSubscriber, lock, named } from './subscribers.ts';

/** That they have their account back, and all that it had. */
const restored: Given = {
  ...{ by: 'person', through: 'page', where: '/account/undo/', control: accountButtons.restore },
};

/** What somebody had asked to hear about, as it was stored. */
interface KeptSubscriptions {
  readonly subscribers: readonly SubscriberRow[];
  readonly subscriptions: readonly Schema['subscription'][];
  readonly objections: readonly ObjectionRow[];
  /** What they were told, or were to be. */
  readonly recipients: KeptRecipients;
  /** Who they were to the ledger, by the subscriber. */
  readonly ledger: Readonly<Record<string, KeptSubject>>;
}

/** Their ids, which mail about the subscriptions is about. */
export async function mattersOf(ctx: Context, subject: Subject): Promise<string[]> {
  return (await subscribersOf(ctx, subject)).map(({ id }) => id);
}

/** `how` says what the ledger records as their withdrawal. */
export async function erase(ctx: Context, subject: Subject, how: How): Promise<KeptSubscriptions> {
  for (const about of await mattersOf(ctx, subject)) await forget(ctx, { about });
  const rows = await subscribersOf(ctx, subject);
  const objections = await forgetObjections(ctx, subject.accountId);
  for (const { id } of rows) await lock(ctx, id);
  const subscriptions = await subscriptionsOf(ctx, rows);
  const recipients = await recipientsToKeep(ctx, subject);
  await forgetRecipients(ctx, subject.email);
  await forgetAccount(ctx, subject.accountId);
  const ledger: Record<string, KeptSubject> = {};
  for (const { id } of rows) {
    const ended = await endSubscriber(ctx, id, how);
    if (ended?.ledger) ledger[id] = ended.ledger;
  }
  return { subscribers: rows, subscriptions, objections, recipients, ledger };
}

/**
 * Somebody may have subscribed with the address meanwhile: then that choice stands. What the ledger holds as withdrawn by
 * the deletion holds again. Called once the account is back, and what it agreed to.
 */
export async function restore(ctx: Context, kept: KeptSubscriptions, { accountId }: Subject): Promise<void> {
  // As they were before.
  await updateRows(ctx.db, 'objection', kept.objections);
  const subscriberIds: string[] = [];
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
    if (!back) continue;
    subscriberIds.push(back.id);
    await insertRows(ctx.db, 'subscription', theirs);
    const known = kept.ledger[row.id];
    if (!known) continue;
    await restoreSubject(ctx, known, { subscriberId: row.id });
    const documents = await withdrawnBy(ctx, row.id, await chosenBy(ctx, row.id));
    await carryConsent(ctx, { id: row.id, address: await addressOf(ctx, row.id) }, documents, restored);
  }
  await restoreRecipients(ctx, kept.recipients, { accountId, subscriberIds });
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
