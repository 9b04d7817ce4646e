import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { type FormProblem, readStamped } from '../../form.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { forgive, reached, under } from '../../rate-limits/rate-limits.ts';
import * as emails from '../emails.ts';
import { formTokenNames } from '../kinds.ts';
import { passwordsOfClient, passwordTriesOfHolder } from '../limits.ts';
import type { Account } from '../records.ts';
import * as records from '../records.ts';
import * as knownNetworks from '../sessions/known-networks.ts';
import type { Opened, Session, Visitor } from '../sessions/sessions.ts';
import * as sessions from '../sessions/sessions.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from './password-rules.ts';
import * as passwords from './passwords.ts';

export type ChangePasswordProblem =
  | FormProblem
  | PasswordProblem
  | 'form-expired'
  | 'current-missing'
  | 'current-wrong'
  | 'too-many-tries'
  | 'busy'
  | 'signed-out';

/**
 * For whoever knows the present one. Ends every other session and every link; this session goes on under a new token.
 */
export async function changePassword(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Opened, ChangePasswordProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.password, session.id], { one: ['current', 'password'] });
  if (!read.ok) return read;
  const { current, password } = read.value.one;
  const problems: ChangePasswordProblem[] = [];
  const wrong = checkLength(password);
  if (current === '') problems.push('current-missing');
  if (wrong) problems.push(wrong);
  if (problems.length > 0) return fail(...problems);
  const row = await records.rowOf(ctx, session.accountId);
  if (!row) return fail('signed-out');

  const tries = passwordTriesOfHolder(row);
  if (await reached(ctx, [...under(passwordsOfClient, visitor.address), ...tries])) return fail('too-many-tries');
  const account = records.toAccount(ctx, row);
  const guessable = checkSecrecy(password, { ...account, company: ctx.content.company.name });
  if (guessable) await forgive(ctx, tries);
  if (guessable) return fail(guessable);
  const right = await passwords.verify(ctx, row.password_hash, current);
  if (!right.ok) await forgive(ctx, tries);
  if (!right.ok) return right;
  if (!right.value) return fail('current-wrong');
  const hashed = await passwords.hash(ctx, password);
  if (!hashed.ok) await forgive(ctx, tries);
  if (!hashed.ok) return hashed;

  return await transaction(ctx, async (ctx) => {
    await forgive(ctx, tries);
    // Set anew since we looked: then the one that was given is not the password any more.
    const still = await records.lockRow(ctx, account.id);
    if (still?.password_hash !== row.password_hash) return fail('current-wrong');
    const renewed = await sessions.renewAlone(ctx, session, { hasPassword: true });
    if (!renewed) return fail('signed-out');
    await setPassword(ctx, account, hashed.value, visitor);
    await knownNetworks.add(ctx, account.id, visitor.address);
    return succeed(renewed);
  });
}

/** Ends every link, and tells the holder; whoever knew the one before is known from no network any more. */
export async function setPassword(ctx: Context, account: Account, hashed: string, visitor: Visitor): Promise<void> {
  await ctx.db
    .updateTable('account')
    .set({ password_hash: hashed, password_set_at: ctx.clock.now().toISOString() })
    .where('id', '=', account.id)
    .execute();
  await knownNetworks.forgetAll(ctx, account.id);
  await links.endAll(ctx, 'account', account.id);
  await emails.tell(ctx, account, 'account-password-changed', visitor);
}
