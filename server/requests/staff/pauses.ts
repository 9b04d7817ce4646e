import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { deadlineOfItem, openItemsOf, setDates } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { askingText } from '../emails/letters.ts';
import { eventsOf, record, waitingOf } from '../events.ts';
import { type PauseReason, pauseReasons, type RequestKind } from '../kinds.ts';
import { regionOf } from '../records.ts';
import type { ClockRow } from '../regimes/clocks.ts';
import { dayOfAsking, endWaits } from '../waits.ts';
import {
  type Acting,
  type ActingProblem,
  chosen,
  type MessageProblem,
  onRequest,
  readMessage,
  readRequired,
  type Writing,
} from './act.ts';
import { type Delivery, deliver } from './delivery.ts';
import { draftFor } from './drafts.ts';

export type PauseProblem =
  | ActingProblem
  | MessageProblem
  | 'item-unknown'
  | 'pause-reason-unknown'
  | 'pause-not-allowed'
  | 'pause-waits'
  | 'fee-unsaid';

/**
 * Asks what is needed before we can go on, and has the clocks wait that may wait for it (UK GDPR Article 12A). Refused
 * where no clock of an item does: then it is asked in a message, and the time runs. It goes on by itself when the
 * person answers.
 */
export async function pause(
  ctx: Context,
  reference: string,
  { reason: written, items, message, ...acting }: { readonly reason: string } & Writing,
): Promise<Result<{ delivery: Delivery; items: readonly RequestKind[] }, PauseProblem>> {
  const text = readMessage(message);
  if (!text.ok) return text;
  const reason = pauseReasons.find((reason) => reason === written);
  if (!reason) return fail('pause-reason-unknown');
  // What is drafted only asks what is meant.
  if (reason === 'fee' && text.value === (await draftFor(ctx, reference, { act: 'clarification' }))) {
    return fail('fee-unsaid');
  }
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    const region = regionOf(ctx, request);
    const open = await openItemsOf(ctx, request);
    const named = chosen(open, items);
    if (!named) return fail('item-unknown');
    const concerned = open
      .filter((item) => named.includes(item.kind))
      .filter((item) =>
        deadlineOfItem(ctx, request, { region, item }).clocks.some(({ row }) => waitsForIt(row, reason, item.kind)),
      )
      .map(({ kind }) => kind);
    if (concerned.length === 0) return fail('pause-not-allowed');
    const act = `${reason}-asked` as const;
    const waiting = waitingOf(await eventsOf(ctx, request.id));
    if (waiting.some((one) => one.act === act)) return fail('pause-waits');
    const on = dayOfAsking(ctx, region);
    await record(ctx, request, { act, actor: acting.actor, items: concerned, on, detail: { message: text.value } });
    const dated = await setDates(ctx, request, region, { reason: 'asked', actor: acting.actor });
    const whole = askingText(ctx, dated, { ask: reason, items: concerned, text: text.value });
    const delivery = await deliver(ctx, dated, { text: whole, mail: emails.asked });
    return succeed({ delivery, items: concerned });
  });
}

export type ResumeProblem = ActingProblem | 'reason-missing' | 'reason-invalid' | 'nothing-waits';

/** Goes on without an answer, or with one that came another way. The reason stays on record. */
export async function resume(
  ctx: Context,
  reference: string,
  { why, ...acting }: { readonly why: string } & Acting,
): Promise<Result<{ ended: number }, ResumeProblem>> {
  const text = readRequired('reason', why);
  if (!text.ok) return text;
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    const detail = { reason: text.value };
    const ended = await endWaits(ctx, request, { act: 'resumed', actor: acting.actor, detail });
    return ended > 0 ? succeed({ ended }) : fail('nothing-waits');
  });
}

function waitsForIt({ start, pauses }: ClockRow, reason: PauseReason, kind: RequestKind): boolean {
  if (reason === 'fee') return start === 'relevant-time';
  return pauses?.some(({ event, kinds }) => event === reason && (kinds?.includes(kind) ?? true)) ?? false;
}
