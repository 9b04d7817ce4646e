/** What a receipt says where neither a text nor a fact of the company does. */
export const signalPurpose = 'Sale or sharing of personal data';
export const toBeConfirmed = 'to be confirmed';
