import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import * as emails from '../emails/emails.ts';
import type { Outcome } from '../kinds.ts';
import { addMessage } from '../records.ts';

/**
 * How an answer travels: by mail, behind the confirmation of the address, or by post. Who never confirmed an address is
 * told no more than how to go on; nobody is told of what was nobody's request.
 */
export type Delivery = 'mailed' | 'waiting' | 'by-post' | 'how-to-go-on' | 'untold';

/** Has what staff wrote stand on the page of the request, and sends it. `outcome`: what it answers. */
export async function deliver(
  ctx: Context,
  request: RequestRow,
  {
    text,
    mail,
    outcome,
  }: {
    readonly text: string;
    readonly mail: (ctx: Context, request: RequestRow, text: string) => Promise<void>;
    readonly outcome?: Outcome;
  },
): Promise<Delivery> {
  const writtenAt = ctx.clock.now();
  await addMessage(ctx, { request, author: 'staff', text, stamp: null, writtenAt, outcome });
  await ctx.db.updateTable('request').set({ unanswered_at: null }).where('id', '=', request.id).execute();
  if (!request.address_index) return 'by-post';
  // To an address that nobody confirmed, nothing of the answer is disclosed.
  if (!request.confirmed_at) {
    await emails.toConfirm(ctx, request, 'request-reply-waiting');
    return 'waiting';
  }
  await mail(ctx, request, text);
  return 'mailed';
}
