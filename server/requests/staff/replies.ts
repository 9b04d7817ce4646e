import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { isText } from '../../fields/text.ts';
import { awaitingEffect, closeAsUnconfirmed, closeItems, closeRequest, inSum } from '../closure.ts';
import * as emails from '../emails.ts';
import { type Ground, type Outcome, type RequestKind, refusals } from '../kinds.ts';
import { addMessage, kindsOf, lockRequest, messagesOf } from '../records.ts';

/** How staff end a request, or one item of it. */
export interface Closing {
  readonly outcome: Outcome;
  readonly ground?: Ground | undefined;
  readonly item?: RequestKind | undefined;
  readonly message?: string | undefined;
}

/**
 * How an answer travels: by mail, behind the confirmation of the address, or by post. Who never confirmed an address is
 * told no more than how to go on.
 */
export type Delivery = 'mailed' | 'waiting' | 'by-post' | 'how-to-go-on';

export type StaffProblem =
  | 'reference-unknown'
  | 'request-erased'
  | 'request-closed'
  | 'message-missing'
  | 'message-invalid'
  | 'item-unknown'
  | 'ground-missing'
  | 'reasons-missing'
  | 'outcome-wrong'
  | 'effect-missing'
  | 'message-unreadable';

export async function reply(ctx: Context, reference: string, written: string): Promise<Result<Delivery, StaffProblem>> {
  const text = written.replaceAll(/\r\n?/g, '\n').trim();
  if (text === '') return fail('message-missing');
  if (!isText(text)) return fail('message-invalid');
  return await transaction(ctx, async (ctx) => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    if (request.erased_at) return fail('request-erased');
    if (request.outcome === 'unconfirmed') return fail('request-closed');
    await addMessage(ctx, { request, author: 'staff', text, stamp: null, writtenAt: ctx.clock.now() });
    return succeed(await deliver(ctx, request, () => emails.replied(ctx, request, text)));
  });
}

/** Closes one item or all that are open. With its last item the request is closed, and the person is told. */
export async function close(
  ctx: Context,
  reference: string,
  { outcome, ground, item, message = '' }: Closing,
): Promise<Result<{ closed: boolean; delivery: Delivery | null }, StaffProblem>> {
  const text = message.replaceAll(/\r\n?/g, '\n').trim();
  if (!isText(text)) return fail('message-invalid');
  return await transaction(ctx, async (ctx) => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('reference-unknown');
    if (request.closed_at) return fail('request-closed');
    if (item && !(await kindsOf(ctx, request.id)).includes(item)) return fail('item-unknown');

    const now = ctx.clock.now().toISOString();
    if (outcome === 'unconfirmed') return await giveUp(ctx, request, { item, text, now });
    const problems = await lacksOf(ctx, request, { outcome, ground, text });
    if (problems.length > 0) return fail(...problems);
    if (text) await addMessage(ctx, { request, author: 'staff', text, stamp: null, writtenAt: ctx.clock.now() });
    const { open, outcomes } = await closeItems(ctx, request, { outcome, ground, item, now });
    if (open > 0) {
      const delivery = text ? await deliver(ctx, request, () => emails.replied(ctx, request, text)) : null;
      return succeed({ closed: false, delivery });
    }
    const closed = await closeRequest(ctx, request, { outcome: inSum(outcomes), now });
    if (!closed) return fail('request-closed');
    return succeed({ closed: true, delivery: await deliver(ctx, closed, () => emails.closed(ctx, closed, text)) });
  });
}

/** Who is refused something is told why (GDPR Article 12(4)), and the record keeps the ground. */
async function lacksOf(
  ctx: Context,
  { id }: RequestRow,
  { outcome, ground, text }: { outcome: Outcome; ground: Ground | undefined; text: string },
): Promise<StaffProblem[]> {
  if (!refusals.includes(outcome)) return [];
  const hasReasons = text !== '' || (await messagesOf(ctx, id)).some(({ author }) => author === 'staff');
  return [...(ground ? [] : ['ground-missing' as const]), ...(hasReasons ? [] : ['reasons-missing' as const])];
}

/** What the closing of the due date does, before it. */
async function giveUp(
  ctx: Context,
  request: RequestRow,
  { item, text, now }: { item: RequestKind | undefined; text: string; now: string },
): Promise<Result<{ closed: boolean; delivery: Delivery | null }, StaffProblem>> {
  if (request.confirmed_at || !request.address_index || item) return fail('outcome-wrong');
  if (text) return fail('message-unreadable');
  if (await awaitingEffect(ctx).where('request_id', '=', request.id).executeTakeFirst()) return fail('effect-missing');
  const closed = await closeAsUnconfirmed(ctx, request, { now });
  if (!closed) return fail('request-closed');
  await emails.closedUnconfirmed(ctx, closed);
  return succeed({ closed: true, delivery: 'how-to-go-on' });
}

async function deliver(ctx: Context, request: RequestRow, mail: () => Promise<void>): Promise<Delivery> {
  if (!request.address_index) return 'by-post';
  // To an address that nobody confirmed, nothing of the answer is disclosed.
  if (!request.confirmed_at) {
    await emails.toConfirm(ctx, request, 'request-reply-waiting');
    return 'waiting';
  }
  await mail();
  return 'mailed';
}
