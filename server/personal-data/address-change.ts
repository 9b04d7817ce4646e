import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { addressAsked, changeAddress } from '../accounts/address-change.ts';
import { formTokenNames } from '../accounts/kinds.ts';
import { byAddress, find } from '../accounts/records.ts';
import type { Opened, Session, Visitor } from '../accounts/sessions/sessions.ts';
import { type Context, transaction } from '../context.ts';
import { type FormProblem, readStamped } from '../form.ts';
import * as subscriptions from '../notices/address-change.ts';
import type { LinkProblem } from '../one-time-links/one-time-links.ts';
import * as requests from '../requests/address-change.ts';
import { recordAnswered } from '../requests/case/self-service.ts';

export type ConfirmAddressProblem = FormProblem | LinkProblem | 'form-expired' | 'signed-out';

/**
 * By the holder alone, who is signed in: a link that went to a stranger, by a slip of the keyboard, is worth nothing
 * there. Ends every other session and link; what stands under the old address comes along, in every room.
 */
export async function confirmAddress(
  ctx: Context,
  token: string,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Opened, ConfirmAddressProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.confirmAddress, session.id], { one: [] });
  if (!read.ok) return read;

  const asked = await addressAsked(ctx, token, session);
  if (!asked.ok) return asked;
  try {
    return await transaction(ctx, async (ctx) => {
      const changed = await changeAddress(ctx, token, visitor, session);
      if (!changed.ok) return changed;
      const { opened, change } = changed.value;
      await requests.follow(ctx, change);
      await subscriptions.follow(ctx, change);
      const account = await find(ctx, session.accountId);
      if (account) await recordAnswered(ctx, { account, kind: 'rectification' });
      return succeed(opened);
    });
  } catch (error) {
    // Somebody opened an account with the address at this moment, and the database let one of us have it.
    const holder = await byAddress(ctx, asked.value);
    if (holder && holder.id !== session.accountId) return fail('link-unknown');
    throw error;
  }
}
