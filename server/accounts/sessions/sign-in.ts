import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { after, minute } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import { type AddressProblem, type FormProblem, readEmail, readForm, readStamped } from '../../form.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { forgive } from '../../rate-limits/rate-limits.ts';
import { formTokenNames } from '../kinds.ts';
import { takePasswordTry } from '../limits.ts';
import { type HolderPasswordProblem, withHolderPassword } from '../passwords/holder-password.ts';
import * as passwords from '../passwords/passwords.ts';
import * as records from '../records.ts';
import type { CodeProblem } from '../second-factor/second-factor.ts';
import * as secondFactors from '../second-factor/second-factor.ts';
import * as knownNetworks from './known-networks.ts';
import type { Opened, Session, Visitor } from './sessions.ts';
import * as sessions from './sessions.ts';

type TryProblem = 'too-many-tries' | 'busy';
export type SignInProblem = FormProblem | AddressProblem | TryProblem | 'password-missing' | 'sign-in-wrong';

export type SignOutProblem = FormProblem | 'form-expired';

export type ConfirmPasswordProblem =
  | FormProblem
  | CodeProblem
  | HolderPasswordProblem
  | 'form-expired'
  | 'password-missing';

interface Inside extends Opened {
  readonly step: 'signed-in';
}

interface BeforeCode {
  readonly step: 'second-factor';
  readonly token: string;
}

/** Where a right password leads: in, or to the code of the second factor, by a link that is good for five minutes. */
export type Entered = Inside | BeforeCode;

const codeTime = 5 * minute;

/** What the link to the code says where no password was given before it. */
export const withoutPassword = 'without-password';

/** The same answer and the same work whether the address is unknown or the password is wrong. */
export async function signIn(ctx: Context, form: FormData, visitor: Visitor): Promise<Result<Entered, SignInProblem>> {
  const read = readSignIn(form);
  if (!read.ok) return read;
  const { email, password } = read.value;
  const row = await records.rowByAddress(ctx, email);
  const index = ctx.crypto.blindIndex.index(email);
  const isKnown = await knownNetworks.has(ctx, row?.id, visitor.address);
  const attempt = { address: visitor.address, holder: index, passwordSetAt: row?.password_set_at, isKnown };
  const tries = await takePasswordTry(ctx, attempt);
  if (!tries) return fail('too-many-tries');
  const right = await passwords.verify(ctx, row?.password_hash ?? null, password);
  if (!right.ok) await forgive(ctx, tries);
  if (!right.ok) return right;
  if (!row || !right.value) return fail('sign-in-wrong');

  const rehashed = passwords.isCurrent(ctx, row.password_hash) ? null : await passwords.hash(ctx, password);
  return await transaction(ctx, async (ctx) => {
    await forgive(ctx, tries);
    // Set anew since we looked: then the one that was given is not the password any more.
    const still = await records.lockRow(ctx, row.id);
    if (still?.password_hash !== row.password_hash) return fail('sign-in-wrong');
    if (rehashed?.ok) {
      await ctx.db.updateTable('account').set({ password_hash: rehashed.value }).where('id', '=', row.id).execute();
    }
    return succeed(await enter(ctx, row.id, visitor));
  });
}

/** For whoever has just shown that the account is theirs: never past a second factor. */
export async function enter(
  ctx: Context,
  accountId: string,
  visitor: Visitor,
  { hasPassword } = { hasPassword: true },
): Promise<Entered> {
  if (await secondFactors.isOn(ctx, accountId)) {
    const detail = hasPassword ? {} : { detail: withoutPassword };
    const until = after(ctx.clock.now(), codeTime);
    const link = { subjectId: accountId, purpose: 'second-factor', until, ...detail } as const;
    const token = await links.issue(ctx, 'account', link);
    return { step: 'second-factor', token };
  }
  return { step: 'signed-in', ...(await sessions.open(ctx, accountId, visitor, { hasPassword })) };
}

/**
 * Makes a session fresh for sensitive acts, under a new token. It takes all that signing in takes, the code included:
 * what such acts change is what the next sign-in rests upon (ASVS 7.5.1).
 */
export async function confirmPassword(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Opened, ConfirmPasswordProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.confirmPassword, session.id], { one: ['password', 'code'] });
  if (!read.ok) return read;
  const { password, code } = read.value.one;
  if (password === '') return fail('password-missing');
  return await withHolderPassword<Opened, CodeProblem | 'signed-out'>(
    ctx,
    { password, visitor, session },
    async (ctx, row) => {
      if (await secondFactors.isOn(ctx, row.id)) {
        const taken = await secondFactors.take(ctx, row, code, visitor);
        if (!taken.ok) return taken;
      }
      const renewed = await sessions.renew(ctx, session, { hasPassword: true });
      return renewed ? succeed(renewed) : fail('signed-out');
    },
  );
}

/** Ends this session and no other. */
export async function signOut(ctx: Context, form: FormData, session: Session): Promise<Result<null, SignOutProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.signOut, session.id], { one: [] });
  if (!read.ok) return read;
  await sessions.end(ctx, session.id);
  return succeed(null);
}

function readSignIn(form: FormData): Result<{ email: string; password: string }, SignInProblem> {
  const read = readForm(form, { one: ['email', 'password'] });
  if (!read.ok) return read;
  const { one } = read.value;
  const email = readEmail(one.email);
  const problems: SignInProblem[] = email.ok ? [] : [...email.problems];
  if (one.password === '') problems.push('password-missing');
  return email.ok && problems.length === 0
    ? succeed({ email: email.value, password: one.password })
    : fail(...problems);
}
