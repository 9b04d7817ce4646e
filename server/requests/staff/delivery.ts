import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import * as emails from '../emails/emails.ts';

/**
 * How an answer travels: by mail, behind the confirmation of the address, or by post. Who never confirmed an address is
 * told no more than how to go on; nobody is told of what was nobody's request.
 */
export type Delivery = 'mailed' | 'waiting' | 'by-post' | 'how-to-go-on' | 'untold';

export async function deliver(ctx: Context, request: RequestRow, mail: () => Promise<void>): Promise<Delivery> {
  if (!request.address_index) return 'by-post';
  // To an address that nobody confirmed, nothing of the answer is disclosed.
  if (!request.confirmed_at) {
    await emails.toConfirm(ctx, request, 'request-reply-waiting');
    return 'waiting';
  }
  await mail();
  return 'mailed';
}
