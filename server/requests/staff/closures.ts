import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { normalise } from '../../fields/address.ts';
import { closeItems, closeRequest } from '../closure.ts';
import { addItems, dueByItems, newItems, openItemsOf, setDates } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { mergedText, reopenedText } from '../emails/letters.ts';
import { record } from '../events.ts';
import { type RequestKind, requestKinds } from '../kinds.ts';
import { mandateFor } from '../permissions.ts';
import { kindsOf, lockRequest, personOf, regionOf } from '../records.ts';
import { readReference } from '../reference.ts';
import { unsaid } from '../regions.ts';
import {
  type Acting,
  type ActingProblem,
  isUnfinished,
  type MessageProblem,
  onRequest,
  readMessage,
  readRequired,
  readWords,
  type Writing,
} from './act.ts';
import { type Delivery, deliver } from './delivery.ts';

export type ReopenProblem = ActingProblem | MessageProblem | 'item-unknown' | 'nothing-closed';

/** Undoes a closing: of some items, or of all that ended. Their clocks never stopped. The person is told. */
export async function reopen(
  ctx: Context,
  reference: string,
  { items, message, ...acting }: Writing,
): Promise<Result<{ delivery: Delivery; items: readonly RequestKind[]; dueOn: string }, ReopenProblem>> {
  const text = readMessage(message);
  if (!text.ok) return text;
  return await onRequest(ctx, reference, { ...acting, mayBeClosed: true }, async (ctx, request) => {
    const closed = await closedItems(ctx, request);
    if (closed.length === 0) return fail('nothing-closed');
    const named = items && items.length > 0 ? items : closed;
    if (!named.every((kind) => closed.includes(kind))) return fail('item-unknown');
    await reopenItems(ctx, request, named);
    const open = await ctx.db
      .updateTable('request')
      .set({ closed_at: null, outcome: null, merged_into: null })
      .where('id', '=', request.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    const { actor } = acting;
    await record(ctx, open, { act: 'reopened', actor, items: named, detail: { message: text.value } });
    await setDates(ctx, open, regionOf(ctx, open), { reason: 'reopened', actor });
    const dated = await dueByItems(ctx, open);
    const whole = reopenedText(ctx, dated, { items: named, text: text.value });
    const delivery = await deliver(ctx, dated, { text: whole, mail: emails.replied });
    return succeed({ delivery, items: named, dueOn: dated.due_on });
  });
}

export type MergeProblem =
  | ActingProblem
  | Exclude<MessageProblem, 'message-missing'>
  | 'into-unknown'
  | 'into-itself'
  | 'into-closed'
  | 'into-later'
  | 'into-other-person';

/**
 * Has a request answered in an earlier one of the same address, so that no clock gets longer. What it asks for beyond
 * that one is asked there; the person is told where.
 */
export async function merge(
  ctx: Context,
  reference: string,
  { into: named, message = '', ...acting }: { readonly into: string; readonly message?: string } & Acting,
): Promise<Result<{ delivery: Delivery; into: string }, MergeProblem>> {
  const text = readWords(message);
  if (text === null) return fail('message-invalid');
  if (isUnfinished(text)) return fail('message-unfinished');
  const other = readReference(named);
  if (!other) return fail('into-unknown');
  if (other === readReference(reference)) return fail('into-itself');
  return await transaction(ctx, async (ctx) => {
    // Before the later one, as a deletion and a change of address lock them: else each could wait for the other.
    await lockRequest(ctx, other);
    return await onRequest(ctx, reference, acting, (ctx, request) =>
      mergeInto(ctx, other, { request, text, actor: acting.actor }),
    );
  });
}

export type AbuseProblem = ActingProblem | 'reason-missing' | 'reason-invalid' | 'abuse-confirmed';

/**
 * Closes what is nobody's request, such as a flood under addresses of others: nobody is told, and it can be reopened.
 * Whoever has confirmed the address is refused with reasons instead (GDPR Article 12(4) and (5)).
 */
export async function markAsAbuse(
  ctx: Context,
  reference: string,
  { why, ...acting }: { readonly why: string } & Acting,
): Promise<Result<{ delivery: Delivery }, AbuseProblem>> {
  const text = readRequired('reason', why);
  if (!text.ok) return text;
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    if (request.confirmed_at) return fail('abuse-confirmed');
    const items = (await openItemsOf(ctx, request)).map(({ kind }) => kind);
    await record(ctx, request, { act: 'marked-as-abuse', actor: acting.actor, items, detail: { reason: text.value } });
    await closeItems(ctx, request, { outcome: 'abuse' });
    await closeRequest(ctx, request, 'abuse');
    return succeed({ delivery: 'untold' });
  });
}

