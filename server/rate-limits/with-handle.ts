import type { Db } from '../db/database.ts';

interface Limit {
  readonly name: string;
  readonly most: number;
  readonly window: number;
}

interface Act {
  readonly limit: Limit;
  readonly subject: string;
}

/** The verbs of this room for rooms that are handed no context yet, but the handle of their transaction. */
export interface Limits {
  allow(limits: readonly Limit[], subject: string, db?: Db): Promise<boolean>;
  reached(acts: readonly Act[], db?: Db): Promise<Limit | null>;
  forgive(acts: readonly Act[], db?: Db): Promise<void>;
}
