import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import { newId } from '../db/ids.ts';
import type { SignUpRow } from '../db/schema.ts';
import type { AccountsNeeds } from './needs.ts';
import { placeOf, type Records } from './records.ts';

export type SignUpLinkProblem = 'link-unknown' | 'link-expired';

/** What was entered to sign up and waits for its click: nobody's account yet. */
export function createSignUps(needs: AccountsNeeds & { readonly records: Records }) {
  const { db, clock, timeSeen, mail, sealing, addresses, retention, records } = needs;
  const life = durationOf(retention, 'sign-up');
  return { keep, find, makeAccount, eraseUnconfirmed };

  async function keep(
    db: Db,
    { token, name, email, passwordHash }: { token: string; name: string; email: string; passwordHash: string },
  ): Promise<string> {
    const digest = tokenDigest(token);
    const { account_id } = await db
      .insertInto('sign_up')
      .values({
        digest,
        account_id: newId(clock.now()),
        email_sealed: sealing.seal(email, waitingPlaceOf('email_sealed', digest)),
        email_index: addresses.index(email),
        name_sealed: sealing.seal(name, waitingPlaceOf('name_sealed', digest)),
        password_hash: passwordHash,
        expires_at: later(clock.now(), life).toISOString(),
      })
      .onConflict((conflict) =>
        conflict.column('digest').doUpdateSet((row) => ({
          name_sealed: row.ref('excluded.name_sealed'),
          password_hash: row.ref('excluded.password_hash'),
        })),
      )
      .returning('account_id')
      .executeTakeFirstOrThrow();
    return account_id;
  }

  /**
   * The account of a sign-up, and null where the address has one by now. It is made before the sign-ups of the address
   * are erased: where two are confirmed at once, the second waits here, with nothing in its hands that the first needs.
   */
  async function makeAccount(db: Db, waiting: SignUpRow): Promise<string | null> {
    const { digest, account_id: id, password_hash } = waiting;
    const email = sealing.open(waiting.email_sealed, waitingPlaceOf('email_sealed', digest));
    const name = sealing.open(waiting.name_sealed, waitingPlaceOf('name_sealed', digest));
    if (await records.rowByAddress(email, db)) return null;
    const now = clock.now().toISOString();
    const account = {
      id,
      email_sealed: sealing.seal(email, placeOf('email_sealed', id)),
      email_index: addresses.index(email),
      name_sealed: sealing.seal(name, placeOf('name_sealed', id)),
      business_sealed: null,
      ...{ password_hash, password_set_at: now, created_at: now },
    };
    const created = await db
      .insertInto('account')
      .values(account)
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!created) return null;
    await db.deleteFrom('sign_up').where('email_index', 'in', addresses.indexes(email)).execute();
    return created.id;
  }

  async function find(token: string, using: Db = db): Promise<Result<SignUpRow, SignUpLinkProblem>> {
    const row = await using
      .selectFrom('sign_up')
      .selectAll()
      .where('digest', '=', tokenDigest(token))
      .executeTakeFirst();
    if (!row) return fail('link-unknown');
    return row.expires_at <= clock.now().toISOString() ? fail('link-expired') : succeed(row);
  }

  async function eraseUnconfirmed(): Promise<void> {
    const now = timeSeen.now().toISOString();
    const overdue = await db.selectFrom('sign_up').select('digest').where('expires_at', '<=', now).execute();
    for (const { digest } of overdue) {
      await db.transaction().execute(async (db) => {
        const erased = await db.deleteFrom('sign_up').where('digest', '=', digest).returning('account_id').execute();
        for (const { account_id } of erased) await mail.cancel(db, { about: account_id });
      });
    }
  }
}

function waitingPlaceOf(column: 'email_sealed' | 'name_sealed', digest: string) {
  return { table: 'sign_up', column, row: digest };
}