async function mergeInto(
  ctx: Context,
  other: string,
  { request, text, actor }: { readonly request: RequestRow; readonly text: string; readonly actor: string },
): Promise<Result<{ delivery: Delivery; into: string }, MergeProblem>> {
  const into = await lockRequest(ctx, other);
  if (!into) return fail('into-unknown');
  if (into.closed_at) return fail('into-closed');
  // Each address may have been indexed under another key.
  const [theirs, ours] = [into, request].map((row) => personOf(ctx, row));
  const isSame =
    theirs?.email &&
    ours?.email &&
    sameAddress(ctx, theirs.email, ours.email) &&
    (into.relation === 'agent') === (request.relation === 'agent') &&
    (request.relation !== 'agent' || (await isForSame(ctx, into, request)));
  if (!isSame || (into.confirmed_at === null) !== (request.confirmed_at === null)) return fail('into-other-person');
  if (into.received_at > request.received_at) return fail('into-later');

  const open = (await openItemsOf(ctx, request)).map(({ kind }) => kind);
  const known = await kindsOf(ctx, into.id);
  const added = open.filter((kind) => !known.includes(kind));
  const again = (await closedItems(ctx, into)).filter((kind) => open.includes(kind));
  if (again.length > 0) await reopenItems(ctx, into, again);
  const cause = { reason: 'merged', actor } as const;
  const region = theirs?.region ?? unsaid;
  await addItems(ctx, into, newItems(ctx, into, region, added), cause);
  await record(ctx, into, { act: 'took-in', actor, items: open, code: request.reference });
  const dated = await setDates(ctx, into, region, cause);
  await record(ctx, request, { act: 'merged', actor, items: open, code: into.reference });
  await closeItems(ctx, request, { outcome: 'merged' });
  await ctx.db.updateTable('request').set({ merged_into: into.reference }).where('id', '=', request.id).execute();
  const closed = await closeRequest(ctx, request, 'merged');
  const whole = mergedText(ctx, request, { items: open, text, into: dated });
  const delivery = await deliver(ctx, closed, { text: whole, mail: emails.replied, outcome: 'merged' });
  return succeed({ delivery, into: into.reference });
}

async function reopenItems(ctx: Context, { id }: Pick<RequestRow, 'id'>, kinds: readonly RequestKind[]): Promise<void> {
  await ctx.db
    .updateTable('request_item')
    .set({ closed_at: null, outcome: null, ground: null })
    .where('request_id', '=', id)
    .where('kind', 'in', kinds)
    .execute();
}

async function closedItems(ctx: Context, { id }: Pick<RequestRow, 'id'>): Promise<RequestKind[]> {
  const rows = await ctx.db
    .selectFrom('request_item')
    .select('kind')
    .where('request_id', '=', id)
    .where('closed_at', 'is not', null)
    .execute();
  return requestKinds.filter((kind) => rows.some((row) => row.kind === kind));
}

/** Of an agent the address tells nothing of the person for whom they ask: what shows that they may does, or their words. */
async function isForSame(ctx: Context, one: RequestRow, other: RequestRow): Promise<boolean> {
  const [first, second] = await Promise.all([one, other].map((row) => mandateFor(ctx, row, requestKinds)));
  if (first && second) return normalise(first.address) === normalise(second.address);
  const [theirs = '', ours] = [one, other].map((row) => personOf(ctx, row)?.behalf.trim().toLowerCase());
  return theirs !== '' && theirs === ours;
}

function sameAddress(ctx: Context, one: string, other: string): boolean {
  const indexes = ctx.crypto.blindIndex.indexes(other);
  return ctx.crypto.blindIndex.indexes(one).some((index) => indexes.includes(index));
}
