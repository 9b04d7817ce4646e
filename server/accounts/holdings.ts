import type { Db } from '../db/database.ts';
import type { AccountRow, Schema, SecondFactorRow, SignUpRow } from '../db/schema.ts';
import type { Exported, Subject } from '../erasure/subject.ts';
import type { AppPeople } from './app-people.ts';
import type { AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Account, Records } from './records.ts';
import type { Sessions } from './sessions.ts';

/** An account as it was stored. Who was signed in, and one-time links, are not kept: both end with it. */
export interface KeptAccount {
  readonly account: AccountRow;
  readonly secondFactor: readonly SecondFactorRow[];
  readonly recoveryCodes: readonly Schema['recovery_code'][];
  readonly appPerson: readonly Schema['app_person'][];
}

/** What the room of accounts holds about the holder of one. */
export function createHoldings({
  db,
  sealing,
  addresses,
  records,
  sessions,
  accountLinks,
  appPeople,
}: AccountsNeeds & {
  readonly records: Records;
  readonly sessions: Sessions;
  readonly accountLinks: AccountLinks;
  readonly appPeople: AppPeople;
}) {
  return { exportFor, hold, holdByAddress, erase, eraseSignUp, restore };

  async function exportFor({ accountId }: Subject): Promise<Exported> {
    const row = await records.rowOf(accountId);
    const account = row && records.toAccount(row);
    const factor = await secondFactorOf(db, accountId);
    const codes = await recoveryCodesOf(db, accountId);
    const tie = await appPeople.tieOf(accountId);
    return {
      tables: {
        account: account ? [{ id: account.id, name: account.name, email: account.email, ...timesOf(row) }] : [],
        business_profile: account?.business ? [{ ...account.business }] : [],
        sessions: (await sessions.rowsOf(accountId)).map(({ id, userId, ...session }) => session),
        account_links: await accountLinks.list(accountId),
        web_app: tie ? [{ account_id: accountId, tied_at: tie.tied_at }] : [],
        second_factor: factor.map(({ confirmed_at, ends_at }) => ({ confirmed_at, ends_at })),
        recovery_codes: codes.map(({ used_at }) => ({ used_at })),
      },
    };
  }

  /** Finds it and lets nobody else change it until the transaction ends. */
  async function hold(db: Db, accountId: string): Promise<Account | null> {
    const row = await records.hold(db, accountId);
    return row ? records.toAccount(row) : null;
  }

  /** The same by address, by the same statement whether there is one or not: its id. */
  async function holdByAddress(db: Db, email: string): Promise<string | null> {
    const held = await db
      .updateTable('account')
      .set((row) => ({ created_at: row.ref('created_at') }))
      .where('email_index', 'in', addresses.indexes(email))
      .returning('id')
      .executeTakeFirst();
    return held?.id ?? null;
  }

  /** With everything that ends with it: sessions, links, and sign-ups under its address that wait. */
  async function erase(db: Db, { accountId, email }: Subject): Promise<KeptAccount> {
    const secondFactor = await secondFactorOf(db, accountId);
    const recoveryCodes = await recoveryCodesOf(db, accountId);
    const appPerson = await db.deleteFrom('app_person').where('account_id', '=', accountId).returningAll().execute();
    await db.deleteFrom('sign_up').where('email_index', 'in', addresses.indexes(email)).execute();
    const account = await db.deleteFrom('account').where('id', '=', accountId).returningAll().executeTakeFirstOrThrow();
    return { account, secondFactor, recoveryCodes, appPerson };
  }

  /** What waits to become this account, with whatever else waits under its address, which it gives back. */
  async function eraseSignUp(db: Db, accountId: string): Promise<string | null> {
    const waiting = await db.selectFrom('sign_up').selectAll().where('account_id', '=', accountId).executeTakeFirst();
    if (!waiting) return null;
    const email = emailOf(waiting);
    await db.deleteFrom('sign_up').where('email_index', 'in', addresses.indexes(email)).execute();
    return email;
  }

  function emailOf({ digest, email_sealed }: SignUpRow): string {
    return sealing.open(email_sealed, { table: 'sign_up', column: 'email_sealed', row: digest });
  }

  /** False when there is another account under the address meanwhile. */
  async function restore(db: Db, kept: KeptAccount): Promise<boolean> {
    const { account, secondFactor, recoveryCodes, appPerson } = kept;
    const email = records.toAccount(account).email;
    if (await records.byAddress(email, db)) return false;
    const back = await db
      .insertInto('account')
      .values(account)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!back) return false;
    if (secondFactor.length > 0)
      await db
        .insertInto('second_factor')
        .values([...secondFactor])
        .execute();
    if (recoveryCodes.length > 0)
      await db
        .insertInto('recovery_code')
        .values([...recoveryCodes])
        .execute();
    // Whoever acted in the app meanwhile has another account there, which stays theirs.
    for (const tie of appPerson) {
      await db
        .insertInto('app_person')
        .values(tie)
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    }
    return true;
  }

  function secondFactorOf(db: Db, accountId: string) {
    return db.selectFrom('second_factor').selectAll().where('account_id', '=', accountId).execute();
  }

  function recoveryCodesOf(db: Db, accountId: string) {
    return db.selectFrom('recovery_code').selectAll().where('account_id', '=', accountId).execute();
  }
}

function timesOf({ created_at, password_set_at }: { created_at: string; password_set_at: string }) {
  return { created_at, password_set_at };
}
