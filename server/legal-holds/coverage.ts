import { dayIn } from '../../src/library/model/days.ts';
import type { Context } from '../context.ts';

/** What legal holds keep from being erased: by keyed digests of addresses, and by the ids of what rows are about. */
export interface Covered {
  readonly addressIndexes: readonly string[];
  readonly about: readonly string[];
}

/**
 * What is held of everybody on whose account a legal hold is: what time erases leaves it alone. A clock that jumped
 * ahead ends no hold.
 */
export async function covered({ db, timeSeen, content, crypto }: Context): Promise<Covered> {
  const accounts = await db
    .selectFrom('legal_hold')
    .innerJoin('account', 'account.id', 'legal_hold.account_id')
    .select(['account.id', 'account.email_sealed'])
    .distinct()
    .where('legal_hold.ended_at', 'is', null)
    .where('legal_hold.ends_on', '>=', dayIn(content.company.timeZone, timeSeen.now()))
    .execute();
  const emails = accounts.map(({ id, email_sealed }) =>
    crypto.encryption.open(email_sealed, { table: 'account', column: 'email_sealed', row: id }),
  );
  const ids = accounts.map(({ id }) => id);
  const addressIndexes = emails.flatMap((email) => crypto.blindIndex.indexes(email));
  if (ids.length === 0) return { addressIndexes, about: [] };
  const requests = await db
    .selectFrom('request')
    .select('id')
    .where((row) =>
      row.or([
        row('account_id', 'in', ids),
        row('address_index', 'in', addressIndexes),
        row('record_index', 'in', addressIndexes),
      ]),
    )
    .execute();
  const subscribers = await db
    .selectFrom('subscriber')
    .select('id')
    .where('address_index', 'in', addressIndexes)
    .execute();
  return { addressIndexes, about: [...ids, ...[...requests, ...subscribers].map(({ id }) => id)] };
}
