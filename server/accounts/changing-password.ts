import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type FormProblem, readForm } from '../form.ts';
import { under } from '../rate-limits/rate-limits.ts';
import { stampNames } from './kinds.ts';
import type { KnownNetworks } from './known-networks.ts';
import type { Letters } from './letters.ts';
import { passwordsOfClient, passwordTriesOfHolder } from './limits.ts';
import type { AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from './password-rules.ts';
import type { Passwords } from './passwords.ts';
import type { Records } from './records.ts';
import type { Opened, Session, Sessions, Visitor } from './sessions.ts';

export type ChangePasswordProblem =
  | FormProblem
  | PasswordProblem
  | 'form-expired'
  | 'current-missing'
  | 'current-wrong'
  | 'too-many-tries'
  | 'busy'
  | 'signed-out';

/** A new password for whoever knows the present one. */
export function createChangingPassword({
  db,
  clock,
  stamps,
  limits,
  company,
  passwords,
  records,
  sessions,
  accountLinks,
  letters,
  knownNetworks,
}: AccountsNeeds & {
  readonly passwords: Passwords;
  readonly records: Records;
  readonly sessions: Sessions;
  readonly accountLinks: AccountLinks;
  readonly letters: Letters;
  readonly knownNetworks: KnownNetworks;
}) {
  return { changePassword };

  /** Ends every other session and every link; this session goes on under a new token. */
  async function changePassword(
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<Opened, ChangePasswordProblem>> {
    const read = readForm(form, { one: ['stamp', 'current', 'password'] });
    if (!read.ok) return read;
    const { stamp, current, password } = read.value.one;
    if (!stamps.read(stampNames.password, stamp, session.id)) return fail('form-expired');
    const problems: ChangePasswordProblem[] = [];
    const wrong = checkLength(password);
    if (current === '') problems.push('current-missing');
    if (wrong) problems.push(wrong);
    if (problems.length > 0) return fail(...problems);
    const row = await records.rowOf(session.accountId);
    if (!row) return fail('signed-out');

    const tries = passwordTriesOfHolder(row);
    if (await limits.reached([...under(passwordsOfClient, visitor.address), ...tries])) return fail('too-many-tries');
    const account = records.toAccount(row);
    const guessable = checkSecrecy(password, { ...account, company: company.name });
    if (guessable) await limits.forgive(tries);
    if (guessable) return fail(guessable);
    const right = await passwords.verify(row.password_hash, current);
    if (!right.ok) await limits.forgive(tries);
    if (!right.ok) return right;
    if (!right.value) return fail('current-wrong');
    const hashed = await passwords.hash(password);
    if (!hashed.ok) await limits.forgive(tries);
    if (!hashed.ok) return hashed;

    return await db.transaction().execute(async (db) => {
      await limits.forgive(tries, db);
      // Set anew since we looked: then the one that was given is not the password any more.
      const still = await records.hold(db, account.id);
      if (still?.password_hash !== row.password_hash) return fail('current-wrong');
      const renewed = await sessions.renewAlone(db, session, { hasPassword: true });
      if (!renewed) return fail('signed-out');
      await db
        .updateTable('account')
        .set({ password_hash: hashed.value, password_set_at: clock.now().toISOString() })
        .where('id', '=', account.id)
        .execute();
      await knownNetworks.forgetAll(db, account.id);
      await knownNetworks.add(db, account.id, visitor.address);
      await accountLinks.endAll(db, account.id);
      await letters.tell(db, account, 'account-password-changed', visitor);
      return succeed(renewed);
    });
  }
}
