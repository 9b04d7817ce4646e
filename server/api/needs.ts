import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Purposes } from '../consent/purposes.ts';
import type { Company, Retention } from '../content.ts';
import type { Context } from '../context.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import type { Documents } from '../documents/documents.ts';

/** What the room is handed to work with. */
export interface ApiNeeds {
  readonly ctx: Context;
  readonly db: Db;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly sealing: Sealing;
  readonly company: Pick<Company, 'name' | 'privacyAddress' | 'timeZone'>;
  readonly retention: Retention;
  readonly config: Pick<Config, 'origin'>;
  readonly documents: Documents;
  readonly purposes: Purposes;
}
