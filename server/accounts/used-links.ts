import { after, minute } from '../clock.ts';
import type { Context } from '../context.ts';
import { normalise } from '../fields/address.ts';
import type { LinkPurpose } from '../one-time-links/one-time-links.ts';
import * as links from '../one-time-links/one-time-links.ts';
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
  purpose: Exclude<LinkPurpose<'account'>, 'undo'>,
  token: string,
  session: Pick<Session, 'accountId'> | null,
): Promise<boolean> {
  const link = session && (await links.usedJustNow(ctx, 'account', purpose, token));
  if (!link || link.subjectId !== session.accountId) return false;
  const row = await records.rowOf(ctx, link.subjectId);
  if (!row) return false;
  // Links also end unused, with every other one of the account.
  if (purpose === 'reset') return row.password_set_at > after(ctx.clock.now(), -recent).toISOString();
  if (purpose === 'email') return normalise(records.toAccount(ctx, row).email) === normalise(link.detail ?? '');
  return true;
}

/** Whether a deleted account came back by this link just now: nobody is signed in by that, so whoever has it is told. */
export async function hasBroughtBack(ctx: Context, token: string): Promise<boolean> {
  return (await links.usedJustNow(ctx, 'account', 'undo', token)) !== null;
}
