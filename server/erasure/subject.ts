import type { Session } from '../accounts/sessions.ts';

/** Whose data is meant: the holder of an account, by its id and its confirmed address. */
export interface Subject {
  readonly accountId: string;
  readonly email: string;
}

export type Value = string | number | boolean | null;

/** What a room holds about somebody: tables of plain rows, opened, and files as they were sent. */
export interface Exported {
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;
  readonly files?: Readonly<Record<string, Uint8Array>>;
}

/** Who acts, and whether the password was given just now: without it nothing is handed over, and nothing goes. */
export type FreshSession = Pick<Session, 'id' | 'accountId' | 'isFresh'>;
