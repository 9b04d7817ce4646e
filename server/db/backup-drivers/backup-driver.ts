import type { Schema } from '../schema.ts';

/** A copy could not be made or put back: an operator's matter, told in words and without a stack. */
export class BackupError extends Error {
  override readonly name = 'BackupError';
}

/**
 * What no backup holds: what lets somebody take back a deletion, which must be gone when its time is over; who is signed
 * in, for a restored copy must not sign in again whom somebody has signed out since; and what was only
 * typed into a form.
 */
export const leftOut = [
  ...['erasable_key', 'undo_copy', 'undo_file_part'],
  ...['session', 'known_network', 'staff_network', 'account_link', 'form_draft'],
] as const;

/** Where PostgreSQL keeps what a restore replaces, until that is over. */
export const replacedSchema = 'restore_replaced';

/** The database that a restore replaces, as the restored one reads it: a schema, on SQLite of a file to attach. */
export interface Replaced {
  readonly schema: string;
  readonly file: string | null;
}

/** `inconsistent`: it can be read, and rows refer to others that are not there, so that no copy of it would be whole. */
export type Found = 'none' | 'readable' | 'inconsistent' | 'unreadable';

/** How a database is copied to a file, and how a copy takes its place. */
export interface BackupDriver {
  /** How the names of its copies end. */
  readonly extension: string;
  /** Whether there is anything that a file could hold. */
  readonly isPossible: boolean;
  /** Writes a copy of what has been committed, while everybody goes on working. */
  write(file: string): Promise<void>;
  /** Reads all of a copy. Throws when it is not whole. */
  check(file: string): Promise<void>;
  /** The keys with which what is in a copy was sealed. */
  keysOf(file: string): Promise<readonly Schema['sealing_key'][]>;
  /**
   * What is there that would be replaced. Throws when somebody is using it. What a restore left that was cut short is
   * taken back.
   */
  look(): Promise<Found>;
  /**
   * Puts a copy in place of the database, without any trigger, view or function of its own. `prepare` makes it fit to
   * serve before anybody can be served by it; `aside` keeps the old one. Whenever it is cut short, the database is as it
   * was, or says at the start that it is not whole.
   */
  replace(
    file: string,
    steps: {
      prepare: (databaseUrl: string, replaced: Replaced | null) => Promise<void>;
      aside: () => Promise<void>;
    },
  ): Promise<void>;
  /**
   * For a server, for as long as it runs: throws where another has the database that serves one alone, or a restore is
   * under way. Takes away what a restore left that was cut short.
   */
  occupy(): Disposable;
}
