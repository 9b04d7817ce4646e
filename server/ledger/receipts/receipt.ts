import { z } from 'zod';
import { canonicalJson, type Json } from '../../../src/library/model/files/canonical-json.ts';
import { type Entry, readEntry } from '../entry.ts';
import type { Committed } from '../heads/head-file.ts';
import { type EntryKind, wordingPart } from '../kinds.ts';
import { type Proof, type ProofFault, type ProofStatus, proofShape, verifyProof } from './proof.ts';

/** How the names of a receipt read as JSON-LD in the Data Privacy Vocabulary; those that it lacks say nothing there. */
const receiptContext = {
  dpv: 'https://w3id.org/dpv#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  dct: 'http://purl.org/dc/terms/',
  record_id: 'dct:identifier',
  privacy_notice: { '@id': 'dpv:hasNotice', '@type': '@id' },
  pii_processing: 'dpv:hasProcess',
  purposes: 'dpv:hasPurpose',
  purpose: 'dct:title',
  lawful_basis: { '@id': 'dpv:hasLegalBasis', '@type': '@id' },
  pii_information: 'dpv:hasPersonalData',
  pii_type: 'dct:description',
  recipient_third_parties: 'dpv:hasRecipient',
  jurisdiction: 'dpv:hasJurisdiction',
  event_time: 'dct:date',
  event_type: { '@id': 'dpv:hasLegalBasis', '@type': '@id' },
  event_state: { '@id': 'dpv:hasConsentStatus', '@type': '@id' },
} as const;

/** Acts of consent, in the terms of the vocabulary. Of no other act does the standard speak. */
const consentStates: Partial<Readonly<Record<EntryKind, string>>> = {
  'consent-given': 'dpv:ConsentGiven',
  'consent-refused': 'dpv:ConsentRefused',
  'consent-withdrawn': 'dpv:ConsentWithdrawn',
};

export const durationPattern = /^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?$/;

/** What a receipt says beside what its entry says. It is a part of the entry, as it was at the moment of the act. */
export const wordingShape = z.strictObject({
  pii_processing: z.array(
    z.strictObject({
      privacy_notice: z.string(),
      language: z.string(),
      purposes: z.array(
        z.strictObject({
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
          /** An ISO 8601 duration, where the text says one; and what it says. */
          retention_period: z.string().regex(durationPattern).nullable(),
          retention_terms: z.string().nullable(),
          recipient_third_parties: z.array(z.string()),
          withdrawal_method: z.string().nullable(),
        }),
      ),
      jurisdiction: z.string(),
      privacy_rights: z.string(),
      authority_party: z.string(),
    }),
  ),
  parties: z.array(z.record(z.string(), z.string())),
});

/**
 * The names are those of ISO/IEC TS 27560:2023, which a receipt of a consent claims to follow and no other. What it does
 * not name is what shows that the receipt is true.
 */
export const receiptShape = z.strictObject({
  '@context': z.json(),
  '@type': z.string().optional(),
  schema_version: z.string().nullable(),
  receipt_id: z.string(),
  record_id: z.string(),
  pii_principal_id: z.string(),
  ...wordingShape.shape,
  events: z.array(
    z.strictObject({
      event_time: z.string(),
      /** An ISO 8601 duration; null where nothing but another act ends it. */
      validity_duration: z.string().regex(durationPattern).nullable(),
      entity_id: z.string(),
      event_type: z.string(),
      event_state: z.string().nullable(),
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
  const state = consentStates[entry.kind];
  return {
    '@context': receiptContext,
    ...(state ? { '@type': 'dpv:ConsentReceipt' } : {}),
    schema_version: state ? 'ISO/IEC TS 27560:2023' : null,
    receipt_id: proof.digest,
    record_id: entry.id,
    pii_principal_id: entry.subject,
    ...wording.data,
    events: [
      {
        event_time: entry.at,
        validity_duration: null,
        entity_id: entry.given.by === 'person' ? entry.subject : (wording.data.parties[0]?.['party_id'] ?? ''),
        event_type: state ? 'dpv:ExpressedConsent' : entry.kind,
        event_state: state ?? null,
      },
    ],
    proof,
  };
}

/** Whether a receipt says what its proof proves, and nothing else; and what vouches for it. */
export function verifyReceipt(
  receipt: Receipt,
  committed: Partial<Committed> = {},
): { entry: Entry | null; faults: ReceiptFault[]; standing: ProofStatus } {
  const proved = verifyProof(receipt.proof, committed);
  if (!proved.entry) return proved;
  const made = receiptFrom(receipt.proof);
  const isSame = made !== null && canonicalJson(made as Json) === canonicalJson(receipt as Json);
  return isSame ? proved : { ...proved, faults: [...proved.faults, 'words-differ'], standing: 'unknown' };
}
