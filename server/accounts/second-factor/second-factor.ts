import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import type { AccountRow } from '../../db/schema.ts';
import { plainCode } from '../../fields/code.ts';
import { forgive } from '../../rate-limits/rate-limits.ts';
import * as emails from '../emails.ts';
import { takeCodeTry } from '../limits.ts';
import * as records from '../records.ts';
import * as knownNetworks from '../sessions/known-networks.ts';
import type { Visitor } from '../sessions/sessions.ts';
import * as recoveryCodes from './recovery-codes.ts';
import { stepOf } from './totp.ts';

export type CodeProblem = 'code-missing' | 'code-wrong' | 'too-many-codes';

/** The second factor of an account, as its holder may know it. */
interface SecondFactor {
  readonly since: Date;
  readonly recoveryCodesLeft: number;
  /** When it ends because the operator was asked to end it. */
  readonly endsAt: Date | null;
}

export async function find(ctx: Context, accountId: string): Promise<SecondFactor | null> {
  const row = await rowOf(ctx, accountId);
  if (!row) return null;
  const recoveryCodesLeft = await recoveryCodes.left(ctx, accountId);
  return { since: new Date(row.confirmed_at), recoveryCodesLeft, endsAt: row.ends_at ? new Date(row.ends_at) : null };
}

export async function isOn(ctx: Context, accountId: string): Promise<boolean> {
  return (await rowOf(ctx, accountId)) !== undefined;
}

/** With the step of the code that confirmed it, which is thereby taken. */
export async function add(
  ctx: Context,
  accountId: string,
  { secret, step }: { secret: string; step: number },
): Promise<void> {
  await ctx.db
    .insertInto('second_factor')
    .values({
      account_id: accountId,
      secret_sealed: ctx.crypto.encryption.seal(secret, placeOf(accountId)),
      confirmed_at: ctx.clock.now().toISOString(),
      last_step: step,
    })
    .execute();
}

/**
 * Takes a code of the app (RFC 6238) or a recovery code, each once, in the transaction of what it allows and with the account
 * locked. Whoever has a right code keeps the factor, whatever the operator was told.
 */
export async function take(
  ctx: Context,
  row: AccountRow,
  typed: string,
  visitor: Visitor,
): Promise<Result<null, CodeProblem>> {
  if (typed.trim() === '') return fail('code-missing');
  const code = plainCode(typed);
  const isKnown = await knownNetworks.has(ctx, row.id, visitor.address);
  const attempt = { address: visitor.address, holder: row.id, passwordSetAt: row.password_set_at, isKnown };
  const tries = await takeCodeTry(ctx, attempt);
  if (!tries) return fail('too-many-codes');
  const isRight = /^\d{6}$/.test(code)
    ? await takeStep(ctx, row.id, code)
    : await takeRecoveryCode(ctx, row, code, visitor);
  if (!isRight) return fail('code-wrong');
  await forgive(ctx, tries);
  await ctx.db.updateTable('second_factor').set({ ends_at: null }).where('account_id', '=', row.id).execute();
  return succeed(null);
}

export async function remove(ctx: Context, accountId: string): Promise<void> {
  await recoveryCodes.erase(ctx, accountId);
  await ctx.db.deleteFrom('second_factor').where('account_id', '=', accountId).execute();
}

async function takeStep(ctx: Context, accountId: string, code: string): Promise<boolean> {
  const row = await rowOf(ctx, accountId);
  if (!row) return false;
  const step = stepOf(
    ctx.crypto.encryption.open(row.secret_sealed, placeOf(accountId)),
    code,
    ctx.clock.now(),
    row.last_step,
  );
  if (step === null) return false;
  const taken = await ctx.db
    .updateTable('second_factor')
    .set({ last_step: step })
    .where('account_id', '=', accountId)
    .where('last_step', '<', step)
    .returning('account_id')
    .executeTakeFirst();
  return taken !== undefined;
}

async function takeRecoveryCode(ctx: Context, row: AccountRow, code: string, visitor: Visitor): Promise<boolean> {
  if (!(await recoveryCodes.take(ctx, row.id, code))) return false;
  const left = await recoveryCodes.left(ctx, row.id);
  await emails.recoveryCodeUsed(ctx, records.toAccount(ctx, row), visitor, left);
  return true;
}

function rowOf(ctx: Context, accountId: string) {
  return ctx.db.selectFrom('second_factor').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

function placeOf(accountId: string) {
  return { table: 'second_factor', column: 'secret_sealed', row: accountId };
}
