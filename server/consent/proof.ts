import { z } from 'zod';
import type { Json } from './canonical.ts';
import { commitmentTo } from './commitments.ts';
import { type Entry, follow, readEntry, sha256 } from './entry.ts';
import type { Head } from './heads.ts';

const digest = z.string().regex(/^[0-9a-f]{64}$/);

/** What a receipt needs so that anybody can check it without us. */
export const proofShape = z.strictObject({
  /** Canonical JSON, byte for byte. */
  entry: z.string(),
  previous: digest,
  digest,
  /** What the entry commits to, each with what opens that commitment and no other. */
  parts: z.record(z.string(), z.strictObject({ content: z.json(), opening: z.string() })),
  /** How the published head rests on the entry; null until the day of the entry is over. */
  published: z
    .strictObject({
      head: z.strictObject({ day: z.iso.date(), seq: z.int(), digest }),
      /** The digests of what was recorded after it, up to the head. */
      contents: z.array(digest),
    })
    .nullable(),
});

export type Proof = z.infer<typeof proofShape>;

export type ProofFault = 'entry-unreadable' | 'digest-differs' | 'parts-differ' | 'head-not-reached' | 'head-differs';

/** What is wrong with a proof, and the entry that it proves. `heads` are those that somebody else kept. */
export function verifyProof(proof: Proof, heads: readonly Head[] = []): { entry: Entry | null; faults: ProofFault[] } {
  const entry = readEntry(proof.entry);
  if (!entry) return { entry, faults: ['entry-unreadable'] };
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

  if (proof.published) {
    const { head, contents } = proof.published;
    const isReached = entry.seq + contents.length === head.seq && contents.reduce(follow, proof.digest) === head.digest;
    if (!isReached) faults.push('head-not-reached');
    const kept = heads.find(({ day }) => day === head.day);
    // Each head is kept that was published up to the last one: one of another day was never published.
    const isNone = !kept && heads.some(({ day }) => day >= head.day);
    if (isNone || (kept && (kept.seq !== head.seq || kept.digest !== head.digest))) faults.push('head-differs');
  }
  return { entry, faults };
}
