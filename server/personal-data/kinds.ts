/** The names for which form tokens are issued. */
export const erasureFormTokens = { export: 'export-account', delete: 'delete-account', keep: 'keep-account' } as const;
