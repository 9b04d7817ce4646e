import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Links } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import type { Manifest } from '../documents/manifest.ts';
import type { ErasedList } from '../erasure/erased-list.ts';
import type { Limits } from '../http/limits.ts';
import type { Outbox } from '../mail/outbox.ts';

/** What the room is handed to work with. */
export interface NoticesNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly timeSeen: Pick<TimeSeen, 'now'>;
  readonly mail: Pick<Outbox, 'queue' | 'cancel' | 'forget' | 'takeBackNotices' | 'toldOf'>;
  readonly sealing: Sealing;
  readonly addresses: Addresses;
  readonly links: Links;
  readonly stamps: Stamps;
  readonly limits: Pick<Limits, 'allow' | 'reached'>;
  readonly retention: Retention;
  readonly config: Pick<Config, 'origin' | 'databaseUrl'>;
  readonly manifest: Manifest;
  /** Whom a restored backup must not bring back. */
  readonly erased: Pick<ErasedList, 'add' | 'write'>;
}
