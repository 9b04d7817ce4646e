/** Somebody in the examples of what may be sent. */
export const ada = { id: 'user_01J9Z3', email: 'ada@example.com', name: 'Ada Lovelace' } as const;

export const place = { screen: 'Settings › Privacy', control: 'Allow' } as const;
