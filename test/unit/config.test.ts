import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig, warningsOf } from '../../server/config.ts';

const newKey = (id = 'k1') => `${id}:${randomBytes(32).toString('base64')}`;
const keys = { ENCRYPTION_KEYS: newKey(), PASSWORD_PEPPER: newKey(), SIGNING_KEYS: newKey() };

test('a site on this machine needs an origin, a key and a pepper, and keeps its mail', () => {
  const config = readConfig({ ORIGIN: 'http://localhost:4321', ...keys });
  expect(config).toMatchObject({
    origin: 'http://localhost:4321',
    port: 4321,
    databaseUrl: 'file:data/whitrack.db',
    transport: { kind: 'mailbox' },
    isLocal: true,
  });
});

test('all that is wrong is told at once, in words', () => {
  const wrong = {
    ...{ ORIGIN: 'legal.example.com', PORT: 'web', SMTP_URL: 'mail' },
    ...{ ENCRYPTION_KEYS: 'secret', PASSWORD_PEPPER: 'salt' },
  };
  expect(() => readConfig(wrong)).toThrow(
    /ORIGIN must be a scheme.*PORT must be a whole number.*SMTP_URL must begin.*ENCRYPTION_KEYS must be a list.*PASSWORD_PEPPER must be a list/s,
  );
});

test('a number that is too large is told with how large it may be', () => {
  expect(() => readConfig({ ORIGIN: 'http://localhost', PORT: '70000', BACKUP_HOURS: '720', ...keys })).toThrow(
    /PORT must be a whole number from 0 to 65535.*BACKUP_HOURS must be a whole number from 0 to 168/s,
  );
});

test('nothing set is told as well', () => {
  expect(() => readConfig({})).toThrow(/ORIGIN is not set.*ENCRYPTION_KEYS is not set.*PASSWORD_PEPPER is not set/s);
});

test('a public site without a way to send mail, or without encryption in transit, does not start', () => {
  expect(() => readConfig({ ORIGIN: 'http://legal.example.com', ...keys })).toThrow(
    /must be https.*RESEND_API_KEY or SMTP_URL.*MAIL_FROM/s,
  );
});

test('a host that only begins like a loopback address is public', () => {
  expect(() => readConfig({ ORIGIN: 'http://127.evil.example', ...keys })).toThrow(/must be https/);
  expect(() => readConfig({ ORIGIN: 'http://localhost.evil.example', ...keys })).toThrow(/must be https/);
});

test.each([
  ['http://LOCALHOST:4321/', 'http://localhost:4321'],
  ['http://localhost:80', 'http://localhost'],
  ['http://Zoë.localhost', 'http://xn--zo-ija.localhost'],
])('the origin %s is compared as browsers write it: %s', (origin, written) => {
  expect(readConfig({ ORIGIN: origin, ...keys }).origin).toBe(written);
});

const local = { ORIGIN: 'http://localhost:4321', ...keys };
const open = { ORIGIN: 'https://legal.example.com', RESEND_API_KEY: 're_test', MAIL_FROM: 'a@example.com', ...keys };

test.each([
  ['32 equal bytes', Buffer.alloc(32, 7)],
  ['bytes that count up', Buffer.from(Array.from({ length: 32 }, (_, at) => at))],
  ['typed words', Buffer.from('correct horse battery staple 123')],
  ['half a key twice', Buffer.concat([Buffer.alloc(16, 'abcdefghijklmno'), Buffer.alloc(16, 'abcdefghijklmno')])],
])('a key of %s is refused, wherever it stands', (_, secret) => {
  for (const name of ['ENCRYPTION_KEYS', 'PASSWORD_PEPPER', 'SIGNING_KEYS']) {
    const guessable = { ...local, [name]: `${newKey()},old:${secret.toString('base64')}` };
    expect(() => readConfig(guessable)).toThrow(`${name} holds a key that is not random`);
  }
});

