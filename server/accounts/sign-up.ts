import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type Context, transaction } from '../context.ts';
import { tokenDigest } from '../crypto/tokens.ts';
import { type AddressProblem, type FormProblem, readEmail, readForm, readStamped } from '../form.ts';
import { isQueued, queue } from '../mail/outbox.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { mailToAddress, reached, under } from '../rate-limits/rate-limits.ts';
import { formTokenNames } from './kinds.ts';
import { confirmationsOfClient, passwordsOfLink, signUpsOfClient } from './limits.ts';
import { checkName, type NameProblem } from './names.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from './passwords/password-rules.ts';
import * as passwords from './passwords/passwords.ts';
import type { SignUpLinkProblem } from './pending-sign-ups.ts';
import * as signUps from './pending-sign-ups.ts';
import * as records from './records.ts';
import type { Opened, Visitor } from './sessions/sessions.ts';
import * as sessions from './sessions/sessions.ts';

export type SignUpProblem =
  | FormProblem
  | PasswordProblem
  | NameProblem
  | AddressProblem
  | 'form-expired'
  | 'website-filled'
  | 'too-many-requests'
  | 'busy';

type TooManyProblem = 'too-many-requests' | 'busy';
export type ConfirmProblem = FormProblem | SignUpLinkProblem | TooManyProblem | 'password-missing' | 'password-wrong';

/**
 * Mails a link, which makes the account when it is confirmed with the password that was chosen; to somebody who has an
 * account, that there is one. Neither the answer nor the work tells whether the
 * address is known. A form that is sent again asks for the same link, and then its last password counts.
 */
export async function signUp(ctx: Context, form: FormData, visitor: Visitor): Promise<Result<null, SignUpProblem>> {
  const read = readSignUp(ctx, form);
  if (!read.ok) return read;
  const { name, email, password, stamp } = read.value;
  if (await reached(ctx, under(signUpsOfClient, visitor.address))) return fail('too-many-requests');
  const guessable = checkSecrecy(password, { name, email, company: ctx.content.company.name });
  if (guessable) return fail(guessable);
  const hashed = await passwords.hash(ctx, password);
  if (!hashed.ok) return hashed;

  return await transaction(ctx, async (ctx) => {
    const index = ctx.crypto.blindIndex.index(email);
    const token = ctx.crypto.links.sign('sign-up', JSON.stringify([stamp, index]));
    const letter = { occasion: `sign-up:${tokenDigest(token)}` } as const;
    const acts = under(mailToAddress, ctx.crypto.blindIndex.mailbox(email));
    if (!(await isQueued(ctx, letter.occasion)) && (await reached(ctx, acts))) return fail('too-many-requests');
    const known = await records.byAddress(ctx, email);
    const account_id = await signUps.keep(ctx, { token, name, email, passwordHash: hashed.value });
    if (known) {
      const values = { signInLink: link(ctx, 'sign-in/'), resetLink: link(ctx, 'reset/') };
      await queue(ctx, { ...letter, to: known.email, about: known.id, template: 'account-known', values });
    } else {
      const values = { link: link(ctx, `confirm/${token}/`) };
      await queue(ctx, { ...letter, to: email, about: account_id, template: 'account-confirm', values });
    }
    return succeed(null);
  });
}

/** Whether the link still waits for its click. Looking changes nothing. */
export async function signUpWaiting(ctx: Context, token: string): Promise<Result<null, SignUpLinkProblem>> {
  const found = await signUps.find(ctx, token);
  return found.ok ? succeed(null) : found;
}

/**
 * Makes the account and signs in. Asks for the password: whoever enters another person's address knows the password
 * but not the link, and that person has the link but not the password. Once: of two at the same moment, also with
 * two links for one address, one makes the account.
 */
export async function confirm(
  ctx: Context,
  token: string,
  form: FormData,
  visitor: Visitor,
): Promise<Result<Opened, ConfirmProblem>> {
  const read = readForm(form, { one: ['password'] });
  if (!read.ok) return read;
  const { password } = read.value.one;
  const found = await signUps.find(ctx, token);
  if (!found.ok) return found;
  if (password === '') return fail('password-missing');
  const acts = [...under(confirmationsOfClient, visitor.address), ...under(passwordsOfLink, found.value.digest)];
  if (await reached(ctx, acts)) return fail('too-many-requests');
  const right = await passwords.verify(ctx, found.value.password_hash, password);
  if (!right.ok) return right;
  if (!right.value) return fail('password-wrong');

  return await transaction(ctx, async (ctx) => {
    const still = await signUps.find(ctx, token);
    // The form may have been sent again meanwhile, with another password.
    if (!still.ok || still.value.password_hash !== found.value.password_hash) return fail('link-unknown');
    const accountId = await signUps.makeAccount(ctx, still.value);
    if (!accountId) return fail('link-unknown');
    await links.keepUsed(ctx, 'account', { subjectId: accountId, purpose: 'sign-up', token });
    return succeed(await sessions.open(ctx, accountId, visitor, { hasPassword: true }));
  });
}

function readSignUp(
  ctx: Context,
  form: FormData,
): Result<{ name: string; email: string; password: string; stamp: string }, SignUpProblem> {
  const read = readStamped(ctx, form, [formTokenNames.signUp], { one: ['website', 'name', 'email', 'password'] });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const name = one.name.trim();
  const email = readEmail(one.email);
  const wrong = [checkName(name), ...(email.ok ? [] : email.problems), checkLength(one.password)];
  const problems: SignUpProblem[] = wrong.filter((problem) => problem !== null);
  if (one.website) problems.push('website-filled');
  if (!email.ok || problems.length > 0) return fail(...problems);
  return succeed({ name, email: email.value, password: one.password, stamp });
}

function link(ctx: Context, path: string): string {
  return `${ctx.config.origin}/account/${path}`;
}
