/** The names for which the forms' stamps are issued. */
export const erasureStamps = { export: 'export-account', delete: 'delete-account', keep: 'keep-account' } as const;
