import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { after } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import { tokenDigest } from '../../crypto/tokens.ts';
import { type AddressProblem, type FormProblem, readEmail, readForm, readStamped } from '../../form.ts';
import { isQueued, queue } from '../../mail/outbox.ts';
import type { LinkProblem } from '../../one-time-links/one-time-links.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { allow, mailToAddress, reached, under } from '../../rate-limits/rate-limits.ts';
import { formTokenNames } from '../kinds.ts';
import { resetLinkTime, resetsBeyond, resetsOfClient, resetsOfKnownNetwork, resettingsOfClient } from '../limits.ts';
import * as records from '../records.ts';
import * as knownNetworks from '../sessions/known-networks.ts';
import type { Visitor } from '../sessions/sessions.ts';
import * as sessions from '../sessions/sessions.ts';
import { type Entered, enter } from '../sessions/sign-in.ts';
import { setPassword } from './password-change.ts';
import { checkLength, checkSecrecy, type PasswordProblem } from './password-rules.ts';
import * as passwords from './passwords.ts';

export type AskResetProblem = FormProblem | AddressProblem | 'form-expired' | 'website-filled' | 'too-many-requests';

export type ResetProblem = FormProblem | PasswordProblem | LinkProblem | 'too-many-requests' | 'busy';

/** Mails the link, or that there is no account: neither the answer nor the work tells which. */
export async function askReset(ctx: Context, form: FormData, visitor: Visitor): Promise<Result<null, AskResetProblem>> {
  const read = readAsk(ctx, form);
  if (!read.ok) return read;
  const { email, stamp } = read.value;

  return await transaction(ctx, async (ctx) => {
    const occasion = `reset:${tokenDigest(JSON.stringify([stamp, ctx.crypto.blindIndex.index(email)]))}`;
    if (await isQueued(ctx, occasion)) return succeed(null);
    const account = await records.byAddress(ctx, email);
    if (!(await mayMail(ctx, email, account?.id, visitor.address))) return fail('too-many-requests');
    const accountId = account?.id ?? null;
    const token = await links.issue(ctx, 'account', {
      subjectId: accountId,
      purpose: 'reset',
      until: after(ctx.clock.now(), resetLinkTime),
    });
    const letter = { about: accountId ?? stamp, occasion } as const;
    if (account) {
      const values = { link: `${ctx.config.origin}/account/reset/${token}/` };
      await queue(ctx, { ...letter, to: account.email, template: 'account-reset', values });
    } else {
      const values = { signUpLink: `${ctx.config.origin}/account/sign-up/` };
      await queue(ctx, { ...letter, to: email, template: 'account-unknown', values });
    }
    return succeed(null);
  });
}

/** Where it may not, the mailbox has a link that is good still, or the network has asked too often. */
async function mayMail(ctx: Context, email: string, accountId: string | undefined, network: string): Promise<boolean> {
  if (!(await allow(ctx, resetsOfClient, network))) return false;
  const mailbox = ctx.crypto.blindIndex.mailbox(email);
  const isKnown = await knownNetworks.has(ctx, accountId, network);
  if (isKnown && (await allow(ctx, resetsOfKnownNetwork, `${mailbox} ${network}`))) return true;
  return (await allow(ctx, mailToAddress, mailbox)) || (await allow(ctx, resetsBeyond, mailbox));
}

/** Whether the link is still good. Looking changes nothing. */
export async function resetLink(ctx: Context, token: string): Promise<Result<null, LinkProblem>> {
  const found = await links.find(ctx, 'account', 'reset', token);
  return found.ok ? succeed(null) : found;
}

/** Sets the password, ends every session and every other link, and leads in, but never past a second factor. */
export async function reset(
  ctx: Context,
  token: string,
  form: FormData,
  visitor: Visitor,
): Promise<Result<Entered, ResetProblem>> {
  const read = readForm(form, { one: ['password'] });
  if (!read.ok) return read;
  const { password } = read.value.one;
  const found = await links.find(ctx, 'account', 'reset', token);
  if (!found.ok) return found;
  const wrong = checkLength(password);
  if (wrong) return fail(wrong);
  if (await reached(ctx, under(resettingsOfClient, visitor.address))) return fail('too-many-requests');
  const account = await records.find(ctx, found.value.subjectId);
  if (!account) return fail('link-unknown');
  const guessable = checkSecrecy(password, { ...account, company: ctx.content.company.name });
  if (guessable) return fail(guessable);
  const hashed = await passwords.hash(ctx, password);
  if (!hashed.ok) return hashed;

  return await transaction(ctx, async (ctx) => {
    await records.lockRow(ctx, account.id);
    const used = await links.use(ctx, 'account', 'reset', token);
    if (!used.ok) return used;
    await sessions.endAll(ctx, account.id);
    await setPassword(ctx, account, hashed.value, visitor);
    return succeed(await enter(ctx, account.id, visitor));
  });
}

function readAsk(ctx: Context, form: FormData): Result<{ email: string; stamp: string }, AskResetProblem> {
  const read = readStamped(ctx, form, [formTokenNames.reset], { one: ['website', 'email'] });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const email = readEmail(one.email);
  const problems: AskResetProblem[] = email.ok ? [] : [...email.problems];
  if (one.website) problems.push('website-filled');
  return email.ok && problems.length === 0 ? succeed({ email: email.value, stamp }) : fail(...problems);
}
