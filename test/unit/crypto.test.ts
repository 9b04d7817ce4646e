import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createBlindIndex } from '../../server/crypto/blind-index.ts';
import { createEncryption } from '../../server/crypto/encryption.ts';
import { createFormTokens } from '../../server/crypto/form-tokens.ts';
import { createKeys } from '../../server/crypto/keys.ts';
import { createLinks, newToken, tokenDigest } from '../../server/crypto/tokens.ts';
import { promise } from '../support/promise.ts';
import { stopClock } from '../support/services.ts';

const older = { id: 'k1', secret: randomBytes(32) };
const newer = { id: 'k2', secret: randomBytes(32) };
const place = { table: 'request', column: 'person_sealed', row: 'a' };

test('a sealed field opens in its place and shows nothing of what it holds', promise('encryption-at-rest'), () => {
  const encryption = createEncryption(createKeys([older]));
  const sealed = encryption.seal('Ada Lovelace', place);
  expect(sealed).toMatch(/^v1\.k1\./);
  expect(Buffer.from(sealed.split('.')[2] ?? '', 'base64url').toString('latin1')).not.toContain('Ada');
  expect(encryption.open(sealed, place)).toBe('Ada Lovelace');
  expect(encryption.seal('Ada Lovelace', place)).not.toBe(sealed);
});

test.each([
  ['another row', { ...place, row: 'b' }],
  ['another column', { ...place, column: 'details_sealed' }],
  ['another table', { ...place, table: 'subscriber' }],
])('a sealed field moved to %s does not open', (_, elsewhere) => {
  const encryption = createEncryption(createKeys([older]));
  expect(() => encryption.open(encryption.seal('Ada', place), elsewhere)).toThrow();
});

test('a sealed field altered by one byte does not open', () => {
  const encryption = createEncryption(createKeys([older]));
  const [version, id, body = ''] = encryption.seal('Ada', place).split('.');
  const bytes = Buffer.from(body, 'base64url');
  bytes[14] = (bytes[14] ?? 0) ^ 1;
  expect(() => encryption.open(`${version}.${id}.${bytes.toString('base64url')}`, place)).toThrow();
});

test('after a rotation the older key still opens, and the newer one seals', () => {
  const sealed = createEncryption(createKeys([older])).seal('Ada', place);
  const rotated = createEncryption(createKeys([newer, older]));
  expect(rotated.open(sealed, place)).toBe('Ada');
  expect(rotated.seal('Ada', place)).toMatch(/^v1\.k2\./);
  expect(() => createEncryption(createKeys([newer])).open(sealed, place)).toThrow(/holds no key "k1"/);
});

test(
  'an address is found again however it is written, and under every key of the ring',
  promise('address-digests'),
  () => {
    const before = createBlindIndex(createKeys([older])).index('Ada@Example.com ');
    expect(before).not.toContain('example');
    expect(createBlindIndex(createKeys([newer, older])).indexes('ada@example.com')).toContain(before);
  },
);

test('a one-time token is stored as a digest', promise('one-time-links'), () => {
  const { token, digest } = newToken();
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  expect(digest).toBe(tokenDigest(token));
  expect(digest).not.toContain(token);
});

test(
  'a reusable link is good for its purpose and its subject alone, and outlives a rotation',
  promise('reusable-links'),
  () => {
    const token = createLinks(createKeys([older])).sign('unsubscribe', 'one');
    const links = createLinks(createKeys([newer, older]));
    expect(links.verify('unsubscribe', 'one', token)).toBe(true);
    expect(links.verify('unsubscribe', 'two', token)).toBe(false);
    expect(links.verify('preferences', 'one', token)).toBe(false);
    expect(links.verify('unsubscribe', 'one', `${token.slice(0, -2)}AA`)).toBe(false);
    expect(createLinks(createKeys([newer])).verify('unsubscribe', 'one', token)).toBe(false);
  },
);

test('a stamp is good for its own form for a day', () => {
  const clock = stopClock('2026-11-23T12:00:00Z');
  const formTokens = createFormTokens({ keys: createKeys([older]), clock });
  const stamp = formTokens.issue('request');
  const number = formTokens.read('request', stamp);
  expect(number).toBeTruthy();
  expect(formTokens.read('updates', stamp)).toBeNull();
  expect(formTokens.read('request', stamp.replace(number ?? '', 'AAAAAAAAAAAAAAAAAAAAAA'))).toBeNull();
  clock.set('2026-11-24T12:00:01Z');
  expect(formTokens.read('request', stamp)).toBeNull();
});

test('the stamp of a form for a signed-in person is good in that session alone', () => {
  const formTokens = createFormTokens({ keys: createKeys([older]), clock: stopClock('2026-11-23T12:00:00Z') });
  const stamp = formTokens.issue('settings', 'my session');

  expect(formTokens.read('settings', stamp, 'my session')).toBeTruthy();
  expect(formTokens.read('settings', stamp, 'another session')).toBeNull();
  expect(formTokens.read('settings', stamp)).toBeNull();
  expect(formTokens.read('settings', formTokens.issue('settings'), 'my session')).toBeNull();
});
