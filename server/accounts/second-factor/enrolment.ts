import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { AccountRow } from '../../db/schema.ts';
import { plainCode } from '../../fields/code.ts';
import { type FormProblem, readForm, readStamped } from '../../form.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import * as emails from '../emails.ts';
import { formTokenNames } from '../kinds.ts';
import { type HolderPasswordProblem, withHolderPassword } from '../passwords/holder-password.ts';
import type { Account } from '../records.ts';
import * as records from '../records.ts';
import type { Opened, Session, Visitor } from '../sessions/sessions.ts';
import * as sessions from '../sessions/sessions.ts';
import * as recoveryCodes from './recovery-codes.ts';
import type { CodeProblem } from './second-factor.ts';
import * as secondFactors from './second-factor.ts';
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
  | HolderPasswordProblem
  | 'form-expired'
  | 'password-missing'
  | 'factor-off';

/** A secret that the form offers, for the app to scan or for fingers to type. */
interface OfferedSecret {
  readonly secret: string;
  readonly uri: string;
  readonly stamp: string;
}

/**
 * Nothing is stored until a code of it comes back: the stamp shows that it is ours, for this session alone. What was
 * scanned stays when its form came with a wrong code.
 */
export function offerFactor(
  ctx: Context,
  { email }: Account,
  session: Session,
  sent: FormData | null = null,
): OfferedSecret {
  const { formTokens } = ctx.crypto;
  const [before, stampBefore] = ['secret', 'stamp'].map((name) => String(sent?.get(name) ?? ''));
  const isOurs = before && stampBefore && formTokens.read(stampOf(before), stampBefore, session.id);
  const secret = isOurs ? before : newSecret();
  const stamp = formTokens.issue(stampOf(secret), session.id);
  return { secret, uri: uriOf(secret, { issuer: ctx.content.company.name, label: email }), stamp };
}

/** Ends every other session, which were opened without a code. The recovery codes are shown this once. */
export async function turnOnFactor(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Opened & { recoveryCodes: string[] }, TurnOnProblem>> {
  const read = readForm(form, { one: ['stamp', 'secret', 'code'] });
  if (!read.ok) return read;
  const { stamp, secret, code } = read.value.one;
  if (!ctx.crypto.formTokens.read(stampOf(secret), stamp, session.id)) return fail('form-expired');
  if (!session.isFresh) return fail('password-needed');
  if (code.trim() === '') return fail('code-missing');
  const step = stepOf(secret, plainCode(code), ctx.clock.now());
  if (step === null) return fail('code-wrong');

  return await transaction(ctx, async (ctx) => {
    const row = await records.lockRow(ctx, session.accountId);
    if (await secondFactors.isOn(ctx, session.accountId)) return fail('factor-on');
    const renewed = row && (await sessions.renewAlone(ctx, session, { hasPassword: false }));
    if (!renewed) return fail('signed-out');
    await secondFactors.add(ctx, row.id, { secret, step });
    await links.endAll(ctx, 'account', row.id);
    await emails.tell(ctx, records.toAccount(ctx, row), 'account-second-factor-on', visitor);
    return succeed({ ...renewed, recoveryCodes: await recoveryCodes.renew(ctx, row.id) });
  });
}

/** Ends every other session: the factor may have been what kept somebody out of them. */
export async function turnOffFactor(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Opened, ChangeFactorProblem>> {
  return await withPasswordAndCode(ctx, form, visitor, session, async (ctx, row, renewed) => {
    await secondFactors.remove(ctx, row.id);
    await links.endAll(ctx, 'account', row.id, 'second-factor');
    await sessions.endAll(ctx, row.id, { but: renewed.session.id });
    await emails.tell(ctx, records.toAccount(ctx, row), 'account-second-factor-off', visitor);
    return renewed;
  });
}

export async function renewRecoveryCodes(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Opened & { recoveryCodes: string[] }, ChangeFactorProblem>> {
  return await withPasswordAndCode(ctx, form, visitor, session, async (ctx, row, renewed) => {
    await emails.tell(ctx, records.toAccount(ctx, row), 'account-recovery-codes-new', visitor);
    return { ...renewed, recoveryCodes: await recoveryCodes.renew(ctx, row.id) };
  });
}

/**
 * The codes that the page just showed, sent back for a file: only theirs, and only those. We could not show them a
 * second time ourselves.
 */
export async function checkRecoveryCodes(
  ctx: Context,
  form: FormData,
  session: Session,
): Promise<Result<string[], FormProblem | 'form-expired'>> {
  const read = readStamped(ctx, form, [formTokenNames.recoveryCodes, session.id], { one: [], many: ['codes'] });
  if (!read.ok) return read;
  const { many } = read.value;
  const ours = many.codes.length > 0 && many.codes.length <= 10;
  if (!ours || !(await recoveryCodes.areUnused(ctx, session.accountId, many.codes))) return fail('form-expired');
  return succeed([...many.codes]);
}

/** Both together, however fresh the session is: what they protect is what protects the account. */
async function withPasswordAndCode<Value>(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
  act: (ctx: Context, row: AccountRow, renewed: Opened) => Promise<Value>,
): Promise<Result<Value, ChangeFactorProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.secondFactor, session.id], { one: ['password', 'code'] });
  if (!read.ok) return read;
  const { password, code } = read.value.one;
  const problems: ChangeFactorProblem[] = [];
  if (password === '') problems.push('password-missing');
  if (code.trim() === '') problems.push('code-missing');
  if (problems.length > 0) return fail(...problems);
  return await withHolderPassword<Value, CodeProblem | 'factor-off' | 'signed-out'>(
    ctx,
    { password, visitor, session },
    async (ctx, row) => {
      if (!(await secondFactors.isOn(ctx, row.id))) return fail('factor-off');
      const taken = await secondFactors.take(ctx, row, code, visitor);
      if (!taken.ok) return taken;
      const renewed = await sessions.renew(ctx, session, { hasPassword: true });
      return renewed ? succeed(await act(ctx, row, renewed)) : fail('signed-out');
    },
  );
}

function stampOf(secret: string): string {
  return `${formTokenNames.secondFactor}:${secret}`;
}
