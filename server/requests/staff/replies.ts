import { fail, problemsIn, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { awaitingEffect, closeAsUnconfirmed, closeItems, closeRequest, inSum } from '../closure.ts';
import { openItemsOf } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { closingText } from '../emails/letters.ts';
import { record } from '../events.ts';
import { type ClosingOutcome, type Ground, needsDeed, type RequestKind, refusals } from '../kinds.ts';
import { lacksPermission } from '../permissions.ts';
import { requestById } from '../records.ts';
import {
  type Acting,
  type ActingProblem,
  chosen,
  isUnfinished,
  type MessageProblem,
  onRequest,
  readMessage,
  readWords,
} from './act.ts';
import { type MissingProblem, missingFor, problemsOf } from './completeness.ts';
import { type Delivery, deliver } from './delivery.ts';

/** How staff end a request, or some items of it. Every field that an outcome needs has a problem of its own. */
export interface Closing extends Acting {
  readonly outcome: ClosingOutcome;
  /** The words to the person: the answer, or the reasons (GDPR Article 12(4)). */
  readonly message?: string | undefined;
  readonly ground?: Ground | undefined;
  /** What a refusal means for the person. */
  readonly meaning?: string | undefined;
  /** What was done, where nobody may only say so: what was erased, and where. */
  readonly deed?: string | undefined;
  /** Those that it ends; all that are open where none is named. */
  readonly items?: readonly RequestKind[] | undefined;
  /** That the words answer what the person wrote last. */
  readonly answersMessage?: boolean | undefined;
}

export interface Closed {
  /** Whether the request is closed with it. */
  readonly closed: boolean;
  /** The items that it ended. */
  readonly ended: readonly RequestKind[];
  readonly delivery: Delivery;
}

export type ReplyProblem = ActingProblem | MessageProblem;

export type CloseProblem =
  | ReplyProblem
  | 'item-unknown'
  | 'ground-missing'
  | MissingProblem
  | 'reasons-missing'
  | 'meaning-missing'
  | 'deed-missing'
  | 'message-unanswered'
  | 'outcome-wrong'
  | 'effect-missing'
  | 'message-unreadable';

/** A message to the person. It ends nothing, and no clock waits for it. */
export async function reply(
  ctx: Context,
  reference: string,
  { message, ...acting }: { readonly message: string } & Acting,
): Promise<Result<{ delivery: Delivery }, ReplyProblem>> {
  const text = readMessage(message);
  if (!text.ok) return text;
  return await onRequest(ctx, reference, { ...acting, mayBeClosed: true }, async (ctx, request) => {
    if (request.outcome === 'unconfirmed') return fail('request-closed');
    await record(ctx, request, { act: 'replied', actor: acting.actor });
    return succeed({ delivery: await deliver(ctx, request, { text: text.value, mail: emails.replied }) });
  });
}

/**
 * Ends some items or all that are open, and tells the person what became of each, why, and how to turn against it. With
 * its last item the request is closed.
 */
export async function close(ctx: Context, reference: string, closing: Closing): Promise<Result<Closed, CloseProblem>> {
  const { outcome, ground, items, actor } = closing;
  const [text, meaning, deed] = [closing.message, closing.meaning, closing.deed].map(readWords);
  if (text == null || meaning == null || deed == null) return fail('message-invalid');
  return await onRequest(ctx, reference, closing, async (ctx, request) => {
    if (outcome === 'unconfirmed') return await giveUp(ctx, request, { items, text, actor });
    const ended = chosen(await openItemsOf(ctx, request), items);
    if (!ended) return fail('item-unknown');
    const problems = missingFields({ ...closing, text, meaning, deed, ended });
    if (!closing.answersMessage && request.unanswered_at !== null) problems.push('message-unanswered');
    if (problems.length > 0) return fail(...problems);
    // Also that we hold nothing is told of somebody.
    if (outcome === 'nothing-held' && (await lacksPermission(ctx, request, ended))) return fail('permission-missing');
    if (outcome === 'done' || outcome === 'partly-done') {
      const missing = problemsOf(await missingFor(ctx, request, ended), { isWhole: outcome === 'done' });
      if (missing.length > 0) return fail(...missing);
    }

    await record(ctx, request, {
      act: 'closed',
      actor,
      items: ended,
      code: outcome,
      detail: { ...(ground && { ground }), ...(deed && { deed }), ...(meaning && { meaning }) },
    });
    const { open, outcomes } = await closeItems(ctx, request, { outcome, ground, items: ended });
    const whole = closingText(ctx, request, { outcome, items: ended, text, meaning, deed });
    if (open > 0) {
      const left = await requestById(ctx, request.id);
      const mail: typeof emails.closed = (ctx, left, message) =>
        emails.answered(ctx, left, { outcome, items: ended, message });
      return succeed({ closed: false, ended, delivery: await deliver(ctx, left, { text: whole, mail, outcome }) });
    }
    const closed = await closeRequest(ctx, request, inSum(outcomes));
    const delivery = await deliver(ctx, closed, { text: whole, mail: emails.closed, outcome });
    return succeed({ closed: true, ended, delivery });
  });
}

/** Who is refused something is told why and what it means (GDPR Article 12(4)), and the record keeps the ground. */
function missingFields({
  outcome,
  ground,
  text,
  meaning,
  deed,
  ended,
}: {
  readonly outcome: ClosingOutcome;
  readonly ground?: Ground | undefined;
  readonly text: string;
  readonly meaning: string;
  readonly deed: string;
  readonly ended: readonly RequestKind[];
}): CloseProblem[] {
  const isDone = outcome === 'done' || outcome === 'partly-done';
  const isRefusal = refusals.includes(outcome);
  return problemsIn({
    'ground-missing': isRefusal && !ground,
    'reasons-missing': isRefusal && text === '',
    'message-missing': !isRefusal && text === '',
    'message-unfinished': isUnfinished(text),
    'meaning-missing': outcome === 'refused' && meaning === '',
    'deed-missing': isDone && deed === '' && ended.some((kind) => needsDeed.includes(kind)),
  });
}

/** What the closing of the due date does, before it. */
async function giveUp(
  ctx: Context,
  request: RequestRow,
  { items, text, actor }: { items: readonly RequestKind[] | undefined; text: string; actor: string },
): Promise<Result<Closed, CloseProblem>> {
  if (request.confirmed_at || !request.address_index || (items && items.length > 0)) return fail('outcome-wrong');
  if (text) return fail('message-unreadable');
  if (await awaitingEffect(ctx).where('request_id', '=', request.id).executeTakeFirst()) return fail('effect-missing');
  const ended = chosen(await openItemsOf(ctx, request), items) ?? [];
  await closeAsUnconfirmed(ctx, request, { actor, items: ended });
  return succeed({ closed: true, ended, delivery: 'how-to-go-on' });
}
