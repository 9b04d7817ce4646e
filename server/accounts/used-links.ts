import { after, minute } from '../clock.ts';
import type { Context } from '../context.ts';
import { normalise } from '../fields/address.ts';
import type { LinkPurpose } from './kinds.ts';
import * as links from './links.ts';
import * as records from './records.ts';
import type { Session } from './sessions/sessions.ts';

/** A password that was set so long ago is the one that a link set. */
const recent = 10 * minute;

/**
 * Of a link that is pressed once more: whether this browser is signed in to the account, and what the link was
 * for is so. Looking changes nothing.
 */
export async function hasWorked(
  ctx: Context,
  purpose: Exclude<LinkPurpose, 'undo'>,
  token: string,
  session: Pick<Session, 'accountId'> | null,
): Promise<boolean> {
  const link = session && (await links.usedJustNow(ctx, purpose, token));
  if (!link || link.accountId !== session.accountId) return false;
  const row = await records.rowOf(ctx, link.accountId);
  if (!row) return false;
  // Links also end unused, with every other one of the account.
  if (purpose === 'reset') return row.password_set_at > after(ctx.clock.now(), -recent).toISOString();
  if (purpose === 'email') return normalise(records.toAccount(ctx, row).email) === normalise(link.detail ?? '');
  return true;
}

/** Whether a deleted account came back by this link just now: nobody is signed in by that, so whoever has it is told. */
export async function hasBroughtBack(ctx: Context, token: string): Promise<boolean> {
  return (await links.usedJustNow(ctx, 'undo', token)) !== null;
}
