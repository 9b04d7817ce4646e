import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';
import { clientAddress } from '../../server/http/address.ts';

const from = (remoteAddress: string, forwarded?: string) =>
  ({ socket: { remoteAddress }, headers: { 'x-forwarded-for': forwarded } }) as unknown as IncomingMessage;

const behind = (hops: number, TRUSTED_PROXIES = '') => {
  const key = () => `k:${randomBytes(32).toString('base64')}`;
  const keys = { ENCRYPTION_KEYS: key(), PASSWORD_PEPPER: key(), SIGNING_KEYS: key() };
  return readConfig({ ORIGIN: 'http://localhost', ...keys, TRUSTED_PROXY_HOPS: String(hops), TRUSTED_PROXIES });
};

test.each([
  ['127.0.0.1', '', '203.0.113.9'],
  ['::1', '', '203.0.113.9'],
  ['::ffff:127.0.0.1', '', '203.0.113.9'],
  ['10.0.0.7', '', '10.0.0.7'],
  ['10.0.0.7', '10.0.0.7', '203.0.113.9'],
  ['::ffff:172.17.0.3', '10.0.0.7, 172.16.0.0/12', '203.0.113.9'],
  ['10.0.0.8', '10.0.0.7, 172.16.0.0/12', '10.0.0.8'],
  ['fd00::7', 'fd00::/8', '203.0.113.9'],
])('what %s forwards counts where it is of this machine or of the proxies "%s"', (proxy, trusted, counted) => {
  expect(clientAddress(from(proxy, '203.0.113.9'), behind(1, trusted))).toBe(counted);
});

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:aaaa:bbbb:cccc:dddd', '2001:db8:1:2::/64'],
  ['2001:0DB8:1:2::1', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
])('%s counts as %s: whoever holds a network of IPv6 cannot send from each of its addresses', (address, counted) => {
  expect(clientAddress(from(address), behind(0))).toBe(counted);
  expect(clientAddress(from('127.0.0.1', `6.6.6.6, ${address}`), behind(1))).toBe(counted);
});
