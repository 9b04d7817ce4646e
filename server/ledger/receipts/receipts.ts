import type { Context } from '../../context.ts';
import { type Completion, completionFrom, type OpenFact, openFacts } from '../completion.ts';
import { findEntry } from '../entries.ts';
import { wordingPart } from '../kinds.ts';
import type { Owner } from '../subjects.ts';
import { wordingOf } from '../wording.ts';
import { proofOf } from './proofs.ts';
import { type Receipt, receiptFrom, wordingShape } from './receipt.ts';

/** What a person may keep of an act, in the terms of ISO/IEC TS 27560 and with all that is needed to check it. */
export async function receiptOf(ctx: Context, owner: Owner, entryId: string): Promise<Receipt | null> {
  const proof = await proofOf(ctx, owner, entryId);
  return proof && receiptFrom(proof);
}

/** What a receipt names as to be confirmed, and the later receipt, of what has been confirmed since. Null where there is no such entry. */
export async function completionOf(
  ctx: Context,
  owner: Owner,
  entryId: string,
): Promise<{ facts: readonly OpenFact[]; receipt: Completion } | null> {
  const recorded = await findEntry(ctx, owner, entryId);
  const wording = wordingShape.safeParse(recorded?.parts[wordingPart]);
  if (!recorded || !wording.success) return null;
  const facts = openFacts(wording.data, wordingOf(ctx, recorded.entry));
  const { sign } = ctx.crypto.signing;
  const receipt = completionFrom({ digest: recorded.digest, entryId }, facts, { at: ctx.clock.now(), sign });
  return { facts, receipt };
}
