import type { Proof } from './proof.ts';
import { type Receipt, receiptFrom } from './receipt.ts';

export type Receipts = ReturnType<typeof createReceipts>;

/** What a person may keep of an act, in the terms of ISO/IEC TS 27560 and with all that is needed to check it. */
export function createReceipts({
  proofOf,
}: {
  readonly proofOf: (accountId: string, entryId: string) => Promise<Proof | null>;
}) {
  return { of };

  async function of(accountId: string, entryId: string): Promise<Receipt | null> {
    const proof = await proofOf(accountId, entryId);
    return proof && receiptFrom(proof);
  }
}
