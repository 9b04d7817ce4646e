import { z } from 'zod';
import { canonicalJson, type Json } from './canonical.ts';
import { type Entry, readEntry } from './entry.ts';
import type { Head } from './heads.ts';
import { type EntryKind, wordingPart } from './kinds.ts';
import { type Proof, type ProofFault, proofShape, verifyProof } from './proof.ts';

const states: Readonly<Record<EntryKind, string>> = {
  'consent-given': 'ConsentGiven',
  'consent-refused': 'ConsentRefused',
  'consent-withdrawn': 'ConsentWithdrawn',
  agreement: 'Agreed',
  acknowledgement: 'Acknowledged',
  objection: 'Objected',
  'carried-forward': 'CarriedForward',
};

/** What a receipt says beside what its entry says. It is a part of the entry, as it was at the moment of the act. */
export const wordingShape = z.strictObject({
  pii_processing: z.array(
    z.strictObject({
      privacy_notice: z.string(),
      language: z.string(),
      purpose: z.string(),
      /** The text that was answered to, for ever at this address. */
      purpose_text: z
        .strictObject({ url: z.string(), version: z.string().nullable(), text_sha256: z.string().nullable() })
        .nullable(),
      lawful_basis: z.string().nullable(),
      pii_information: z.array(z.strictObject({ pii_type: z.string(), pii_optional: z.boolean() })),
      pii_controllers: z.array(z.string()),
      collection_method: z.string(),
      storage_locations: z.array(z.string()),
      retention_period: z.string().nullable(),
      jurisdiction: z.string(),
      recipient_third_parties: z.array(z.string()),
      withdrawal_method: z.string().nullable(),
      privacy_rights: z.string(),
      authority_party: z.string(),
    }),
  ),
  parties: z.array(z.record(z.string(), z.string())),
});

/** The names are those of ISO/IEC TS 27560:2023. What it does not name is what shows that the receipt is true. */
export const receiptShape = z.strictObject({
  schema_version: z.string(),
  receipt_id: z.string(),
  record_id: z.string(),
  pii_principal_id: z.string(),
  ...wordingShape.shape,
  events: z.array(
    z.strictObject({
      event_time: z.string(),
      validity_duration: z.string(),
      entity_id: z.string(),
      event_type: z.string(),
      event_state: z.string(),
    }),
  ),
  proof: proofShape,
});

export type Wording = z.infer<typeof wordingShape>;
export type Receipt = z.infer<typeof receiptShape>;

export type ReceiptFault = ProofFault | 'words-differ';

/** A receipt is made of its proof and of nothing else, here and by whoever checks it; null where it cannot be. */
export function receiptFrom(proof: Proof): Receipt | null {
  const entry = readEntry(proof.entry);
  const wording = wordingShape.safeParse(proof.parts[wordingPart]?.content);
  if (!entry || !wording.success) return null;
  return {
    schema_version: 'ISO/IEC TS 27560:2023',
    receipt_id: proof.digest,
    record_id: entry.id,
    pii_principal_id: entry.subject,
    ...wording.data,
    events: [
      {
        event_time: entry.at,
        validity_duration:
          entry.kind === 'consent-given' ? 'until withdrawn, or until the text changes' : 'not limited',
        entity_id: entry.given.by === 'person' ? entry.subject : 'controller',
        event_type: entry.kind,
        event_state: states[entry.kind],
      },
    ],
    proof,
  };
}

/** Whether a receipt says what its proof proves, and nothing else. */
export function verifyReceipt(
  receipt: Receipt,
  heads: readonly Head[] = [],
): { entry: Entry | null; faults: ReceiptFault[] } {
  const { entry, faults } = verifyProof(receipt.proof, heads);
  if (!entry) return { entry, faults };
  const made = receiptFrom(receipt.proof);
  const isSame = made !== null && canonicalJson(made as Json) === canonicalJson(receipt as Json);
  return { entry, faults: isSame ? faults : [...faults, 'words-differ'] };
}
