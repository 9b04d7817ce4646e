import type { KeyObject } from 'node:crypto';
import { type Day, dayIn } from '../src/library/model/days.ts';
import type { Manifest } from '../src/library/model/manifest.ts';
import type { Result } from '../src/library/model/result.ts';
import type { Subprocessor } from '../src/library/model/shapes.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Company, Retention } from './content.ts';
import type { BlindIndex } from './crypto/blind-index.ts';
import type { Encryption } from './crypto/encryption.ts';
import type { FormTokens } from './crypto/form-tokens.ts';
import type { Keys } from './crypto/keys.ts';
import type { Signing } from './crypto/signatures.ts';
import type { Links } from './crypto/tokens.ts';
import type { Db } from './db/database.ts';
import type { TimeSeen } from './db/time-seen.ts';
import type { Documents } from './documents/documents.ts';

/** What every verb works with. Inside a transaction `db` is the transaction, and there is no other. */
export interface Context {
  readonly db: Db;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly config: Config;
  readonly content: Content;
  readonly crypto: Crypto;
  readonly resources: Resources;
}

/**
 * What has a state of its own, for as long as the server runs. What a room above this one holds, that room adds, by
 * `declare module`: `passwords`, `mailer`, `tombstones`.
 */
export interface Resources {
  /** Under which limits are counted, by day. */
  readonly limitSalts: Map<string, KeyObject>;
  /** Versions to which every agreement was carried: whoever agrees since agrees to them. */
  readonly carried: Set<string>;
  /** Whether what was erased is in no file either. */
  readonly erasure: { isTidy: boolean };
}

/** What the legal team writes. Rooms above add what is theirs: `purposes`, `answers`. */
export interface Content {
  /** Where it stands. */
  readonly folder: string;
  readonly company: Company;
  readonly retention: Retention;
  /** Whom it hands data to, as its list of subprocessors says. */
  readonly subprocessors: readonly Subprocessor[];
  readonly manifest: Manifest;
  readonly documents: Documents;
}

export interface Crypto {
  readonly keys: Keys;
  readonly encryption: Encryption;
  readonly blindIndex: BlindIndex;
  readonly links: Links;
  readonly formTokens: FormTokens;
  readonly signing: Signing;
}

/** The day that it is where the company is. */
export function today({ clock, content }: Context): Day {
  return dayIn(content.company.timeZone, clock.now());
}

/** One transaction around `work`. Joins the one that is open: what is called inside is part of it. */
export function transaction<T>(ctx: Context, work: (ctx: Context) => Promise<T>): Promise<T> {
  if (ctx.db.isTransaction) return work(ctx);
  return ctx.db.transaction().execute((db) => work({ ...ctx, db }));
}

/** The same of work that may be refused halfway: what it has written by then is taken back. Not within a transaction. */
export async function allOrNothing<Value, Problem extends string>(
  ctx: Context,
  work: (ctx: Context) => Promise<Result<Value, Problem>>,
): Promise<Result<Value, Problem>> {
  if (ctx.db.isTransaction)
    throw new Error('What is refused halfway would take back the transaction in which it stands');
  const takenBack = new Error('The work was refused halfway');
  let refused: Result<Value, Problem> | undefined;
  try {
    return await transaction(ctx, async (ctx) => {
      const result = await work(ctx);
      if (result.ok) return result;
      refused = result;
      throw takenBack;
    });
  } catch (error) {
    if (error !== takenBack || !refused) throw error;
    return refused;
  }
}

type Verb<Context> = (ctx: Context, ...args: never[]) => unknown;

/** Verbs with their context filled in: what pages and commands are handed. */
export type Bound<Room extends Record<string, Verb<never>>> = {
  readonly [Name in keyof Room]: Room[Name] extends (ctx: never, ...args: infer Args) => infer Answer
    ? (...args: Args) => Answer
    : never;
};

export function bind<Context, Room extends Record<string, Verb<Context>>>(ctx: Context, room: Room): Bound<Room> {
  const bound = Object.entries(room).map(([name, verb]) => [name, (...args: never[]) => verb(ctx, ...args)]);
  return Object.fromEntries(bound) as Bound<Room>;
}
