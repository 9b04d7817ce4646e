import type { Context } from '../context.ts';
import { proofOf } from './proofs.ts';
import { type Receipt, receiptFrom } from './receipt.ts';

/** What a person may keep of an act, in the terms of ISO/IEC TS 27560 and with all that is needed to check it. */
export async function receiptOf(ctx: Context, accountId: string, entryId: string): Promise<Receipt | null> {
  const proof = await proofOf(ctx, accountId, entryId);
  return proof && receiptFrom(proof);
}
