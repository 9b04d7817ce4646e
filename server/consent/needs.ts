import type { Accounts } from '../accounts/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company, Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Signing } from '../crypto/signatures.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import type { Documents } from '../documents/documents.ts';
import type { Outbox } from '../mail/outbox.ts';
import type { About } from './entry.ts';
import type { Ledger } from './ledger.ts';
import type { Purposes } from './purposes.ts';
import type { WordingOf } from './wording.ts';

/** What the ledger is handed to work with. */
export interface LedgerNeeds {
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly sealing: Sealing;
  readonly company: Pick<Company, 'timeZone'>;
  readonly retention: Retention;
  readonly config: Pick<Config, 'databaseUrl'>;
  readonly signing: Signing;
  readonly wordingOf: WordingOf;
  /** Whether a text was published under that name and version with that digest. */
  readonly isPublished: (about: About) => boolean;
}

/** What those are handed who record in it what people do. */
export interface ConsentNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly addresses: Addresses;
  readonly stamps: Stamps;
  readonly ledger: (db: Db) => Ledger;
  readonly purposes: Purposes;
  readonly mail: Pick<Outbox, 'queue'>;
  readonly config: Pick<Config, 'origin'>;
  readonly accounts: Pick<Accounts, 'find' | 'byAddress' | 'hold'>;
}

export interface AgreementNeeds extends ConsentNeeds {
  readonly documents: Documents;
}
