import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company, Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Links } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { Limits } from '../rate-limits/with-handle.ts';

/** What the room is handed to work with. */
export interface AccountsNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly mail: Pick<Outbox, 'queue' | 'cancel'>;
  readonly sealing: Sealing;
  readonly addresses: Addresses;
  readonly links: Links;
  readonly stamps: Stamps;
  readonly limits: Pick<Limits, 'allow' | 'reached' | 'forgive'>;
  readonly retention: Retention;
  readonly company: Pick<Company, 'name'>;
  /** Takes along, in the transaction of the change, what else stands under the address of an account. */
  readonly followAddress: (db: Db, change: AddressChange) => Promise<void>;
  readonly config: Pick<Config, 'origin' | 'passwordPeppers' | 'passwordCost'>;
}

/** An account whose holder has another address from now on, and has confirmed it. */
export interface AddressChange {
  readonly accountId: string;
  readonly from: string;
  readonly to: string;
}
