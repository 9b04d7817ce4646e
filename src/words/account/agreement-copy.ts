import type { Authority } from '../../../server/ledger/kinds.ts';

/** By what right somebody binds a business. */
export const authorityWords: Record<Authority, string> = {
  representative: 'I represent the business by law, as its owner, director or the like',
  authorised: 'The business has authorised me to do this for it',
};

export const copyPage = {
  title: '{title}: your copy',
  goOn: 'Go on to where you were going',
  keep: 'Print this page, or save it as PDF, to keep it. [The receipt](receipt) lets anyone check it without us.',
  profile: {
    title: 'Your account has no business profile yet.',
    text: '[Fill it in from this agreement](business): you see it before it is saved.',
  },
  signed: {
    title: 'For the business',
    business: 'Business',
    by: 'Signed by',
    authority: 'Authority stated',
    contract: 'Contract',
    contractOf: '{reference}, signed on {day}',
    on: 'On',
    how: 'How',
    electronically: 'electronically, in the account of the signatory, who confirmed that they may bind the business',
    recorded: 'recorded by {company} from the signed contract',
  },
  countersigned: {
    title: 'For {company}',
    company: 'Company',
    party: '{name}\nLegal name: {legalName}\nPostal address: {address}',
    signatory: 'Signed by',
    boundBy: 'Bound by',
    publishing: 'publishing this version on {day} for businesses to agree to, and recording the agreement',
    contract: 'the signed contract',
    recordedAs: 'Recorded as',
    entry: 'entry {number} of the ledger, {id}',
    digest: 'Digest of the entry',
    head: 'Published head',
    headOf: '{day}, entry {number}: {digest}',
    headFollows: 'follows when the day is over',
  },
  negotiated: 'The words of a negotiated contract are in the contract, and not here.',
  text: 'The text: {title}, version {version}',
  annex: 'The list of subprocessors on that day: {title}, version {version}',
  digests: 'SHA-256 of the source: {source}. Of the text: {text}. Kept for ever at [{url}](text).',
};
