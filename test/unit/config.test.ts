import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { readConfig } from '../../server/config.ts';

const key = `k1:${Buffer.alloc(32, 7).toString('base64')}`;
const keys = { ENCRYPTION_KEYS: key, PASSWORD_PEPPER: key, SIGNING_KEYS: key };

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
    /ORIGIN must be a scheme.*PORT must be a number.*SMTP_URL must begin.*ENCRYPTION_KEYS must be a list.*PASSWORD_PEPPER must be a list/s,
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

test('a public site does not start with a key that anybody could guess', () => {
  const env = { ORIGIN: 'https://legal.example.com', RESEND_API_KEY: 're_test', MAIL_FROM: 'a@example.com' };
  const random = `k1:${randomBytes(32).toString('base64')}`;

  const good = { ENCRYPTION_KEYS: random, PASSWORD_PEPPER: random, SIGNING_KEYS: random };
  for (const name of Object.keys(good)) {
    const guessable = { ...env, ...good, [name]: `${random},${key}` };
    expect(() => readConfig(guessable)).toThrow(`${name} holds a key that is not random`);
  }
  expect(readConfig({ ...env, ...good }).isLocal).toBe(false);
});
