import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company, Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Stamps } from '../crypto/stamps.ts';
import type { Links } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { Limits } from '../http/limits.ts';

/** What the room is handed to work with. */
export interface RequestsNeeds {
  readonly db: Db;
  readonly clock: Clock;
  readonly mail: Mail;
  readonly sealing: Sealing;
  readonly addresses: Addresses;
  readonly links: Links;
  readonly stamps: Stamps;
  /** Joins the transaction of the act that it counts. */
  readonly limits: (db: Db) => Pick<Limits, 'allow'>;
  readonly company: Company;
  readonly retention: Retention;
  readonly config: Config;
  /** Ends what the address is subscribed to, inside the transaction. */
  readonly endSubscriptions: (db: Db, address: string) => Promise<void>;
}

/** Who sent a form, as the porch made it out. */
export interface Client {
  readonly address: string;
}

export interface Mail {
  queue(
    db: Db,
    letter: {
      to: string;
      template: string;
      values: Record<string, string>;
      kind: 'service' | 'notice';
      about: string;
      occasion?: string;
    },
  ): Promise<void>;
  cancel(db: Db, which: { about: string }): Promise<void>;
}
