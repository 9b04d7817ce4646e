import { Readable } from 'node:stream';
import SMTPPool from 'nodemailer/lib/smtp-pool';
import { minute } from '../../clock.ts';
import { addressIn } from '../../fields/address.ts';
import { toMessage } from '../writing/message.ts';
import type { Mail, Outcome, Transport } from './transport.ts';

/**
 * SMTP knows no idempotency, so a mail whose acceptance is unknown (the answer was lost, the server was killed) is
 * tried again for a few minutes only, under the same Message-ID, and then set aside.
 */
const recognises = 10 * minute;

/** So many connections are kept open; as many notices are under way at once. */
const connections = 10;

interface Timeouts {
  /** For making a connection, and then for each answer, in milliseconds. */
  readonly step: number;
  readonly whole: number;
}

type Message = Parameters<SMTPPool['send']>[0];
type SmtpError = NonNullable<Parameters<Parameters<SMTPPool['send']>[1]>[0]>;

/** Over connections that stay open between mails. */
export function createSmtpTransport({
  url,
  timeouts = { step: 10_000, whole: 45_000 },
}: {
  url: string;
  timeouts?: Timeouts;
}): Transport {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === 'smtps:';
  const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
  const pool = new SMTPPool({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port || (secure ? 465 : 587)),
    secure,
    // Nothing crosses a network in clear, credentials least of all.
    requireTLS: !secure && !isLoopback,
    tls: { minVersion: 'TLSv1.2' },
    ...(username && {
      auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) },
      forceAuth: true,
    }),
    connectionTimeout: timeouts.step,
    greetingTimeout: timeouts.step,
    socketTimeout: timeouts.step,
    maxConnections: connections,
    // Of a connection that the server had closed meanwhile; never of a mail of which something was sent.
    maxRequeues: 1,
  });
  return {
    send,
    recognises,
    // What was under way when the answer was lost is for staff to decide: sent again, it would come twice.
    bulk: { most: connections, parallel: 1, recognises: 0, send: (mails) => Promise.all(mails.map(send)) },
    close: () => pool.close(),
  };

  async function send(mail: Mail): Promise<Outcome> {
    const message = await toMessage(mail);
    const envelope = { from: addressIn(mail.from), to: [mail.to] };
    const contents: Readable[] = [];
    // What the pool asks of a mail that is composed already.
    const composed = {
      data: { signal: AbortSignal.timeout(timeouts.whole) },
      message: {
        getEnvelope: () => envelope,
        getHeader: () => mail.messageId,
        messageId: () => mail.messageId,
        createReadStream() {
          const content = Readable.from([message]);
          contents.push(content);
          return content;
        },
      },
    };
    return await new Promise((resolve) => {
      pool.send(composed as unknown as Message, (error) => {
        // The content is read when the server has asked for it, and not before.
        const isOffered = contents.some(({ readableDidRead }) => readableDidRead);
        resolve(error ? judge(error, isOffered) : 'sent');
      });
    });
  }
}

const unreachable: Outcome = { retry: 'server-unreachable' };
const silent: Outcome = { uncertain: 'server-silent' };

/** What an answer says of the mail (RFC 5321 section 4.2.1): 4 is for now, 5 for good, and no answer is no knowledge. */
function judge({ code, command = '', responseCode = 0, response = '' }: SmtpError, isOffered: boolean): Outcome {
  const isOfMail = ['MAIL FROM', 'RCPT TO', 'DATA'].includes(command);
  if (isOfMail && responseCode >= 400 && responseCode < 500) return { retry: 'server-busy' };
  if (isOfMail && responseCode >= 500) {
    // Before the recipient is named, and where authentication is asked for, the fault is not the mail's.
    const isOurs = command === 'MAIL FROM' || [530, 534, 535, 538].includes(responseCode);
    if (isOurs) return { retry: 'server-denied' };
    return { refused: isNoAddress(responseCode, response, command) ? 'address-refused' : 'mail-refused' };
  }
  if (command === 'API' && code === 'EENVELOPE') return { refused: 'address-invalid' };
  if (isOffered) return silent;
  return responseCode >= 500 ? { retry: 'server-denied' } : unreachable;
}

/** No such mailbox, no such domain, not an address, moved away, a domain without mail (RFC 3463 section 3.2, RFC 7505). */
const noAddress = ['1.1', '1.2', '1.3', '1.6', '1.10'];
const saysSo =
  /\b(no such|unknown|invalid|non-?existent) (user|mailbox|recipient|account|address)\b|\b(user|mailbox|recipient|account|address)\b.{0,100}?\b(unknown|not found|not local|does(n['’]t| not) exist)\b/i;

/**
 * Whether a refusal says that the address is not there. The enhanced code tells, and where there is one it alone: 5.2.1
 * may be a mailbox that is closed for today, 5.7 a list of senders. A plain 550 means "no such mailbox" as well as "not
 * from you" (RFC 5321 section 4.2.3), so it must say the former in words: to be tried again at the next notice harms
 * nobody, to be told no more by mistake does.
 */
function isNoAddress(code: number, response: string, command: string): boolean {
  const [, enhanced] = /^5\d\d[ -]5\.(\d{1,3}\.\d{1,3})\b/.exec(response) ?? [];
  if (enhanced !== undefined) return noAddress.includes(enhanced);
  const words = response.slice(0, 500);
  return command === 'RCPT TO' && [550, 551, 553].includes(code) && saysSo.test(words) && !/\bsender\b/i.test(words);
}
