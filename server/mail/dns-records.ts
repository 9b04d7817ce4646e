import { Resolver } from 'node:dns/promises';
import type { Context } from '../context.ts';
import { addressIn } from '../fields/address.ts';

/** What is asked of the domain name system: `node:dns`, or a test's own. */
export type Lookup = Pick<Resolver, 'resolveTxt' | 'resolveMx'>;

interface DnsRecord {
  readonly purpose: 'SPF' | 'DKIM' | 'DMARC' | 'MX';
  readonly type: 'TXT' | 'MX';
  readonly name: string;
  /** With what the value begins, or what it holds. */
  readonly expected: string;
  /** `unasked` where the name system did not answer. */
  readonly state: 'stands' | 'missing' | 'unasked';
}

/**
 * The records that must stand so that mail arrives and answers reach us: what the providers of mailboxes ask of whoever
 * writes to many (SPF, DKIM and DMARC), and where mail to the privacy address goes.
 */
export async function dnsRecords(
  ctx: Context,
  lookup: Lookup = new Resolver({ timeout: 5_000, tries: 2 }),
): Promise<DnsRecord[]> {
  const domain = domainOf(addressIn(ctx.resources.mailer.sender.from));
  const wanted = ctx.config.transport.kind === 'resend' ? ofResend(domain) : ofServer(domain);
  const inbound = domainOf(ctx.content.company.privacyAddress);
  return await Promise.all([
    ...wanted.map((one) => look(one, () => texts(lookup, one.name))),
    dmarc(domain, lookup),
    look({ purpose: 'MX', type: 'MX', name: inbound, expected: 'a mail server' }, async () =>
      (await lookup.resolveMx(inbound)).map(({ exchange }) => (exchange ? 'a mail server' : '')),
    ),
  ]);
}

type Wanted = Omit<DnsRecord, 'state'>;

/** Resend sends from a subdomain of its own and signs under one selector. */
function ofResend(domain: string): Wanted[] {
  return [
    { purpose: 'SPF', type: 'TXT', name: `send.${domain}`, expected: 'v=spf1 include:amazonses.com' },
    { purpose: 'DKIM', type: 'TXT', name: `resend._domainkey.${domain}`, expected: 'p=' },
  ];
}

/** Under which selector a mail server of one's own signs is not known here. */
function ofServer(domain: string): Wanted[] {
  return [{ purpose: 'SPF', type: 'TXT', name: domain, expected: 'v=spf1 ' }];
}

/** At the domain itself, or at the one above it (RFC 7489 section 6.6.3). */
async function dmarc(domain: string, lookup: Lookup): Promise<DnsRecord> {
  const parent = domain.split('.').slice(-2).join('.');
  const at = (name: string): Wanted => ({
    purpose: 'DMARC',
    type: 'TXT',
    name: `_dmarc.${name}`,
    expected: 'v=DMARC1',
  });
  const own = await look(at(domain), () => texts(lookup, `_dmarc.${domain}`));
  if (own.state === 'stands' || parent === domain) return own;
  const above = await look(at(parent), () => texts(lookup, `_dmarc.${parent}`));
  return above.state === 'stands' ? above : own;
}

async function look(wanted: Wanted, ask: () => Promise<string[]>): Promise<DnsRecord> {
  try {
    const values = await ask();
    return { ...wanted, state: values.some((value) => value.includes(wanted.expected)) ? 'stands' : 'missing' };
  } catch (error) {
    const isNone = error instanceof Error && 'code' in error && /^(ENOTFOUND|ENODATA)$/.test(String(error.code));
    return { ...wanted, state: isNone ? 'missing' : 'unasked' };
  }
}

async function texts(lookup: Lookup, name: string): Promise<string[]> {
  return (await lookup.resolveTxt(name)).map((parts) => parts.join(''));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
