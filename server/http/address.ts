import type { IncomingMessage } from 'node:http';
import { type BlockList, isIP } from 'node:net';
import type { Config } from '../config.ts';

/** Who sent a request, as far as it can be known. */
export interface Client {
  readonly address: string;
  /** Sent from this very machine to a site that lives on it, and passed on by nobody. */
  readonly local: boolean;
}

/** Whatever a proxy adds, or an attacker in its name. None of it reaches a page. */
const forwarding = /^(x-)?forwarded|^x-original-|-(client|connecting|real)-ip$|^(via|cdn-loop|x-rewrite-url)$/;

/**
 * The client's address, or its network where it has a whole one.
 *
 * Each trusted proxy appends the address that it saw, so the client's is the one as many places from the right
 * as there are trusted proxies. What stands further left was written by the client, and so was all of it where the
 * connection comes from nobody whose word counts.
 */
export function clientAddress(
  request: IncomingMessage,
  { trustedProxyHops, trustedProxies }: Pick<Config, 'trustedProxyHops' | 'trustedProxies'>,
): string {
  const socketAddress = plainAddress(request.socket.remoteAddress ?? '');
  if (trustedProxyHops === 0 || !isAmong(trustedProxies, socketAddress)) return networkOf(socketAddress);

  const seen = String(request.headers['x-forwarded-for'] ?? '').split(',');
  const address = plainAddress(seen[seen.length - trustedProxyHops]?.trim() ?? '');
  return networkOf(isIP(address) ? address : socketAddress);
}

/** Whether a request may see what is only for the person at this machine, such as the local mailbox. */
export function isLocalSocket(request: IncomingMessage, site: Pick<Config, 'origin' | 'isLocal'>): boolean {
  return (
    site.isLocal &&
    !Object.keys(request.headers).some(isForwarding) &&
    isLoopback(plainAddress(request.socket.remoteAddress ?? '')) &&
    request.headers.host?.toLowerCase() === new URL(site.origin).host
  );
}

export function stripForwarding(request: IncomingMessage): void {
  for (const name of Object.keys(request.headers).filter(isForwarding)) delete request.headers[name];
}

function isForwarding(name: string): boolean {
  return forwarding.test(name);
}

function isAmong(networks: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && networks.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

function isLoopback(address: string): boolean {
  return address === '::1' || (isIP(address) === 4 && address.startsWith('127.'));
}

/** IPv6 as its network of 64 bits: whoever has one address of it has them all (RFC 6177). */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const [head = '', tail] = address.split('%', 1)[0]?.split('::') ?? [];
  const [before, behind] = [head, tail ?? ''].map((part) => part.split(':').filter(Boolean));
  const zeros = Array<string>(Math.max(0, 8 - (before?.length ?? 0) - (behind?.length ?? 0))).fill('0');
  const groups = [...(before ?? []), ...(tail === undefined ? [] : zeros), ...(behind ?? [])];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`;
}

/** IPv4 as IPv4, also when it came over an IPv6 socket. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '');
}
