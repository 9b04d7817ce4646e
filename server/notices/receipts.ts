import type { Context } from '../context.ts';
import type { Completion } from '../ledger/completion.ts';
import { entriesOf, type Recorded } from '../ledger/entries.ts';
import type { Receipt } from '../ledger/receipts/receipt.ts';
import { completionOf, receiptOf } from '../ledger/receipts/receipts.ts';
import { findSubscribers, preferencesToken, subscriberOf } from './subscribers.ts';

/** What the ledger holds of a subscriber's consents, first to last, and the token of their preferences. */
interface Subscribing {
  readonly token: string;
  readonly entries: readonly Recorded[];
}

/** A receipt, and what completes it. */
interface KeptReceipt {
  readonly receipt: Receipt;
  readonly later: Completion | null;
}

/** For whoever has the link to the preferences. Null where it is none of ours, or they have ended their notices. */
export async function receiptsBy(ctx: Context, token: string): Promise<KeptReceipt[] | null> {
  const subscriberId = subscriberOf(ctx, 'preferences', token);
  if (!subscriberId) return null;
  const entries = await entriesOf(ctx, { subscriberId });
  const receipts = await Promise.all(entries.map(({ entry }) => keptOf(ctx, subscriberId, entry.id)));
  const kept = receipts.filter((one) => one !== null);
  return kept.length > 0 ? kept : null;
}

export async function receiptBy(ctx: Context, token: string, entryId: string): Promise<KeptReceipt | null> {
  const subscriberId = subscriberOf(ctx, 'preferences', token);
  return subscriberId ? await keptOf(ctx, subscriberId, entryId) : null;
}

/** For the holder of a confirmed address. */
export async function subscribingAt(ctx: Context, email: string): Promise<Subscribing[]> {
  const subscribers = await findSubscribers(ctx, email);
  return await Promise.all(
    subscribers.map(async ({ id: subscriberId }) => ({
      token: preferencesToken(ctx, subscriberId),
      entries: await entriesOf(ctx, { subscriberId }),
    })),
  );
}

async function keptOf(ctx: Context, subscriberId: string, entryId: string): Promise<KeptReceipt | null> {
  const receipt = await receiptOf(ctx, { subscriberId }, entryId);
  if (!receipt) return null;
  const completion = await completionOf(ctx, { subscriberId }, entryId);
  return { receipt, later: completion && completion.receipt.facts.length > 0 ? completion.receipt : null };
}
