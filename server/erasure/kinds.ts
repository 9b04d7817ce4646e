/** The names for which the forms' stamps are issued. */
export const deletionStamps = { delete: 'delete-account', keep: 'keep-account' } as const;
