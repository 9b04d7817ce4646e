import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import type { Config } from '../../config.ts';

export type TargetProblem = 'address-invalid' | 'address-not-https' | 'address-private';

/** An address of the internet, and the very one to which the connection goes: no name is looked up again. */
export interface Target {
  readonly url: URL;
  readonly address: string;
  readonly family: 4 | 6;
}

const longest = 500;

/** What is nobody's on the internet, by RFC 6890 and the registries of special addresses, and their disguises in IPv6. */
const [loopback, reserved] = [new BlockList(), new BlockList()];
loopback.addSubnet('127.0.0.0', 8);
loopback.addAddress('::1', 'ipv6');
for (const [network, prefix] of [
  ...([
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10],
    ['169.254.0.0', 16],
    ['172.16.0.0', 12],
  ] as const),
  ...([
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24],
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
  ] as const),
  ...([
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 3],
  ] as const),
])
  reserved.addSubnet(network, prefix);
/** The one block from which addresses are given out: all that is outside of it is refused, mapped IPv4 among it. */
const givenOut = new BlockList();
givenOut.addSubnet('2000::', 3, 'ipv6');
for (const [network, prefix] of [
  ...([
    ['2001::', 23],
    ['2001:db8::', 32],
    ['2002::', 16],
    ['3fff::', 20],
  ] as const),
])
  reserved.addSubnet(network, prefix, 'ipv6');

/** The form of an address, before anything is looked up. On this machine alone, where the site itself is there. */
export function readTargetUrl({ isLocal }: Pick<Config, 'isLocal'>, written: string): Result<URL, TargetProblem> {
  if (written.length > longest || !URL.canParse(written)) return fail('address-invalid');
  const url = new URL(written);
  if (url.username || url.password || url.hash) return fail('address-invalid');
  const host = hostOf(url);
  const isHere = isLocal && (host === 'localhost' || isLoopback(host));
  // By the port of https alone: no other service is reached, whatever name leads to it.
  const isHttps = url.protocol === 'https:' && url.port === '';
  if (!isHttps && !(isHere && ['http:', 'https:'].includes(url.protocol))) return fail('address-not-https');
  if (isIP(host) && !isHere && !isPublic(host)) return fail('address-private');
  return succeed(url);
}

/** Looks the name up once. A name that leads to this machine or into a private network, by any of its addresses, is refused. */
export async function resolveTarget(
  config: Pick<Config, 'isLocal'>,
  written: string,
): Promise<Result<Target, TargetProblem | 'host-unknown'>> {
  const read = readTargetUrl(config, written);
  if (!read.ok) return read;
  const found = await lookup(hostOf(read.value), { all: true }).catch(() => []);
  const [first] = found;
  if (!first) return fail('host-unknown');
  const isAllowed = (address: string) => isPublic(address) || (config.isLocal && isLoopback(address));
  if (!found.every(({ address }) => isAllowed(address))) return fail('address-private');
  return succeed({ url: read.value, address: first.address, family: first.family === 6 ? 6 : 4 });
}

function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

function isLoopback(address: string): boolean {
  return isIP(address) !== 0 && loopback.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

function isPublic(address: string): boolean {
  const version = isIP(address);
  if (version === 4) return !loopback.check(address) && !reserved.check(address);
  return version === 6 && givenOut.check(address, 'ipv6') && !reserved.check(address, 'ipv6');
}
