/** What a receipt says of what no text names. */
export const receiptWords = {
  /** What a signal of the browser objects to (Global Privacy Control). */
  signal: 'Sale or sharing of personal data',
};
