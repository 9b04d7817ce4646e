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
import { addressOf, chosenBy, endSubscriber, findSubscribers, lock, named } from './subscribers.ts';

/** That they have their account back, and all that it had. */
const restored: Given = {
  by: 'person',
  through: 'page',
  where: '/account/undo/',
  control: accountButtons.restore,
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
  return (await findSubscribers(ctx, subject.email)).map(({ id }) => id);
}

/** `how` says what the ledger records as their withdrawal. */
export async function erase(ctx: Context, subject: Subject, how: How): Promise<KeptSubscriptions> {
  const rows = await findSubscribers(ctx, subject.email);
  for (const { id } of rows) await forget(ctx, { about: id });
  const objections = await forgetObjections(ctx, subject.accountId);
  for (const { id } of rows) await lock(ctx, id);
  const subscriptions = await ctx.db
    .selectFrom('subscription')
    .selectAll()
    // PostgreSQL knows no empty list.
    .where('subscriber_id', 'in', ['', ...rows.map(({ id }) => id)])
    .execute();
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
