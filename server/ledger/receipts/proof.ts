import { z } from 'zod';
import { sha256 } from '../../../src/library/model/digest.ts';
import type { Json } from '../../../src/library/model/files/canonical-json.ts';
import { createVerifying } from '../../crypto/signatures.ts';
import { commitmentTo } from '../commitments.ts';
import { digestShape, type Entry, follow, readEntry } from '../entry.ts';
import type { Committed } from '../heads/head-file.ts';

/** What a receipt needs so that anybody can check it without us. */
export const proofShape = z.strictObject({
  /** Canonical JSON, byte for byte. */
  entry: z.string(),
  previous: digestShape,
  digest: digestShape,
  /** Over the digest, in its 64 characters (Ed25519): `<key id>:<base64url>`. */
  signature: z.string().regex(/^[a-z0-9-]{1,32}:[A-Za-z0-9_-]{86}$/),
  /** What the entry commits to, each with what opens that commitment and no other. */
  parts: z.record(z.string(), z.strictObject({ content: z.json(), opening: z.string() })),
  /** How the published head rests on the entry; null until the day of the entry is over. */
  published: z
    .strictObject({
      head: z.strictObject({ day: z.iso.date(), seq: z.int(), digest: digestShape }),
      /** The digests of what was recorded after it, up to the head. */
      contents: z.array(digestShape),
    })
    .nullable(),
});

export type Proof = z.infer<typeof proofShape>;

type HeadFault = 'head-not-reached' | 'head-differs';
export type ProofFault = 'entry-unreadable' | 'digest-differs' | 'signature-differs' | 'parts-differ' | HeadFault;

/**
 * `committed`: a head that somebody else keeps rests on the entry, which no signature could make up for. `signed`: the
 * signature is ours, and no such head is there yet. `foreign`: there is no such head, and the key that signed is none of
 * ours. `unknown`: none of our keys is known, so that nothing can be said.
 */
export type ProofStatus = 'committed' | 'signed' | 'foreign' | 'unknown';

/** What is wrong with a proof, the entry that it proves, and what vouches for it. */
export function verifyProof(
  proof: Proof,
  { heads = [], keys = [] }: Partial<Committed> = {},
): { entry: Entry | null; faults: ProofFault[]; standing: ProofStatus } {
  const entry = readEntry(proof.entry);
  if (!entry) return { entry, faults: ['entry-unreadable'], standing: 'unknown' };
  const faults: ProofFault[] = [];
  if (follow(proof.previous, sha256(proof.entry)) !== proof.digest) faults.push('digest-differs');
  const names = Object.keys(proof.parts);
  const isWhole =
    names.length === Object.keys(entry.commitments).length &&
    names.every((name) => {
      const part = proof.parts[name];
      return part && commitmentTo(part.content as Json, part.opening) === entry.commitments[name];
    });
  if (!isWhole) faults.push('parts-differ');
  const signed = createVerifying(keys)(proof.digest, proof.signature);
  if (signed === 'wrong') faults.push('signature-differs');

  const kept = heads.find(({ day }) => day === proof.published?.head.day);
  if (proof.published) {
    const { head, contents } = proof.published;
    const isReached = entry.seq + contents.length === head.seq && contents.reduce(follow, proof.digest) === head.digest;
    if (!isReached) faults.push('head-not-reached');
    // Each head is kept that was published up to the last one: one of another day was never published.
    const isNone = !kept && heads.some(({ day }) => day >= head.day);
    if (isNone || (kept && (kept.seq !== head.seq || kept.digest !== head.digest))) faults.push('head-differs');
  }
  if (faults.length > 0) return { entry, faults, standing: 'unknown' };
  return { entry, faults, standing: kept ? 'committed' : standingOf(signed, keys) };
}

function standingOf(signed: 'right' | 'wrong' | 'unknown-key', keys: readonly unknown[]): ProofStatus {
  if (signed === 'right') return 'signed';
  return keys.length > 0 ? 'foreign' : 'unknown';
}
