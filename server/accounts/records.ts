import type { Db } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import type { AccountsNeeds } from './needs.ts';

/** The holder of a login. Only who has confirmed the address has one. */
export interface Account {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly business: BusinessProfile | null;
  readonly createdAt: Date;
}

/** The business that an account is for. What was not said is empty. */
export interface BusinessProfile {
  readonly name: string;
  readonly address: string;
  /** ISO 3166-1. */
  readonly country: string;
  readonly website: string;
  readonly phone: string;
  /** Who receives legal notices: a mail address. */
  readonly legalContact: string;
}

export type Records = ReturnType<typeof createRecords>;

/** The rows of accounts, and how they are found. */
export function createRecords({ db, sealing, addresses }: Pick<AccountsNeeds, 'db' | 'sealing' | 'addresses'>) {
  return { find, byAddress, rowOf, rowByAddress, hold, toAccount };

  async function find(accountId: string, using: Db = db): Promise<Account | null> {
    const row = await rowOf(accountId, using);
    return row ? toAccount(row) : null;
  }

  async function byAddress(email: string, using: Db = db): Promise<Account | null> {
    const row = await rowByAddress(email, using);
    return row ? toAccount(row) : null;
  }

  function rowOf(accountId: string, using: Db = db): Promise<AccountRow | undefined> {
    return using.selectFrom('account').selectAll().where('id', '=', accountId).executeTakeFirst();
  }

  function rowByAddress(email: string, using: Db = db): Promise<AccountRow | undefined> {
    const indexes = addresses.indexes(email);
    return using.selectFrom('account').selectAll().where('email_index', 'in', indexes).executeTakeFirst();
  }

  /**
   * Lets nobody else open, end or change anything of this account until the transaction ends. Where sessions begin and
   * where all of them end it comes first: else one that begins at that moment would outlive its end.
   */
  function hold(db: Db, accountId: string): Promise<AccountRow | undefined> {
    return db
      .updateTable('account')
      .set((row) => ({ created_at: row.ref('created_at') }))
      .where('id', '=', accountId)
      .returningAll()
      .executeTakeFirst();
  }

  function toAccount({ id, email_sealed, name_sealed, business_sealed, created_at }: AccountRow): Account {
    return {
      id,
      email: sealing.open(email_sealed, placeOf('email_sealed', id)),
      name: sealing.open(name_sealed, placeOf('name_sealed', id)),
      business: business_sealed
        ? (JSON.parse(sealing.open(business_sealed, placeOf('business_sealed', id))) as BusinessProfile)
        : null,
      createdAt: new Date(created_at),
    };
  }
}

/** Where a field of an account stands, for sealing. */
export function placeOf(column: 'email_sealed' | 'name_sealed' | 'business_sealed', accountId: string) {
  return { table: 'account', column, row: accountId };
}
