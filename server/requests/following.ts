import type { AddressChange } from '../accounts/needs.ts';
import type { Db } from '../db/database.ts';
import { normalise } from '../fields/address.ts';
import type { RequestsNeeds } from './needs.ts';
import { personPlace, type Records } from './records.ts';

/** The requests of an account whose holder has another address from now on. */
export function createFollowing({
  sealing,
  addresses,
  records,
}: Pick<RequestsNeeds, 'sealing' | 'addresses'> & { readonly records: Records }) {
  return { follow };

  /**
   * Those made under the old address belong to the account from now on. Where that address was confirmed our answers go
   * to the new one, and the links that we mailed open nothing any more: the old mailbox may be somebody else’s now.
   */
  async function follow(db: Db, { accountId, from, to }: AddressChange): Promise<void> {
    const rows = await db
      .updateTable('request')
      .set({ account_id: accountId })
      .where('address_index', 'in', addresses.indexes(from))
      .where('erased_at', 'is', null)
      .returningAll()
      .execute();
    for (const row of rows) {
      const person = records.personOf(row);
      if (row.confirmed_at === null || !person?.email || normalise(person.email) !== normalise(from)) continue;
      await db
        .updateTable('request')
        .set({
          person_sealed: sealing.seal(JSON.stringify({ ...person, email: to }), personPlace(row.id)),
          address_index: addresses.index(to),
          case_link: row.case_link + 1,
        })
        .where('id', '=', row.id)
        .execute();
    }
  }
}
