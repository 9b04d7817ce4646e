import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { after, day } from '../clock.ts';
import { type Context, transaction } from '../context.ts';
import { normalise } from '../fields/address.ts';
import { type AddressProblem, type FormProblem, readEmail, readFresh } from '../form.ts';
import type { LinkProblem } from '../one-time-links/one-time-links.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { mailToAddress, reached, under } from '../rate-limits/rate-limits.ts';
import * as emails from './emails.ts';
import { formTokenNames } from './kinds.ts';
import { addressesOfAccount, addressesOfClient } from './limits.ts';
import * as records from './records.ts';
import type { Opened, Session, Visitor } from './sessions/sessions.ts';
import * as sessions from './sessions/sessions.ts';

export type AskAddressProblem =
  | FormProblem
  | AddressProblem
  | 'form-expired'
  | 'email-same'
  | 'password-needed'
  | 'too-many-requests'
  | 'signed-out';

/** An account whose holder has another address from now on, and has confirmed it. */
export interface AddressChange {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
}

const linkTime = 7 * day;

/**
 * Mails the link, or that the address has an account: neither the answer nor the work tells which. Until the link is
 * used the present address stays.
 */
export async function askAddress(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<null, AskAddressProblem>> {
  const read = readFresh(ctx, form, [formTokenNames.address, session], { one: ['email'] });
  if (!read.ok) return read;
  const typed = readEmail(read.value.one.email);
  if (!typed.ok) return typed;
  const email = typed.value;

  return await transaction(ctx, async (ctx) => {
    const row = await records.lockRow(ctx, session.accountId);
    if (!row) return fail('signed-out');
    const account = records.toAccount(ctx, row);
    if (normalise(account.email) === normalise(email)) return fail('email-same');
    const acts = [
      ...under(addressesOfClient, visitor.address),
      ...under(addressesOfAccount, account.id),
      ...under(mailToAddress, ctx.crypto.blindIndex.mailbox(email)),
    ];
    if (await reached(ctx, acts)) return fail('too-many-requests');

    // One at a time: that of a mistyped address is good no longer.
    await links.endAll(ctx, 'account', account.id, 'email');
    const taken = await records.byAddress(ctx, email);
    const link = { purpose: 'email', until: after(ctx.clock.now(), linkTime), detail: email } as const;
    const token = await links.issue(ctx, 'account', { ...link, subjectId: taken ? null : account.id });
    if (taken) await emails.addressTaken(ctx, taken);
    else await emails.confirmAddress(ctx, { id: account.id, email }, token);
    await emails.tell(ctx, account, 'account-address-asked', visitor);
    return succeed(null);
  });
}

/** The address that a link would confirm, for whoever asked for it. Looking changes nothing. */
export async function addressAsked(
  ctx: Context,
  token: string,
  { accountId }: Session,
): Promise<Result<string, LinkProblem>> {
  const found = await links.find(ctx, 'account', 'email', token);
  if (!found.ok) return found;
  const { detail } = found.value;
  return found.value.subjectId === accountId && detail !== null ? succeed(detail) : fail('link-unknown');
}

/** What the account's own rows hold of it, in the transaction in which everything else follows the address. */
export async function changeAddress(
  ctx: Context,
  token: string,
  visitor: Visitor,
  session: Session,
): Promise<Result<{ opened: Opened; change: AddressChange }, LinkProblem | 'signed-out'>> {
  const row = await records.lockRow(ctx, session.accountId);
  if (!row) return fail('signed-out');
  const asked = await addressAsked(ctx, token, session);
  if (!asked.ok) return asked;
  const [before, to] = [records.toAccount(ctx, row), asked.value];
  if (await records.rowByAddress(ctx, to)) return fail('link-unknown');
  const opened = await sessions.renewAlone(ctx, session, { hasPassword: false });
  if (!opened) return fail('signed-out');
  await ctx.db
    .updateTable('account')
    .set({
      email_sealed: ctx.crypto.encryption.seal(to, records.placeOf('email_sealed', before.id)),
      email_index: ctx.crypto.blindIndex.index(to),
    })
    .where('id', '=', before.id)
    .execute();
  await links.endAll(ctx, 'account', before.id);
  await emails.addressChanged(ctx, before, visitor);
  return succeed({ opened, change: { accountId: before.id, from: before.email, to } });
}
