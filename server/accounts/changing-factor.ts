import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Db } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import { plainCode } from '../fields/code.ts';
import { type FormProblem, readForm } from '../form.ts';
import { under } from '../rate-limits/rate-limits.ts';
import { stampNames } from './kinds.ts';
import type { Letters } from './letters.ts';
import { passwordsOfClient, passwordTriesOfHolder } from './limits.ts';
import type { AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Passwords } from './passwords.ts';
import type { Account, Records } from './records.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import type { CodeProblem, SecondFactors } from './second-factor.ts';
import type { Opened, Session, Sessions, Visitor } from './sessions.ts';
import { newSecret, stepOf, uriOf } from './totp.ts';

export type TurnOnProblem =
  | FormProblem
  | Exclude<CodeProblem, 'too-many-codes'>
  | 'form-expired'
  | 'password-needed'
  | 'factor-on'
  | 'signed-out';

export type ChangeFactorProblem =
  | FormProblem
  | CodeProblem
  | 'form-expired'
  | 'password-missing'
  | 'password-wrong'
  | 'too-many-tries'
  | 'busy'
  | 'factor-off'
  | 'signed-out';

/** A secret that the form offers, for the app to scan or for fingers to type. */
export interface OfferedSecret {
  readonly secret: string;
  readonly uri: string;
  readonly stamp: string;
}

/** Turning the second factor on and off, and new recovery codes. */
export function createChangingFactor(
  needs: AccountsNeeds & {
    readonly passwords: Passwords;
    readonly records: Records;
    readonly sessions: Sessions;
    readonly accountLinks: AccountLinks;
    readonly letters: Letters;
    readonly recoveryCodes: RecoveryCodes;
    readonly secondFactors: SecondFactors;
  },
) {
  const { db, clock, stamps, limits, passwords, records, sessions, letters, recoveryCodes, secondFactors } = needs;
  return { offerFactor, turnOnFactor, turnOffFactor, renewRecoveryCodes, checkRecoveryCodes };

  /** Nothing is stored until a code of it comes back: the stamp shows that it is ours, for this session alone. */
  function offerFactor({ email }: Account, session: Session, secret = newSecret()): OfferedSecret {
    const stamp = stamps.issue(stampOf(secret), session.id);
    return { secret, uri: uriOf(secret, { issuer: needs.company.name, label: email }), stamp };
  }

  /** Ends every other session, which were opened without a code. The recovery codes are shown this once. */
  async function turnOnFactor(
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<Opened & { recoveryCodes: string[] }, TurnOnProblem>> {
    const read = readForm(form, { one: ['stamp', 'secret', 'code'] });
    if (!read.ok) return read;
    const { stamp, secret, code } = read.value.one;
    if (!stamps.read(stampOf(secret), stamp, session.id)) return fail('form-expired');
    if (!session.isFresh) return fail('password-needed');
    if (code.trim() === '') return fail('code-missing');
    const step = stepOf(secret, plainCode(code), clock.now());
    if (step === null) return fail('code-wrong');

    return await db.transaction().execute(async (db) => {
      const row = await records.hold(db, session.accountId);
      if (await secondFactors.isOn(session.accountId, db)) return fail('factor-on');
      const renewed = row && (await sessions.renewAlone(db, session, { hasPassword: false }));
      if (!renewed) return fail('signed-out');
      await secondFactors.add(db, row.id, { secret, step });
      await needs.accountLinks.endAll(db, row.id);
      await letters.tell(db, records.toAccount(row), 'account-second-factor-on', visitor);
      return succeed({ ...renewed, recoveryCodes: await recoveryCodes.renew(db, row.id) });
    });
  }

  /** Ends every other session: the factor may have been what kept somebody out of them. */
  async function turnOffFactor(
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<Opened, ChangeFactorProblem>> {
    return await withPasswordAndCode(form, visitor, session, async (db, row, renewed) => {
      await secondFactors.remove(db, row.id);
      await needs.accountLinks.endAll(db, row.id, 'second-factor');
      await sessions.endAll(db, row.id, { but: renewed.session.id });
      await letters.tell(db, records.toAccount(row), 'account-second-factor-off', visitor);
      return renewed;
    });
  }

  async function renewRecoveryCodes(
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<Opened & { recoveryCodes: string[] }, ChangeFactorProblem>> {
    return await withPasswordAndCode(form, visitor, session, async (db, row, renewed) => {
      await letters.tell(db, records.toAccount(row), 'account-recovery-codes-new', visitor);
      return { ...renewed, recoveryCodes: await recoveryCodes.renew(db, row.id) };
    });
  }

  /**
   * The codes that the page just showed, sent back for a file: only theirs, and only those. We could not show them a
   * second time ourselves.
   */
  async function checkRecoveryCodes(
    form: FormData,
    session: Session,
  ): Promise<Result<string[], FormProblem | 'form-expired'>> {
    const read = readForm(form, { one: ['stamp'], many: ['codes'] });
    if (!read.ok) return read;
    const { one, many } = read.value;
    if (!stamps.read(stampNames.recoveryCodes, one.stamp, session.id)) return fail('form-expired');
    const ours = many.codes.length > 0 && many.codes.length <= 10;
    if (!ours || !(await recoveryCodes.areUnused(session.accountId, many.codes))) return fail('form-expired');
    return succeed([...many.codes]);
  }

  /** Both together, however fresh the session is: what they protect is what protects the account. */
  async function withPasswordAndCode<Value>(
    form: FormData,
    visitor: Visitor,
    session: Session,
    act: (db: Db, row: AccountRow, renewed: Opened) => Promise<Value>,
  ): Promise<Result<Value, ChangeFactorProblem>> {
    const read = readForm(form, { one: ['stamp', 'password', 'code'] });
    if (!read.ok) return read;
    const { stamp, password, code } = read.value.one;
    if (!stamps.read(stampNames.secondFactor, stamp, session.id)) return fail('form-expired');
    const problems: ChangeFactorProblem[] = [];
    if (password === '') problems.push('password-missing');
    if (code.trim() === '') problems.push('code-missing');
    if (problems.length > 0) return fail(...problems);
    const row = await records.rowOf(session.accountId);
    if (!row) return fail('signed-out');

    const tries = passwordTriesOfHolder(row);
    if (await limits.reached([...under(passwordsOfClient, visitor.address), ...tries])) return fail('too-many-tries');
    const right = await passwords.verify(row.password_hash, password);
    if (!right.ok) await limits.forgive(tries);
    if (!right.ok) return right;
    if (!right.value) return fail('password-wrong');

    return await db.transaction().execute(async (db) => {
      await limits.forgive(tries, db);
      const held = await records.hold(db, row.id);
      if (held?.password_hash !== row.password_hash) return fail('password-wrong');
      if (!(await secondFactors.isOn(row.id, db))) return fail('factor-off');
      const taken = await secondFactors.take(db, held, code, visitor);
      if (!taken.ok) return taken;
      const renewed = await sessions.renew(db, session, { hasPassword: true });
      return renewed ? succeed(await act(db, held, renewed)) : fail('signed-out');
    });
  }
}

function stampOf(secret: string): string {
  return `${stampNames.secondFactor}:${secret}`;
}
