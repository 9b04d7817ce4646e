import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { deadlineOfItem, openItemsOf, questionOfItem, setDates } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { extensionEndedText, extensionText } from '../emails/letters.ts';
import { eventsOf, extensionOf, record } from '../events.ts';
import { extensionReasons, type RequestKind } from '../kinds.ts';
import { regionOf } from '../records.ts';
import { deadlineOf, type ExtensionProblem, type ItemDeadline, refusalOfExtension } from '../regimes/deadlines.ts';
import { dayOfAsking } from '../waits.ts';
import {
  type Acting,
  type ActingProblem,
  chosen,
  isUnfinished,
  type MessageProblem,
  onRequest,
  readMessage,
  readRequired,
  type Writing,
} from './act.ts';
import { type Delivery, deliver } from './delivery.ts';

export type ExtendProblem =
  | ActingProblem
  | ExtensionProblem
  | MessageProblem
  | 'item-unknown'
  | 'item-missing'
  | 'extension-reason-unknown'
  | 'extended-before'
  | 'nobody-to-tell';

interface Extended {
  readonly delivery: Delivery;
  readonly items: readonly RequestKind[];
  /** The last day by the law. */
  readonly lawOn: string;
  /** The day that we work to: what is promised to everybody has no exception. */
  readonly dueOn: string;
}

/**
 * Takes the longer time that the law gives, and tells the person so in the same moment: later the notice would be too
 * late. Refused where a law that may apply knows none, after the day for the notice, for opt-outs, and a second time.
 */
export async function extend(
  ctx: Context,
  reference: string,
  { reason: written, items, message, ...acting }: { readonly reason: string } & Writing,
): Promise<Result<Extended, ExtendProblem>> {
  const text = readMessage(message);
  if (!text.ok) return text;
  const reason = extensionReasons.find((reason) => reason === written);
  if (!reason) return fail('extension-reason-unknown');
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    // A notice that nobody can read is none.
    if (request.address_index && !request.confirmed_at) return fail('nobody-to-tell');
    const region = regionOf(ctx, request);
    const open = await openItemsOf(ctx, request);
    const named = chosen(open, items);
    if (!named) return fail('item-unknown');
    const concerned = open.filter(({ kind }) => named.includes(kind));
    if (concerned.length === 0) return fail('item-missing');
    const happened = await eventsOf(ctx, request.id);
    const on = dayOfAsking(ctx, region);
    const deadlines: ItemDeadline[] = [];
    for (const item of concerned) {
      if (extensionOf(happened, item.kind)) return fail('extended-before');
      const history = { ...item.history, isExtended: true, extensionToldOn: on };
      const question = questionOfItem(ctx, request, { region, item: { ...item, history } });
      const found = deadlineOf(question);
      if (found.clocks.length === 0) return fail('extension-unknown');
      const refused = refusalOfExtension(found, question);
      if (refused) return fail(refused.problem);
      deadlines.push(found);
    }
    const kinds = concerned.map(({ kind }) => kind);
    const { actor } = acting;
    const detail = { message: text.value };
    await record(ctx, request, { act: 'extended', actor, items: kinds, code: reason, on, detail });
    const dated = await setDates(ctx, request, region, { reason: 'extended', actor });
    const { lawOn, dueOn } = firstOf(deadlines);
    const whole = extensionText(ctx, dated, { reason, items: kinds, lawOn, dueOn, text: text.value });
    const delivery = await deliver(ctx, dated, { text: whole, mail: emails.extended });
    return succeed({ delivery, items: kinds, lawOn, dueOn });
  });
}

export type EndExtensionProblem =
  | ActingProblem
  | 'reason-missing'
  | 'reason-invalid'
  | 'reason-unfinished'
  | 'not-extended';

/** Takes an extension back, with a reason that the person reads. Pauses stay. */
export async function endExtension(
  ctx: Context,
  reference: string,
  { why, ...acting }: { readonly why: string } & Acting,
): Promise<Result<{ delivery: Delivery; items: readonly RequestKind[]; dueOn: string }, EndExtensionProblem>> {
  const text = readRequired('reason', why);
  if (!text.ok) return text;
  if (isUnfinished(text.value)) return fail('reason-unfinished');
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    const region = regionOf(ctx, request);
    const happened = await eventsOf(ctx, request.id);
    const open = await openItemsOf(ctx, request);
    const extensions = new Set(open.flatMap(({ kind }) => extensionOf(happened, kind) ?? []));
    if (extensions.size === 0) return fail('not-extended');
    const { actor } = acting;
    const detail = { reason: text.value };
    for (const { revision, items } of extensions) {
      await record(ctx, request, { act: 'extension-ended', actor, items, ends: revision, detail });
    }
    const dated = await setDates(ctx, request, region, { reason: 'extension-ended', actor });
    const items = [...extensions].flatMap(({ items }) => items);
    const concerned = (await openItemsOf(ctx, dated)).filter(({ kind }) => items.includes(kind));
    const { lawOn, dueOn } = firstOf(concerned.map((item) => deadlineOfItem(ctx, dated, { region, item })));
    const whole = extensionEndedText(ctx, dated, { items, lawOn, dueOn, text: text.value });
    const delivery = await deliver(ctx, dated, { text: whole, mail: emails.replied });
    return succeed({ delivery, items, dueOn });
  });
}

function firstOf(deadlines: readonly ItemDeadline[]): Pick<Extended, 'lawOn' | 'dueOn'> {
  const [lawOn = ''] = deadlines.map(({ due, internalDue }) => due ?? internalDue).sort();
  const [dueOn = ''] = deadlines.map(({ internalDue }) => internalDue).sort();
  return { lawOn, dueOn };
}
