import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Context } from '../../context.ts';
import { openItemsOf, setDates } from '../due-dates.ts';
import * as emails from '../emails/emails.ts';
import { askingText } from '../emails/letters.ts';
import { eventsOf, record, waitingOf } from '../events.ts';
import type { RequestKind } from '../kinds.ts';
import { regionOf } from '../records.ts';
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
import { type Level, levels, mostFor } from './levels.ts';

export type IdentityProblem =
  | ActingProblem
  | MessageProblem
  | 'item-unknown'
  | 'level-unknown'
  | 'level-too-high'
  | 'identity-not-needed'
  | 'identity-waits'
  | 'address-confirmed';

/**
 * Asks who somebody is, where there is doubt (GDPR Article 12(6)), and no more than the items need (11 CCR 7060(d)). An
 * item that needs no proof is left alone. Where the law has the clock wait for it, it waits.
 */
export async function askIdentity(
  ctx: Context,
  reference: string,
  { level: written, items, message, ...acting }: { readonly level: string } & Writing,
): Promise<Result<{ delivery: Delivery; items: readonly RequestKind[] }, IdentityProblem>> {
  const text = readMessage(message);
  if (!text.ok) return text;
  const level = levels.find((level) => level === written);
  if (!level || level === 'L0') return fail('level-unknown');
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    const region = regionOf(ctx, request);
    const named = chosen(await openItemsOf(ctx, request), items);
    if (!named) return fail('item-unknown');
    const needing = named.filter((kind) => mostFor(kind, region) !== 'L0');
    if (needing.length === 0) return fail('identity-not-needed');
    const most = (kind: RequestKind) => levels.indexOf(mostFor(kind, region));
    const concerned = needing.filter((kind) => most(kind) >= levels.indexOf(level));
    if (concerned.length === 0) return fail('level-too-high');
    if (level === 'L1' && request.confirmed_at) return fail('address-confirmed');
    if (waitingOf(await eventsOf(ctx, request.id)).some(({ act }) => act === 'identity-asked')) {
      return fail('identity-waits');
    }
    await record(ctx, request, {
      act: 'identity-asked',
      actor: acting.actor,
      items: concerned,
      code: level,
      on: dayOfAsking(ctx, region),
      detail: { message: text.value },
    });
    const dated = await setDates(ctx, request, region, { reason: 'asked', actor: acting.actor });
    const whole = askingText(ctx, dated, { ask: 'identity', level, items: concerned, text: text.value });
    const delivery = await deliver(ctx, dated, { text: whole, mail: emails.asked });
    return succeed({ delivery, items: concerned });
  });
}

export type SettleProblem =
  | ActingProblem
  | 'identity-not-asked'
  | 'shown-missing'
  | 'shown-invalid'
  | 'settled-unknown';

/** What staff found of who somebody is. */
export const findings = ['sufficient', 'insufficient'] as const;
export type Finding = (typeof findings)[number];

/** What was shown, and whether it is enough. It is erased when the items close for which it was asked (11 CCR 7060(d)). */
export async function settleIdentity(
  ctx: Context,
  reference: string,
  { finding: written, shown, ...acting }: { readonly finding: string; readonly shown: string } & Acting,
): Promise<Result<{ level: Level; finding: Finding }, SettleProblem>> {
  const text = readRequired('shown', shown);
  if (!text.ok) return text;
  const finding = findings.find((finding) => finding === written);
  if (!finding) return fail('settled-unknown');
  return await onRequest(ctx, reference, acting, async (ctx, request) => {
    const happened = await eventsOf(ctx, request.id);
    const asked = happened.findLast(({ act }) => act === 'identity-asked');
    if (!asked) return fail('identity-not-asked');
    const level = levels.find((level) => level === asked.code) ?? 'L1';
    const detail = { shown: text.value };
    const isWaiting = waitingOf(happened).some(({ revision }) => revision === asked.revision);
    if (isWaiting) {
      const { actor } = acting;
      const only = asked.revision;
      await endWaits(ctx, request, { act: 'identity-settled', actor, only, code: finding, detail });
    } else {
      const { items, revision: ends } = asked;
      await record(ctx, request, { act: 'identity-settled', actor: acting.actor, items, code: finding, ends, detail });
    }
    return succeed({ level, finding });
  });
}
