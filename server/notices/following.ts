import type { AddressChange } from '../accounts/needs.ts';
import type { Db } from '../db/database.ts';
import type { NoticesNeeds } from './needs.ts';
import { placeOf, type Subscribers } from './subscribers.ts';

/** What an account subscribed and objected to, when its holder has another address from now on. */
export function createFollowing({
  clock,
  sealing,
  addresses,
  subscribers,
}: NoticesNeeds & { readonly subscribers: Subscribers }) {
  return { follow };

  async function follow(db: Db, change: AddressChange): Promise<void> {
    await followObjections(db, change);
    const [known] = await subscribersAt(db, change.to);
    for (const { id, confirmed_at } of await subscribersAt(db, change.from)) {
      if (confirmed_at === null || !(await subscribers.hold(db, id))) continue;
      if (known) await merge(db, id, known.id);
      else await move(db, id, change.to);
    }
  }

  /** An objection holds for the person: at the old address it stays, at the new one it begins as long ago. */
  async function followObjections(db: Db, { from, to }: AddressChange): Promise<void> {
    const objections = await db
      .selectFrom('suppression')
      .select(['kind', 'since'])
      .where('address_index', 'in', addresses.indexes(from))
      .execute();
    if (objections.length === 0) return;
    const address_index = addresses.index(to);
    await db
      .insertInto('suppression')
      .values(objections.map((objection) => ({ ...objection, address_index })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** The same subscriber, so that a notice under way is neither missed nor sent twice. */
  async function move(db: Db, id: string, to: string): Promise<void> {
    await db
      .updateTable('subscriber')
      .set({ address_sealed: sealing.seal(to, placeOf(id)), address_index: addresses.index(to) })
      .where('id', '=', id)
      .execute();
    // They lie in the old mailbox.
    await db.deleteFrom('subscriber_confirmation').where('subscriber_id', '=', id).execute();
  }

  async function merge(db: Db, id: string, into: string): Promise<void> {
    const documents = await subscribers.chosenBy(db, id);
    await subscribers.end(db, id);
    await db
      .updateTable('subscriber')
      .set((row) => ({ confirmed_at: row.fn.coalesce('confirmed_at', row.val(clock.now().toISOString())) }))
      .where('id', '=', into)
      .execute();
    if (documents.length > 0) await subscribers.addSubscriptions(db, into, documents);
  }

  function subscribersAt(db: Db, email: string) {
    return db
      .selectFrom('subscriber')
      .select(['id', 'confirmed_at'])
      .where('address_index', 'in', addresses.indexes(email))
      .execute();
  }
}
