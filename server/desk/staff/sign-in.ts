import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { device } from '../../../src/words/account/devices.ts';
import { takeCodeTry, takePasswordTry } from '../../accounts/limits.ts';
import * as passwords from '../../accounts/passwords/passwords.ts';
import * as recoveryCodes from '../../accounts/second-factor/recovery-codes.ts';
import { stepOf } from '../../accounts/second-factor/totp.ts';
import { deviceOf } from '../../accounts/sessions/device.ts';
import * as knownNetworks from '../../accounts/sessions/known-networks.ts';
import { type Context, transaction } from '../../context.ts';
import type { StaffRow } from '../../db/schema.ts';
import { readAddress } from '../../fields/address.ts';
import { plainCode } from '../../fields/code.ts';
import { type AddressProblem, type FormProblem, readForm, readStamped, type StampedProblem } from '../../form.ts';
import { queue } from '../../mail/outbox.ts';
import { forgive } from '../../rate-limits/rate-limits.ts';
import { actorOf, record } from '../acts.ts';
import { formTokenNames } from '../kinds.ts';
import * as records from './records.ts';
import type { DeskVisitor, OpenedDesk, Staff } from './sessions.ts';
import * as sessions from './sessions.ts';

export type DeskSignInProblem =
  | FormProblem
  | AddressProblem
  | 'password-missing'
  | 'code-missing'
  | 'sign-in-wrong'
  | 'too-many-tries'
  | 'busy';

/**
 * Address, password and code together: neither the answer nor the work tells which of them was wrong, or whether
 * anybody of the staff has that address. No session of an account leads here, and no link.
 */
export async function signIn(
  ctx: Context,
  form: FormData,
  visitor: DeskVisitor,
): Promise<Result<OpenedDesk, DeskSignInProblem>> {
  const read = readSignIn(form);
  if (!read.ok) return read;
  const { email, password, code } = read.value;
  const found = await records.rowByAddress(ctx, email);
  const row = found?.ended_at === null ? found : undefined;
  const holder = `desk ${ctx.crypto.blindIndex.index(email)}`;
  const isKnown = await knownNetworks.has(ctx, row?.id, visitor.address, 'staff_network');
  const attempt = {
    address: visitor.address,
    holder,
    passwordSetAt: row?.password_set_at ?? undefined,
    isKnown,
  };
  const tries = await takePasswordTry(ctx, attempt);
  if (!tries) return fail('too-many-tries');
  const right = await passwords.verify(ctx, row?.password_hash ?? null, password);
  if (!right.ok) await forgive(ctx, tries);
  if (!right.ok) return right;
  if (!row || !right.value) return fail('sign-in-wrong');

  return await transaction(ctx, async (ctx) => {
    const locked = await records.lockRow(ctx, row.id);
    if (!locked || locked.ended_at !== null || locked.password_hash !== row.password_hash) return fail('sign-in-wrong');
    const codeTries = await takeCodeTry(ctx, attempt);
    if (!codeTries) return fail('too-many-tries');
    if (!(await takeCode(ctx, locked, code))) return fail('sign-in-wrong');
    await forgive(ctx, [...tries, ...codeTries]);
    await record(ctx, { actor: actorOf(row), act: 'sign-in' });
    const member = records.toMember(ctx, locked);
    if (!isKnown) await tellOfNetwork(ctx, member, visitor);
    return succeed(await sessions.open(ctx, member, visitor));
  });
}

export type DeskSignOutProblem = StampedProblem;

/** Ends this session and no other. */
export async function signOut(ctx: Context, form: FormData, staff: Staff): Promise<Result<null, DeskSignOutProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.signOut, staff.sessionId], { one: [] });
  if (!read.ok) return read;
  return await transaction(ctx, async (ctx) => {
    await sessions.end(ctx, staff.sessionId);
    await record(ctx, { actor: actorOf(staff), act: 'sign-out' });
    return succeed(null);
  });
}

/** Whoever has the password and a code of one of the staff is told of to them, where they were not there lately. */
async function tellOfNetwork(ctx: Context, { id, address }: records.Member, { agent }: DeskVisitor): Promise<void> {
  const values = {
    at: ctx.clock.now().toISOString(),
    device: deviceOf(agent, device.unknownWithin),
    link: `${ctx.config.origin}/desk/`,
  };
  await queue(ctx, { to: address, about: id, template: 'desk-new-network', values });
}

/** A code of the app or a recovery code, each once, with the row locked. */
async function takeCode(ctx: Context, row: StaffRow, typed: string): Promise<boolean> {
  const code = plainCode(typed);
  if (!/^\d{6}$/.test(code)) return await recoveryCodes.take(ctx, row.id, code, 'staff_recovery_code');
  if (row.secret_sealed === null) return false;
  const secret = ctx.crypto.encryption.open(row.secret_sealed, records.placeOf('secret_sealed', row.id));
  const step = stepOf(secret, code, ctx.clock.now(), row.last_step ?? -1);
  if (step === null) return false;
  await ctx.db.updateTable('staff').set({ last_step: step }).where('id', '=', row.id).execute();
  return true;
}

function readSignIn(form: FormData): Result<{ email: string; password: string; code: string }, DeskSignInProblem> {
  const read = readForm(form, { one: ['email', 'password', 'code'] });
  if (!read.ok) return read;
  const { email: written, password, code } = read.value.one;
  const email = readAddress(written);
  const problems: DeskSignInProblem[] = [];
  if (!email) problems.push(written.trim() ? 'email-invalid' : 'email-missing');
  if (password === '') problems.push('password-missing');
  if (code.trim() === '') problems.push('code-missing');
  return email && problems.length === 0 ? succeed({ email, password, code }) : fail(...problems);
}
