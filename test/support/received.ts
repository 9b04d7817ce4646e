import { Webhook } from 'standardwebhooks';
import type { Provider } from './provider.ts';

export const privacyAddress = 'privacy@whitrack.com';

/** That a mail comes from ada@example.com, as the server writes it that receives for the provider. */
export const proof = [
  'Authentication-Results: amazonses.com; spf=pass (spfCheck: domain of example.com designates 192.0.2.1 as permitted',
  ' sender) client-ip=192.0.2.1; envelope-from=ada@example.com; helo=mx.example.com; dkim=pass header.i=@example.com;',
  ' dmarc=pass header.from=example.com;',
].join('\r\n');

/** A mail as it comes, byte for byte. */
export function eml({
  from = 'ada@example.com',
  subject = 'My data',
  body = 'Delete me.',
  date = 'Mon, 16 Nov 2026 09:00:00 +0000',
  headers = [] as readonly string[],
} = {}): Buffer {
  const head = [`From: ${from}`, `To: ${privacyAddress}`, `Subject: ${subject}`, `Date: ${date}`];
  return Buffer.from([...headers, ...head, '', body, ''].join('\r\n'));
}

let count = 0;

/** What the provider's webhook says of a mail that it has received, signed by the clock of this machine. */
export function signedArrival(
  provider: Pick<Provider, 'received'>,
  secret: string,
  message: Uint8Array,
  { came, to = privacyAddress, event = '' }: { came: string; to?: string; event?: string },
) {
  count += 1;
  const email_id = `mail-${count}`;
  const id = event || `msg_${count}`;
  provider.received.set(email_id, message);
  const text = Buffer.from(message).toString('latin1');
  const header = (name: string) => new RegExp(`^${name}: (.*)\r$`, 'm').exec(text)?.[1] ?? '';
  const addresses = { from: header('From'), to: [to], cc: [], bcc: [], received_for: [to] };
  const data = { email_id, created_at: came, ...addresses, subject: header('Subject'), attachments: [] };
  const body = JSON.stringify({ type: 'email.received', created_at: came, data });
  const now = new Date();
  const signature = new Webhook(secret).sign(id, now, body);
  return { body, headers: { id, timestamp: String(Math.floor(now.getTime() / 1000)), signature } };
}
