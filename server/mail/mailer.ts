import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Company } from '../content.ts';
import { writeMailbox } from '../fields/address.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { type CircuitBreaker, createCircuitBreaker } from './transports/circuit-breaker.ts';
import { createResendTransport } from './transports/resend.ts';
import type { Transport } from './transports/transport.ts';
import type { Sender } from './writing/rendering.ts';
import { readWordings, type Wordings } from './writing/wording.ts';

/** What the room of mail has of its own, beside its tables. */
interface Mailer {
  readonly sender: Sender;
  readonly wordings: Wordings;
  readonly transport: Transport;
  /** Where mails are kept in place of being sent, if they are. */
  readonly mailbox: Mailbox | null;
  readonly worker: Worker;
}

declare module '../context.ts' {
  interface Resources {
    readonly mailer: Mailer;
  }
}

/** What the worker of this process is at: see `send`. */
interface Worker {
  readonly breaker: CircuitBreaker;
  pass: Promise<Pass> | null;
  /** Notices under way: see `notices/delivery.ts`. */
  bulk: Promise<Pass> | null;
  isStopped: boolean;
  givenUp: number;
  outage: Outage | null;
  /** When it looks again for what need not be kept any more, in elapsed time. */
  nextSweep: number;
}

/** What came of one pass over what was due. */
export interface Pass {
  /** How many mails nobody will get until an operator has looked at them. */
  readonly givenUp: number;
}

/** That the other side accepts no mail at all. */
export interface Outage {
  readonly since: Date;
  readonly problem: string;
}

/** `content` is the folder whose `mail/` holds the wording of every mail. */
export async function openMailer({
  config,
  clock,
  company,
  content,
}: {
  config: Config;
  clock: Clock;
  company: Company;
  content: string;
}): Promise<Mailer> {
  const sender = {
    origin: config.origin,
    hostname: new URL(config.origin).hostname,
    siteName: company.siteName,
    company: company.name,
    from: writeMailbox(config.mailFrom ?? { name: company.siteName, address: 'legal@localhost' }),
    replyTo: company.privacyAddress,
  };
  return {
    sender,
    wordings: readWordings(content, company.language),
    ...(await openTransport(config, clock)),
    worker: createWorker(clock),
  };
}

export function createWorker(clock: Clock): Worker {
  const breaker = createCircuitBreaker({ clock });
  return {
    breaker,
    pass: null,
    bulk: null,
    isStopped: false,
    givenUp: 0,
    outage: null,
    nextSweep: Number.NEGATIVE_INFINITY,
  };
}

async function openTransport(
  { transport, dataDir }: Config,
  clock: Clock,
): Promise<Pick<Mailer, 'transport' | 'mailbox'>> {
  if (transport.kind === 'resend') return { transport: createResendTransport({ ...transport, clock }), mailbox: null };
  if (transport.kind === 'smtp') {
    const { createSmtpTransport } = await import('./transports/smtp.ts');
    return { transport: createSmtpTransport(transport), mailbox: null };
  }
  const mailbox = createMailbox(join(dataDir, 'mailbox'));
  return { transport: mailbox.transport, mailbox };
}