test('keys that are random are taken, however often they are drawn', () => {
  for (let times = 200; times > 0; times -= 1) readConfig({ ...local, ENCRYPTION_KEYS: newKey() });
});

test('a key twice, an id twice and one key for two rings are refused', () => {
  const [, secret] = newKey().split(':');
  expect(() => readConfig({ ...local, ENCRYPTION_KEYS: `a:${secret},b:${secret}` })).toThrow(/holds one key twice/);
  expect(() => readConfig({ ...local, PASSWORD_PEPPER: `${newKey('a')},${newKey('a')}` })).toThrow(
    /two keys of one id/,
  );
  expect(() => readConfig({ ...local, ENCRYPTION_KEYS: `a:${secret}`, SIGNING_KEYS: `b:${secret}` })).toThrow(
    /hold the same key/,
  );
});

test('addresses that cannot be read are named with all other problems, and nothing of them is repeated', () => {
  const wrong = {
    ...{ ...open, RESEND_API_KEY: '', PORT: 'web', MAIL_FROM: 'Whitrack, Legal <legal@example.com>' },
    SMTP_URL: 'smtps://robot:hunter#2@mail.example.com',
    DATABASE_URL: 'postgres://app:hunter/2@db.example.com/whitrack',
    RESEND_BASE_URL: 'https://api.example.com/hunter',
  };
  const words = (() => {
    try {
      readConfig(wrong);
      return '';
    } catch (error) {
      return String(error);
    }
  })();
  expect(words).toMatch(
    /PORT must be a whole number.*DATABASE_URL cannot be read: percent-encode.*MAIL_FROM must be one address.*RESEND_BASE_URL must end.*SMTP_URL cannot be read: percent-encode/s,
  );
  expect(words).not.toMatch(/hunter|robot/);
});

test('a provider is reached by https, save on this machine', () => {
  const provider = (RESEND_BASE_URL: string) => readConfig({ ...open, RESEND_BASE_URL });
  expect(() => provider('http://api.example.com')).toThrow('RESEND_BASE_URL must be https');
  expect(() => provider('http://127.evil.example')).toThrow('RESEND_BASE_URL must be https');
  for (const url of ['https://api.example.com', 'http://127.0.0.1:3000', 'http://localhost:3000']) {
    expect(provider(url).transport).toMatchObject({ baseUrl: url });
  }
});

test('the server listens on this machine alone, unless told otherwise', () => {
  expect(readConfig(open).host).toBe('127.0.0.1');
  expect(readConfig({ ...local, ORIGIN: 'http://[::1]:4321' }).host).toBe('::1');
  expect(readConfig({ ...open, HOST: '0.0.0.0' }).host).toBe('0.0.0.0');
  expect(() => readConfig({ ...open, HOST: 'legal.example.com' })).toThrow('HOST must be an IP address');
  for (const TRUSTED_PROXIES of ['proxy', '10.0.0.0/33', '10.0.0.0/8/8', '10.0.0.0/'])
    expect(() => readConfig({ ...open, TRUSTED_PROXIES })).toThrow('TRUSTED_PROXIES must be addresses');
});

test('a public site that counts no proxy is warned, and one whose proxy nobody believes', () => {
  const warned = (env: Record<string, string>) => warningsOf(readConfig({ ...open, ...env })).join();
  expect(warned({})).toContain('TRUSTED_PROXY_HOPS is 0');
  expect(warned({ TRUSTED_PROXY_HOPS: '1' })).toBe('');
  expect(warned({ TRUSTED_PROXY_HOPS: '1', HOST: '0.0.0.0' })).toContain('TRUSTED_PROXIES is empty');
  expect(warned({ TRUSTED_PROXY_HOPS: '1', HOST: '0.0.0.0', TRUSTED_PROXIES: '10.0.0.7' })).toBe('');
  expect(warningsOf(readConfig(local))).toEqual([]);
});
