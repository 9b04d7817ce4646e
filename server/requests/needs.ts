import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company, Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Links } from '../crypto/tokens.ts';
import type { Covered } from '../db/covered.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import type { Mailer } from '../mail/mailer.ts';
import type { Limits } from '../rate-limits/with-handle.ts';

/** What the room is handed to work with. */
export interface RequestsNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly mail: Pick<Mailer, 'queue' | 'cancel' | 'forget' | 'failedAbout' | 'undeliverable'>;
  readonly sealing: Sealing;
  readonly addresses: Addresses;
  readonly links: Links;
  readonly stamps: Stamps;
  readonly limits: Pick<Limits, 'allow' | 'reachedEach' | 'reached' | 'forgive'>;
  readonly company: Company;
  readonly retention: Retention;
  readonly config: Config;
  /** What the law obliges us to keep, whatever its time. */
  readonly held: (db: Db) => Promise<Covered>;
  /** Ends what the address is subscribed to, inside the transaction. */
  readonly endSubscriptions: (db: Db, address: string) => Promise<void>;
  /** Withdraws what the holder of the address consented to in an account; the last that a transaction does. */
  readonly withdrawConsents: (db: Db, address: string, by: { readonly isHolder: boolean }) => Promise<void>;
  /** Lets nobody else change or erase the account with that address until the transaction ends: its id. */
  readonly holdAccount: (db: Db, address: string) => Promise<string | null>;
}

/** Who sent a form, as the porch made it out. */
export interface Client {
  readonly address: string;
  /** Of somebody who is signed in. */
  readonly account?: { readonly id: string; readonly email: string } | null | undefined;
}
