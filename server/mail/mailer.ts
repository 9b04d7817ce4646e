import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company, Retention } from '../content.ts';
import type { Addresses } from '../crypto/addresses.ts';
import type { ErasableKeys } from '../crypto/erasable-keys.ts';
import type { Sealing } from '../crypto/sealing.ts';
import type { Covered } from '../db/covered.ts';
import { type Db, isPostgres } from '../db/database.ts';
import type { TimeSeen } from '../db/time-seen.ts';
import { writeMailbox } from '../fields/address.ts';
import { createHoldings } from './holdings.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { createOutbox } from './outbox.ts';
import { createRecords } from './records.ts';
import { createResendTransport } from './resend.ts';
import { createSmtpTransport } from './smtp.ts';
import type { Transport } from './transport.ts';
import { createUndeliverable } from './undeliverable.ts';
import { readWordings } from './wording.ts';
import { createWorker } from './worker.ts';

export type Mailer = Awaited<ReturnType<typeof openMailer>>;

/** All that has to do with mail: the outbox that the rooms write to, the worker that empties it, and its records. */
export async function openMailer({
  db,
  clock,
  timeSeen,
  sealing,
  addresses,
  opening,
  config,
  company,
  retention,
  content,
  held,
}: {
  db: Db;
  clock: Clock;
  timeSeen: Pick<TimeSeen, 'now'>;
  sealing: Sealing;
  addresses: Addresses;
  opening: Pick<ErasableKeys, 'open' | 'sealAgain'>;
  config: Config;
  company: Company;
  retention: Retention;
  content: string;
  held: (db: Db) => Promise<Covered>;
}) {
  const sender = {
    origin: config.origin,
    siteName: company.siteName,
    company: company.name,
    from: writeMailbox(config.mailFrom ?? { name: company.siteName, address: 'legal@localhost' }),
    replyTo: company.privacyAddress,
  };
  const wordings = readWordings(join(content, 'mail'));
  const { transport, mailbox } = openTransport(config);
  const undeliverable = createUndeliverable({ clock, timeSeen, addresses, retention });
  const outbox = createOutbox({ clock, sealing, addresses, undeliverable, wordings, sender });
  const worker = createWorker({
    ...{ db, clock, opening, transport, undeliverable },
    isPostgres: isPostgres(config.databaseUrl),
  });
  const records = createRecords({ db, clock, timeSeen, opening, sender, retention, mailbox, undeliverable, held });
  const holdings = createHoldings({ db, clock, sealing, addresses, undeliverable });
  return { ...outbox, ...worker, ...records, ...holdings, mailbox, undeliverable };
}

function openTransport({ transport, dataDir }: Config): { transport: Transport; mailbox: Mailbox | null } {
  if (transport.kind === 'resend') return { transport: createResendTransport(transport), mailbox: null };
  if (transport.kind === 'smtp') return { transport: createSmtpTransport(transport), mailbox: null };
  const mailbox = createMailbox(join(dataDir, 'mailbox'));
  return { transport: mailbox.transport, mailbox };
}
