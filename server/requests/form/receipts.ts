import { after, day } from '../../clock.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { type FirstDue, firstDueOf } from '../due-dates.ts';
import { receivedPath } from '../emails/paths.ts';
import { findByStamp, findRequest, personOf } from '../records.ts';

/** What whoever sent a request is told at once. */
interface Receipt extends FirstDue {
  readonly reference: string;
  readonly receivedOn: string;
  /** As it was typed, for a day and until it is confirmed. */
  readonly email: string | null;
}

/** The page after sending. A reference may be known to others: only the browser that sent the form is led to its page. */
export async function receipt(ctx: Context, reference: string, token: string): Promise<Receipt | null> {
  const request = await findRequest(ctx, reference);
  if (!request || !ctx.crypto.links.verify('received', request.id, token)) return null;
  return {
    reference: request.reference,
    receivedOn: request.received_on,
    ...(await firstDueOf(ctx, request)),
    email: isFresh(ctx, request) ? (personOf(ctx, request)?.email ?? null) : null,
  };
}

export function receiptPath(ctx: Context, { id, reference }: Pick<RequestRow, 'id' | 'reference'>): string {
  return receivedPath(reference, ctx.crypto.links.sign('received', id));
}

/** Where the form with this stamp has led. */
export async function receiptOfStamp(ctx: Context, stamp: string): Promise<string | null> {
  const request = await findByStamp(ctx, stamp);
  return request ? receiptPath(ctx, request) : null;
}

function isFresh(ctx: Context, { received_at, confirmed_at, closed_at }: RequestRow): boolean {
  const isOpen = confirmed_at === null && closed_at === null;
  return isOpen && received_at > after(ctx.clock.now(), -day).toISOString();
}
