import type { AddressChange } from '../accounts/address-change.ts';
import type { Context } from '../context.ts';
import { normalise } from '../fields/address.ts';
import { personOf, personPlace } from './records.ts';

/**
 * Of those made under the old address the confirmed ones go to the new one, and the links that we mailed open nothing
 * any more: the old mailbox may be somebody else’s now. An erasure that was put forward is put forward anew: whoever
 * approves it would see another address than it was for. The others keep the address that nobody has shown to be theirs,
 * and belong to the account from now on. No other does: it was not made by whoever is signed in there.
 */
export async function follow(ctx: Context, { accountId, from, to }: AddressChange): Promise<void> {
  const rows = await ctx.db
    .selectFrom('request')
    .selectAll()
    .where('address_index', 'in', ctx.crypto.blindIndex.indexes(from))
    .where('erased_at', 'is', null)
    .execute();
  // The account is known by another address from now on: its deletion would no longer reach these.
  await ctx.db
    .updateTable('request')
    .set({ record_index: ctx.crypto.blindIndex.index(to) })
    .where('record_index', 'in', ctx.crypto.blindIndex.indexes(from))
    .execute();
  for (const row of rows) {
    const person = personOf(ctx, row);
    if (row.confirmed_at === null || !person?.email || normalise(person.email) !== normalise(from)) {
      await ctx.db.updateTable('request').set({ account_id: accountId }).where('id', '=', row.id).execute();
      continue;
    }
    await ctx.db
      .updateTable('request')
      .set({
        person_sealed: ctx.crypto.encryption.seal(JSON.stringify({ ...person, email: to }), personPlace(row.id)),
        address_index: ctx.crypto.blindIndex.index(to),
        case_link: row.case_link + 1,
      })
      .where('id', '=', row.id)
      .execute();
    await ctx.db
      .updateTable('request_task')
      .set({ proposed_by: null, proposed_at: null })
      .where('request_id', '=', row.id)
      .where('done_at', 'is', null)
      .execute();
  }
}
