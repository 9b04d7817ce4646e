import { z } from 'zod';
import type { Entry } from './entry.ts';
import type { Head } from './heads.ts';
import { type ProofFault, proofShape, verifyProof } from './proof.ts';

/** The names are those of ISO/IEC TS 27560:2023. What it does not name is what shows that the receipt is true. */
export const receiptShape = z.strictObject({
  schema_version: z.string(),
  receipt_id: z.string(),
  record_id: z.string(),
  pii_principal_id: z.string(),
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

export type Receipt = z.infer<typeof receiptShape>;

export type ReceiptFault = ProofFault | 'words-differ';

/** Whether a receipt says what its proof proves. */
export function verifyReceipt(
  receipt: Receipt,
  heads: readonly Head[] = [],
): { entry: Entry | null; faults: ReceiptFault[] } {
  const { entry, faults } = verifyProof(receipt.proof, heads);
  if (!entry) return { entry, faults };
  const [event, ...others] = receipt.events;
  const [processing, ...more] = receipt.pii_processing;
  const isSame =
    receipt.receipt_id === receipt.proof.digest &&
    receipt.record_id === entry.id &&
    receipt.pii_principal_id === entry.subject &&
    event?.event_time === entry.at &&
    event.event_type === entry.kind &&
    (!processing?.purpose_text || processing.purpose_text.text_sha256 === entry.about.textSha256) &&
    others.length + more.length === 0;
  return { entry, faults: isSame ? faults : [...faults, 'words-differ'] };
}
