import { z } from 'zod';
import { sha256 } from '../../src/library/model/digest.ts';
import { canonicalJson, type Json } from '../../src/library/model/files/canonical-json.ts';
import { toBeConfirmed } from '../../src/words/account/receipt.ts';
import type { Signing } from '../crypto/signatures.ts';
import type { Wording } from './receipts/receipt.ts';

/** A fact of which a receipt says that it is to be confirmed. */
export interface OpenFact {
  /** Where in the receipt, as a JSON Pointer (RFC 6901): `/parties/0/party_address`. */
  readonly member: string;
  /** As it has been confirmed since; null where it has not. */
  readonly value: string | null;
}

/**
 * A later receipt. The first stays as it was, for it says what was so at the moment of the act; this one says what has
 * been confirmed since of what stood there as to be confirmed.
 */
export const completionShape = z.strictObject({
  completes: z.strictObject({ receipt_id: z.string(), record_id: z.string() }),
  stated_at: z.iso.datetime({ precision: 3 }),
  facts: z.array(z.strictObject({ member: z.string(), value: z.string() })),
  /** Over the SHA-256 of all before it as canonical JSON (Ed25519), as the signature of an entry: `<key id>:<base64url>`. */
  signature: z.string(),
});

export type Completion = z.infer<typeof completionShape>;

export function openFacts(then: Wording, now: Wording): OpenFact[] {
  const today = new Map(leaves(now as Json));
  return leaves(then as Json)
    .filter(([, value]) => value === toBeConfirmed)
    .map(([member]) => {
      const value = today.get(member);
      return { member, value: typeof value === 'string' && value !== toBeConfirmed ? value : null };
    });
}

export function completionFrom(
  of: { readonly digest: string; readonly entryId: string },
  facts: readonly OpenFact[],
  { at, sign }: { at: Date; sign: Signing['sign'] },
): Completion {
  const confirmed = facts.flatMap(({ member, value }) => (value === null ? [] : [{ member, value }]));
  const stated = {
    completes: { receipt_id: of.digest, record_id: of.entryId },
    stated_at: at.toISOString(),
    facts: confirmed,
  };
  return { ...stated, signature: sign(digestOf(stated)) };
}

export function verifyCompletion({ signature, ...stated }: Completion, verify: Signing['verify']) {
  return verify(digestOf(stated), signature);
}

function digestOf(stated: Omit<Completion, 'signature'>): string {
  return sha256(canonicalJson(stated));
}

function leaves(value: Json, at = ''): (readonly [string, Json])[] {
  if (value === null || typeof value !== 'object') return [[at, value]];
  return Object.entries(value).flatMap(([name, one]) => leaves(one, `${at}/${name}`));
}
