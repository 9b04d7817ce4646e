import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Copies } from '../consent/copies.ts';
import type { Company, Retention } from '../content.ts';
import type { Context } from '../context.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';

/** What the room is handed to work with. */
export interface ErasureNeeds {
  readonly ctx: Context;
  readonly db: Db;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly sealing: Sealing;
  readonly addresses: Addresses;
  readonly stamps: Stamps;
  readonly company: Company;
  readonly retention: Retention;
  readonly config: Pick<Config, 'origin' | 'databaseUrl'>;
  readonly copies: Pick<Copies, 'all'>;
  /** Where the texts stand that were agreed to. */
  readonly places: { readonly content: string };
}
