/** Whose data is meant: the holder of an account, by its id and its confirmed address. */
export interface Subject {
  readonly accountId: string;
  readonly email: string;
}

export type Value = string | number | boolean | null;

/** What is held about somebody: tables of plain rows, opened, and files as they were sent. */
export interface PersonalData {
  readonly tables: Readonly<Record<string, readonly Readonly<Record<string, Value>>[]>>;
  readonly files: Readonly<Record<string, Uint8Array>>;
}
