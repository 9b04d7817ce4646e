import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Db } from '../db/database.ts';
import type { AccountRow } from '../db/schema.ts';
import { plainCode } from '../fields/code.ts';
import type { KnownNetworks } from './known-networks.ts';
import type { Letters } from './letters.ts';
import { takeCodeTry } from './limits.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { RecoveryCodes } from './recovery-codes.ts';
import type { Visitor } from './sessions.ts';
import { stepOf } from './totp.ts';

export type CodeProblem = 'code-missing' | 'code-wrong' | 'too-many-codes';

/** The second factor of an account, as its holder may know it. */
export interface SecondFactor {
  readonly since: Date;
  readonly recoveryCodesLeft: number;
  /** When it ends because the operator was asked to end it. */
  readonly endsAt: Date | null;
}

export type SecondFactors = ReturnType<typeof createSecondFactors>;

/** One-time codes from an app (RFC 6238), and the recovery codes for whoever has lost it. */
export function createSecondFactors({
  db,
  clock,
  sealing,
  limits,
  records,
  recoveryCodes,
  letters,
  knownNetworks,
}: AccountsNeeds & {
  readonly records: Records;
  readonly recoveryCodes: RecoveryCodes;
  readonly letters: Letters;
  readonly knownNetworks: KnownNetworks;
}) {
  return { find, isOn, add, take, remove };

  async function find(accountId: string): Promise<SecondFactor | null> {
    const row = await rowOf(db, accountId);
    if (!row) return null;
    const recoveryCodesLeft = await recoveryCodes.left(accountId);
    return { since: new Date(row.confirmed_at), recoveryCodesLeft, endsAt: row.ends_at ? new Date(row.ends_at) : null };
  }

  async function isOn(accountId: string, using: Db = db): Promise<boolean> {
    return (await rowOf(using, accountId)) !== undefined;
  }

  /** With the step of the code that confirmed it, which is thereby taken. */
  async function add(db: Db, accountId: string, { secret, step }: { secret: string; step: number }): Promise<void> {
    await db
      .insertInto('second_factor')
      .values({
        account_id: accountId,
        secret_sealed: sealing.seal(secret, placeOf(accountId)),
        confirmed_at: clock.now().toISOString(),
        last_step: step,
      })
      .execute();
  }

  /**
   * Takes a code of the app or a recovery code, each once, in the transaction of what it allows and with the account
   * held. Whoever has a right code keeps the factor, whatever the operator was told.
   */
  async function take(db: Db, row: AccountRow, typed: string, visitor: Visitor): Promise<Result<null, CodeProblem>> {
    if (typed.trim() === '') return fail('code-missing');
    const code = plainCode(typed);
    const isKnown = await knownNetworks.has(row.id, visitor.address, db);
    const door = { address: visitor.address, holder: row.id, passwordSetAt: row.password_set_at, isKnown };
    const tries = await takeCodeTry(limits, door, db);
    if (!tries) return fail('too-many-codes');
    const isRight = /^\d{6}$/.test(code)
      ? await takeStep(db, row.id, code)
      : await takeRecoveryCode(db, row, code, visitor);
    if (!isRight) return fail('code-wrong');
    await limits.forgive(tries, db);
    await db.updateTable('second_factor').set({ ends_at: null }).where('account_id', '=', row.id).execute();
    return succeed(null);
  }

  async function remove(db: Db, accountId: string): Promise<void> {
    await recoveryCodes.erase(db, accountId);
    await db.deleteFrom('second_factor').where('account_id', '=', accountId).execute();
  }

  async function takeStep(db: Db, accountId: string, code: string): Promise<boolean> {
    const row = await rowOf(db, accountId);
    if (!row) return false;
    const step = stepOf(sealing.open(row.secret_sealed, placeOf(accountId)), code, clock.now(), row.last_step);
    if (step === null) return false;
    const taken = await db
      .updateTable('second_factor')
      .set({ last_step: step })
      .where('account_id', '=', accountId)
      .where('last_step', '<', step)
      .returning('account_id')
      .executeTakeFirst();
    return taken !== undefined;
  }

  async function takeRecoveryCode(db: Db, row: AccountRow, code: string, visitor: Visitor): Promise<boolean> {
    if (!(await recoveryCodes.take(db, row.id, code))) return false;
    const left = await recoveryCodes.left(row.id, db);
    await letters.recoveryCodeUsed(db, records.toAccount(row), visitor, left);
    return true;
  }

  function rowOf(db: Db, accountId: string) {
    return db.selectFrom('second_factor').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  }
}

function placeOf(accountId: string) {
  return { table: 'second_factor', column: 'secret_sealed', row: accountId };
}
