/** A copy could not be made or put back: an operator's matter, told in words and without a stack. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/**
 * What no backup holds: what lets somebody take back a deletion, which must be gone when its time is over; and who is
 * signed in, for a restored copy must not sign in again whom somebody has signed out since.
 */
export const leftOut = ['own_key', 'undo_copy', 'session', 'known_network', 'account_link'] as const;

/** What a restored database takes over from the one that it replaces, where that can still be read. */
export const carriedOver = ['own_key', 'undo_copy', 'erased', 'suppression', 'legal_hold', 'pending_deletion'] as const;
export type Carried = Partial<Record<(typeof carriedOver)[number], readonly Record<string, unknown>[]>>;

/** How a database is copied to a file, and how a copy takes its place. */
export interface Copying {
  /** How the names of its copies end. */
  readonly extension: string;
  /** Whether there is anything that a file could hold. */
  readonly isPossible: boolean;
  /** Writes a copy of what has been committed, while everybody goes on working. */
  write(file: string): Promise<void>;
  /** Reads all of a copy. Throws when it is not whole. */
  check(file: string): Promise<void>;
  /** Whether there is a database that would be replaced. Throws when somebody is using it. */
  look(): Promise<'none' | 'readable' | 'unreadable'>;
  /**
   * Puts a copy in place of the database. `prepare` makes it fit to serve, on SQLite before it takes that place;
   * `aside` keeps the old one.
   */
  replace(
    file: string,
    steps: { prepare: (databaseUrl: string, carried: Carried) => Promise<void>; aside: () => Promise<void> },
  ): Promise<void>;
}
