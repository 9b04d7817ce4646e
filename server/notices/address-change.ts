import { accountButtons } from '../../src/words/buttons.ts';
import type { AddressChange } from '../accounts/address-change.ts';
import type { Context } from '../context.ts';
import { followRecipients } from './campaigns/addresses.ts';
import { carryConsent, consentedTo } from './consents.ts';
import { addressOf, addSubscriptions, chosenBy, endSubscriber, findSubscribers, lock, placeOf } from './subscribers.ts';

/** Moves what an account subscribed and objected to to the address that its holder has from now on. */
export async function follow(ctx: Context, change: AddressChange): Promise<void> {
  await followObjections(ctx, change);
  await followRecipients(ctx, change.from, change.to);
  const [known] = await findSubscribers(ctx, change.to);
  for (const { id, confirmed_at } of await findSubscribers(ctx, change.from)) {
    if (confirmed_at === null || !(await lock(ctx, id))) continue;
    if (known) await merge(ctx, id, known.id);
    else await move(ctx, id, change.to);
  }
}

/**
 * An objection holds for the person: at the old address it stays, at the new one it begins as long ago. A hold on the use
 * of their data goes with the steps that put it there, which end it.
 */
async function followObjections(ctx: Context, { from, to }: AddressChange): Promise<void> {
  const objections = await ctx.db
    .selectFrom('suppression')
    .select(['kind', 'since'])
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(from))
    .execute();
  if (objections.length === 0) return;
  const address_index = ctx.crypto.blindIndex.index(to);
  await ctx.db
    .insertInto('suppression')
    .values(objections.map((objection) => ({ ...objection, address_index })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await ctx.db
    .deleteFrom('suppression')
    .where('kind', '=', 'restriction')
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(from))
    .where('address_index', '!=', address_index)
    .execute();
}

/** The same subscriber, so that a notice under way is neither missed nor sent twice. */
async function move(ctx: Context, id: string, to: string): Promise<void> {
  await ctx.db
    .updateTable('subscriber')
    .set({
      address_sealed: ctx.crypto.encryption.seal(to, placeOf(id)),
      address_index: ctx.crypto.blindIndex.index(to),
    })
    .where('id', '=', id)
    .execute();
  // They lie in the old mailbox.
  await ctx.db.deleteFrom('subscriber_link').where('subject_id', '=', id).execute();
}

async function merge(ctx: Context, id: string, into: string): Promise<void> {
  const documents = await chosenBy(ctx, id);
  const consented = await consentedTo(ctx, id, documents);
  await endSubscriber(ctx, id, null);
  await ctx.db
    .updateTable('subscriber')
    .set((row) => ({ confirmed_at: row.fn.coalesce('confirmed_at', row.val(ctx.clock.now().toISOString())) }))
    .where('id', '=', into)
    .execute();
  if (documents.length > 0) await addSubscriptions(ctx, into, documents);
  await carryConsent(ctx, { id: into, address: await addressOf(ctx, into) }, consented, {
    by: 'person',
    through: 'page',
    where: '/account/address/confirm/',
    control: accountButtons.useAddress,
  });
}
