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
