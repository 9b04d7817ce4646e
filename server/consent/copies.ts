import type { Context } from '../context.ts';
import { type AgreementCopy, copyOf } from './agreement-copy.ts';
import { copy, signed as signedBy } from './agreements.ts';

export type { AgreementCopy } from './agreement-copy.ts';

/** The copies that the signatories of agreements keep. */
export const copies = { find, all };

/** Null where the account has none of this number. */
async function find(ctx: Context, accountId: string, document: string, entryId: string): Promise<AgreementCopy | null> {
  const recorded = await copy(ctx, accountId, document, entryId);
  return recorded && copyOf(ctx, accountId, recorded);
}

/** First to last. */
async function all(ctx: Context, accountId: string): Promise<AgreementCopy[]> {
  const signed = await signedBy(ctx, accountId);
  return await Promise.all(signed.map((recorded) => copyOf(ctx, accountId, recorded)));
}
