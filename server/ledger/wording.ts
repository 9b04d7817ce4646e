import { signalPurpose } from '../../src/words/account/receipt.ts';
import { fill } from '../../src/words/fill.ts';
import { pageLanguage } from '../../src/words/language.ts';
import { noticesReceipt } from '../../src/words/notices/subscriptions.ts';
import { factOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { Entry } from './entry.ts';
import { durationPattern, type Wording } from './receipts/receipt.ts';

/** What the receipt of an act says of the text and of us, at the moment of the act: later both may have changed. */
export function wordingOf(ctx: Context, act: Pick<Entry, 'about' | 'given'>): Wording {
  return { pii_processing: [processingOf(ctx, act)], parties: [company(ctx, act.about)] };
}

function processingOf(
  ctx: Context,
  { about, given }: Pick<Entry, 'about' | 'given'>,
): Wording['pii_processing'][number] {
  const { company, documents, purposes, retention } = ctx.content;
  const { type, id, version, textSha256 } = about;
  const purpose = type === 'purpose' && version !== null ? purposes.find(id, version) : null;
  const document = type === 'document' && version !== null ? documents.find(id, version) : null;
  const path = purpose?.url ?? document?.url ?? null;
  const notices = type === 'notices' ? { title: documents.inEffect(id)?.title ?? id } : null;
  const subscriber = retention.find((entry) => entry.id === 'subscriber');
  return {
    privacy_notice: address(ctx, documents.inEffectAs('privacy-notice')?.url ?? '/'),
    language: notices ? pageLanguage : type === 'purpose' ? purposes.languageOf(id) : documents.languageOf(id),
    purposes: [
      {
        purpose: notices
          ? fill(noticesReceipt.purpose, notices)
          : (purpose?.title ?? document?.title ?? purposeOf(type, id)),
        purpose_text: path === null ? null : { url: address(ctx, path), version, text_sha256: textSha256 },
        // What a business instructs its processor to do rests on the basis of the business, and is no consent.
        lawful_basis: notices || (type === 'purpose' && !isInstruction(ctx, about)) ? 'eu-gdpr:A6-1-a' : null,
        pii_information: notices
          ? [noticesReceipt.address, noticesReceipt.choice].map((data) => ({ pii_type: data, pii_optional: false }))
          : (purpose?.terms.data ?? []).map((data) => ({ pii_type: data, pii_optional: true })),
        pii_controllers: [isInstruction(ctx, about) ? 'business' : 'controller'],
        collection_method: `${given.through}: ${given.where}, ${given.control}`,
        storage_locations: [factOf(company, 'storage-locations')],
        retention_period: purpose && durationPattern.test(purpose.terms.keep) ? purpose.terms.keep : null,
        retention_terms: (notices ? subscriber?.keep : purpose?.terms.keep) ?? null,
        recipient_third_parties: purpose?.terms.recipients ?? [],
        withdrawal_method: notices
          ? address(ctx, '/updates/')
          : type === 'purpose'
            ? address(ctx, '/account/consents/')
            : null,
      },
    ],
    jurisdiction: factOf(company, 'governing-law'),
    privacy_rights: address(ctx, '/requests/'),
    authority_party: factOf(company, 'supervisory-authority'),
  };
}

function purposeOf(type: Entry['about']['type'], id: string): string {
  return type === 'signal' ? signalPurpose : id;
}

/** What a business instructs its processor to do: the business is the controller, and one of the parts says which it is. */
function isInstruction({ content: { purposes } }: Context, { type, id, version }: Entry['about']): boolean {
  return type === 'purpose' && purposes.find(id, version ?? '')?.terms.givenBy === 'business';
}

/** Us, as we may be named. */
function company(ctx: Context, about: Entry['about']): Wording['parties'][number] {
  const { company } = ctx.content;
  const role = isInstruction(ctx, about) ? 'processor' : 'controller';
  return {
    party_id: role,
    party_name: company.name,
    party_legal_name: factOf(company, 'legal-name'),
    party_address: factOf(company, 'postal-address'),
    ...(about.type === 'document' && { party_signatory: factOf(company, 'signatory') }),
    party_email: company.privacyAddress,
    party_url: ctx.config.origin,
    party_role: role,
    party_contact: factOf(company, 'data-protection-officer'),
    party_type: 'organisation',
  };
}

function address({ config }: Context, path: string): string {
  return `${config.origin}${path}`;
}
