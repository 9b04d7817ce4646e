import { fail, type Result } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { AccountRow } from '../../db/schema.ts';
import { forgive, reached, under } from '../../rate-limits/rate-limits.ts';
import { passwordsOfClient, passwordTriesOfHolder } from '../limits.ts';
import * as records from '../records.ts';
import type { Session, Visitor } from '../sessions/sessions.ts';
import * as passwords from './passwords.ts';

export type HolderPasswordProblem = 'password-wrong' | 'too-many-tries' | 'busy' | 'signed-out';

/**
 * What somebody who is signed in may do with the password alone. Wrong ones are counted; with the right one `act` has the
 * account locked, in a transaction of its own.
 */
export async function withHolderPassword<Value, Problem extends string>(
  ctx: Context,
  { password, visitor, session }: { password: string; visitor: Visitor; session: Session },
  act: (ctx: Context, row: AccountRow) => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem | HolderPasswordProblem>> {
  const row = await records.rowOf(ctx, session.accountId);
  if (!row) return fail('signed-out');
  const tries = passwordTriesOfHolder(row);
  if (await reached(ctx, [...under(passwordsOfClient, visitor.address), ...tries])) return fail('too-many-tries');
  const right = await passwords.verify(ctx, row.password_hash, password);
  if (!right.ok) await forgive(ctx, tries);
  if (!right.ok) return right;
  if (!right.value) return fail('password-wrong');

  return await transaction(ctx, async (ctx): Promise<Result<Value, Problem | 'password-wrong'>> => {
    await forgive(ctx, tries);
    // Set anew since we looked: then the one that was given is not the password any more.
    const locked = await records.lockRow(ctx, row.id);
    return locked?.password_hash === row.password_hash ? await act(ctx, locked) : fail('password-wrong');
  });
}
