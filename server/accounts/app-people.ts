import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Db } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { Schema } from '../db/schema.ts';
import type { AccountsNeeds } from './needs.ts';
import { placeOf, type Records } from './records.ts';

/** Somebody who uses the web app, as the app vouches for them. */
export interface AppPerson {
  /** The app's own, which never changes and is never given to another. */
  readonly id: string;
  /** Verified by the app. */
  readonly email: string;
}

export type AppPersonProblem = 'person-other';

export type AppPeople = ReturnType<typeof createAppPeople>;

/** In the place of a password where there is none: no password is right, and to try one is the same work. */
export const noPassword = '!:';

/** Which account is whose in the web app. The app's own id decides; the address does as long as it is not tied yet. */
export function createAppPeople(needs: AccountsNeeds & { readonly records: Records }) {
  const { db, clock, mail, sealing, addresses, config, records } = needs;
  return { accountOf, tie, tieOf };

  /** Null where the person has no account; looking makes none. */
  async function accountOf({ id, email }: AppPerson, using: Db = db): Promise<Result<string | null, AppPersonProblem>> {
    const indexes = addresses.indexes(nameOf(id));
    const tied = await using
      .selectFrom('app_person')
      .select('account_id')
      .where('id_index', 'in', indexes)
      .executeTakeFirst();
    if (tied) return succeed(tied.account_id);
    const row = await records.rowByAddress(email, using);
    if (!row) return succeed(null);
    const tie = await tieOf(row.id, using);
    // Two people of the app under one address: which of them is meant, nobody here can tell. It may be one, tied just now.
    return tie && !indexes.includes(tie.id_index) ? fail('person-other') : succeed(row.id);
  }

  /**
   * The account of somebody who acts, made where there is none, without a password. Whoever reads the mail of the
   * address is told, once, of both.
   */
  async function tie(db: Db, person: AppPerson & { readonly name: string }): Promise<Result<string, AppPersonProblem>> {
    const known = await accountOf(person, db);
    if (!known.ok) return known;
    const made = known.value === null ? await makeAccount(db, person) : null;
    const accountId = known.value ?? made;
    if (accountId && (await insertTie(db, person, accountId))) {
      const account = await records.find(accountId, db);
      const template = made ? 'account-opened-by-app' : 'account-tied-to-app';
      const values = { resetLink: `${config.origin}/account/reset/` };
      if (account) await mail.queue(db, { to: account.email, about: accountId, template, values });
      return succeed(accountId);
    }
    if (made) await db.deleteFrom('account').where('id', '=', made).execute();
    // Tied before, or at this very moment: then that is what counts.
    const now = await accountOf(person, db);
    return now.ok && now.value === null ? fail('person-other') : (now as Result<string, AppPersonProblem>);
  }

  /** To whom of the app an account is tied, if it is to anybody. */
  function tieOf(accountId: string, using: Db = db): Promise<Schema['app_person'] | undefined> {
    return using.selectFrom('app_person').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  }

  /** Null where somebody else made one for the address at this moment. */
  async function makeAccount(db: Db, { email, name }: { email: string; name: string }): Promise<string | null> {
    const now = clock.now().toISOString();
    const id = newId(clock.now());
    const made = await db
      .insertInto('account')
      .values({
        id,
        email_sealed: sealing.seal(email, placeOf('email_sealed', id)),
        email_index: addresses.index(email),
        name_sealed: sealing.seal(name, placeOf('name_sealed', id)),
        business_sealed: null,
        ...{ password_hash: noPassword, password_set_at: now, created_at: now },
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return made?.id ?? null;
  }

  async function insertTie(db: Db, { id }: AppPerson, accountId: string): Promise<boolean> {
    const tied = await db
      .insertInto('app_person')
      .values({ id_index: addresses.index(nameOf(id)), account_id: accountId, tied_at: clock.now().toISOString() })
      .onConflict((conflict) => conflict.doNothing())
      .returning('account_id')
      .executeTakeFirst();
    return tied !== undefined;
  }
}

/** Found as addresses are, by a keyed digest; those make small letters of all, which an id would not survive. */
function nameOf(id: string): string {
  return `app:${Buffer.from(id).toString('hex')}`;
}
