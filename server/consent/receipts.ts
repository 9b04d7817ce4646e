import type { Config } from '../config.ts';
import { type Company, factOf } from '../content.ts';
import type { Documents } from '../documents/documents.ts';
import type { Entry } from './entry.ts';
import type { EntryKind } from './kinds.ts';
import type { Proof } from './proof.ts';
import type { Purposes } from './purposes.ts';
import type { Receipt } from './receipt.ts';

export type Receipts = ReturnType<typeof createReceipts>;

const states: Readonly<Record<EntryKind, Receipt['events'][number]['event_state']>> = {
  'consent-given': 'ConsentGiven',
  'consent-refused': 'ConsentRefused',
  'consent-withdrawn': 'ConsentWithdrawn',
  agreement: 'Agreed',
  acknowledgement: 'Acknowledged',
  objection: 'Objected',
  'carried-forward': 'CarriedForward',
};

/** What a person may keep of an act, in the terms of ISO/IEC TS 27560 and with all that is needed to check it. */
export function createReceipts(needs: {
  readonly proofOf: (accountId: string, entryId: string) => Promise<Proof | null>;
  readonly purposes: Purposes;
  readonly documents: Documents;
  readonly company: Company;
  readonly config: Pick<Config, 'origin'>;
}) {
  const { proofOf, purposes, documents, company, config } = needs;
  return { of, controller };

  async function of(accountId: string, entryId: string): Promise<Receipt | null> {
    const proof = await proofOf(accountId, entryId);
    if (!proof) return null;
    const entry = JSON.parse(proof.entry) as Entry;
    return {
      schema_version: 'ISO/IEC TS 27560:2023',
      receipt_id: proof.digest,
      record_id: entry.id,
      pii_principal_id: entry.subject,
      pii_processing: [processingOf(entry)],
      parties: [controller()],
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

  function processingOf(entry: Entry): Receipt['pii_processing'][number] {
    const { type, id, version, textSha256 } = entry.about;
    const purpose = type === 'purpose' && version !== null ? purposes.find(id, version) : null;
    const document = type === 'document' && version !== null ? documents.find(id, version) : null;
    const path = purpose?.url ?? document?.url ?? null;
    return {
      privacy_notice: address('/privacy/'),
      language: 'en',
      purpose: purpose?.title ?? document?.title ?? (type === 'signal' ? 'Sale or sharing of personal data' : id),
      purpose_text: path === null ? null : { url: address(path), version, text_sha256: textSha256 },
      lawful_basis: type === 'purpose' ? 'consent (GDPR Article 6(1)(a))' : null,
      pii_information: (purpose?.terms.data ?? []).map((data) => ({ pii_type: data, pii_optional: true })),
      pii_controllers: ['controller'],
      collection_method: `${entry.given.through}: ${entry.given.where}, ${entry.given.control}`,
      storage_locations: ['to be confirmed'],
      retention_period: purpose?.terms.keep ?? null,
      jurisdiction: factOf(company, 'governing-law'),
      recipient_third_parties: purpose?.terms.recipients ?? [],
      withdrawal_method: type === 'purpose' ? address('/account/consents/') : null,
      privacy_rights: address('/requests/'),
      authority_party: factOf(company, 'supervisory-authority'),
    };
  }

  /** The company, as it may be named. */
  function controller(): Receipt['parties'][number] {
    return {
      party_id: 'controller',
      party_name: company.name,
      party_legal_name: factOf(company, 'legal-name'),
      party_address: factOf(company, 'postal-address'),
      party_email: company.privacyAddress,
      party_url: config.origin,
      party_role: 'controller',
      party_contact: factOf(company, 'data-protection-officer'),
      party_type: 'organisation',
    };
  }

  function address(path: string): string {
    return `${config.origin}${path}`;
  }
}
