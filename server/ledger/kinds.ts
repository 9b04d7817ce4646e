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

/** The names for which the forms' stamps are issued. */
export const stampNames = { consents: 'consents', agree: 'agree', decline: 'decline' } as const;

/** The part of every entry that says whose it is: a subject that was given to somebody else is found out by it. */
export const ownerPart = 'account';

/** The part of an entry that holds the wording of its receipt. */
export const wordingPart = 'receipt';
