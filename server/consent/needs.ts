import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company, Retention } from '../content.ts';
import type { Sealing } from '../crypto/sealing.ts';

/** What the ledger is handed to work with. */
export interface LedgerNeeds {
  readonly clock: Clock;
  readonly sealing: Sealing;
  readonly company: Pick<Company, 'timeZone'>;
  readonly retention: Retention;
  readonly config: Pick<Config, 'databaseUrl'>;
}
