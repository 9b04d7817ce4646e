/** What stands on the buttons by which somebody binds themselves or decides: the ledger records it as it was read. */
export const consentButtons = { give: 'Yes, you may', refuse: 'No', withdraw: 'Withdraw consent' } as const;
export const accountButtons = {
  delete: 'Delete my account',
  restore: 'Get your account back',
  useAddress: 'Use the new address',
} as const;
export const agreementButtons = { agree: 'Agree for the business', decline: 'I do not agree' } as const;
