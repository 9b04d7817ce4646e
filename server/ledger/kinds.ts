/** What the ledger records. Terms are agreed to, a notice is acknowledged; neither is consent. */
export const entryKinds = [
  'agreement',
  'acknowledgement',
  'consent-given',
  'consent-refused',
  'consent-withdrawn',
  'objection',
  'carried-forward',
] as const;

export type EntryKind = (typeof entryKinds)[number];

/** What a person can do about a purpose. */
export const consentActs = ['give', 'refuse', 'withdraw'] as const;
export type ConsentAct = (typeof consentActs)[number];

/** By what right somebody binds a business: they represent it by law, as its owner or director, or it authorised them. */
export const authorities = ['representative', 'authorised'] as const;
export type Authority = (typeof authorities)[number];

/** The names for which form tokens are issued. */
export const formTokenNames = { consents: 'consents', agree: 'agree', decline: 'decline' } as const;

/** By whom a subject is known to us. */
const ownerKinds = ['account', 'subscriber'] as const;
export type OwnerKind = (typeof ownerKinds)[number];

/** Each entry has one such part, which says whose it is: a subject that was given to somebody else is found out by it. */
export function isOwnerPart(name: string): name is OwnerKind {
  return ownerKinds.some((kind) => kind === name);
}

/** The part that holds the words of the form with which somebody consented, as they were shown. */
export const shownPart = 'shown';

/** The part of an entry that holds the wording of its receipt. */
export const wordingPart = 'receipt';
