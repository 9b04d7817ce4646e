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
  const indexes = ctx.crypto.blindIndex.indexes(from);
  const about_index = ctx.crypto.blindIndex.index(to);
  await ctx.db.updateTable('request_task').set({ about_index }).where('about_index', 'in', indexes).execute();
  const rows = await ctx.db
    .selectFrom('request')
    .selectAll()
    .where((row) =>
      row.or([
        row('address_index', 'in', indexes),
        row.and([row('record_index', 'in', indexes), row('account_erased_at', 'is', null)]),
      ]),
    )
    .orderBy('received_at')
    .orderBy('id')
    .execute();
  for (const row of rows) {
    // Of a record the digest is all that is left of the address.
    if (row.erased_at !== null && row.confirmed_at !== null) {
      const record_index = ctx.crypto.blindIndex.index(to);
      await ctx.db.updateTable('request').set({ record_index }).where('id', '=', row.id).execute();
      continue;
    }
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
