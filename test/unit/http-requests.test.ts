import { expect, test } from 'vitest';
import { openTestServer, type TestPage } from '../support/server.ts';

const show: TestPage = (request, { client }) =>
  Response.json({ url: request.url, client, headers: [...request.headers] });

test.each(['evil.test', 'localhost', 'localhost:80', 'localhost:4321.evil.test', 'evil.test:4321', '127.0.0.1:4321'])(
  'a request for the host %s is for another site',
  async (host) => {
    await using server = await openTestServer({ page: show });

    const answers = await Promise.all(['/', '/page/'].map((path) => server.ask(path, { headers: { host } })));

    expect(answers.map(({ status }) => status)).toEqual([421, 421]);
    expect(answers[0]?.text).toContain('http://localhost:4321/');
    expect(answers[0]?.text).not.toContain('evil.test');
  },
);

test('a host in capitals is the same host', async () => {
  await using server = await openTestServer();

  expect((await server.ask('/', { headers: { host: 'LOCALHOST:4321' } })).status).toBe(200);
});

test('a request that names two hosts, or a whole address, is refused', async () => {
  await using server = await openTestServer({ page: show });
  const end = 'Connection: close\r\n\r\n';

  const twice = await server.say(`GET /page/ HTTP/1.1\r\nHost: ${server.host}\r\nHost: evil.test\r\n${end}`);
  const whole = await server.say(`GET http://evil.test/page/ HTTP/1.1\r\nHost: ${server.host}\r\n${end}`);

  expect([twice, whole].map((answer) => answer.split(' ')[1])).toEqual(['400', '400']);
});

test('probes reach the server under any name', async () => {
  await using server = await openTestServer();
  const headers = { host: '10.0.0.7:4321' };

  expect((await server.ask('/healthz', { headers })).text).toBe('ok\n');
  expect((await server.ask('/readyz', { headers })).status).toBe(200);
});

test('a server whose database is gone is alive but not ready', async () => {
  await using server = await openTestServer();
  await server.services.db.destroy();

  expect((await server.ask('/healthz')).status).toBe(200);
  expect((await server.ask('/readyz')).status).toBe(503);
});

test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND'])(
  '%s is answered with what is allowed',
  async (method) => {
    await using server = await openTestServer({ page: show });

    const answer = await server.ask('/page/', { method });

    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD, POST']);
  },
);

test.each([
  '/%zz/',
  '/%',
  '/%ff/',
  '/a%00b/',
  '/a%2fb/',
  '/a%5Cb/',
  '/a\\b/',
  '/%2561ccount/',
  '/%252e%252e/',
  '/../etc/passwd',
  '/%2e%2e/etc/passwd',
  '/a/./b/',
  '/a%0d%0aSet-Cookie:x/',
  '/a%3fb/',
  '/page/?q=%00',
  '/page/?q=%ED%A0%80',
  '/page/?q=%zz',
])('the address %s is refused, for two programs might read it in two ways', async (path) => {
  await using server = await openTestServer({ page: show });

  const answer = await server.say(`GET ${path} HTTP/1.1\r\nHost: ${server.host}\r\nConnection: close\r\n\r\n`);

  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('This address is not valid');
});

test('a page sees one spelling of its address', async () => {
  await using server = await openTestServer({ page: show });

  const { url } = JSON.parse((await server.ask('/%61ccount/?q=a%20b')).text);

  expect(url).toBe('http://localhost:4321/account/?q=a%20b');
});

test.each([
  [0, '6.6.6.6', '127.0.0.1'],
  [1, '6.6.6.6, 203.0.113.9', '203.0.113.9'],
  [2, '6.6.6.6, 203.0.113.9, 10.0.0.1', '203.0.113.9'],
  [1, '2001:db8::1', '2001:db8:0:0::/64'],
  [1, '::ffff:203.0.113.9', '203.0.113.9'],
  [2, '203.0.113.9', '127.0.0.1'],
  [1, 'nonsense', '127.0.0.1'],
])('behind %i proxies that report "%s" the client is %s', async (hops, forwarded, address) => {
  await using server = await openTestServer({ env: { TRUSTED_PROXY_HOPS: String(hops) }, page: show });

  const answer = await server.ask('/page/', { headers: { 'x-forwarded-for': forwarded } });

  expect(JSON.parse(answer.text).client.address).toBe(address);
});

test('nothing that a proxy says reaches a page', async () => {
  await using server = await openTestServer({ page: show });
  const headers = {
    'x-forwarded-host': 'evil.test',
    'x-forwarded-proto': 'https',
    'x-forwarded-for': '6.6.6.6',
    forwarded: 'for=6.6.6.6;host=evil.test',
    'x-original-url': '/account/',
  };

  const { text } = await server.ask('/page/', { headers });

  expect(text).not.toMatch(/evil\.test|6\.6\.6\.6|forwarded|original/);
});

test.each([
  ['at this machine', {}, {}, true],
  ['behind a proxy', {}, { 'x-forwarded-for': '127.0.0.1' }, false],
  ['behind a proxy that is shy', {}, { via: '1.1 proxy' }, false],
  [
    'of a public site',
    { ORIGIN: 'https://legal.example.com', RESEND_API_KEY: 're_test', MAIL_FROM: 'a@example.com' },
    {},
    false,
  ],
])('a person %s is known to be local or not', async (_where, env, headers, local) => {
  await using server = await openTestServer({ env, page: show });

  expect(JSON.parse((await server.ask('/page/', { headers })).text).client.local).toBe(local);
});

test.each(['X-Real-IP', 'X-Forwarded-Ssl', 'X-Original-Host', 'True-Client-IP', 'CF-Connecting-IP', 'CDN-Loop'])(
  'whom a proxy announces by %s is not at this machine',
  async (name) => {
    await using server = await openTestServer({ page: show });

    const { client, headers } = JSON.parse((await server.ask('/page/', { headers: { [name]: 'canary' } })).text);

    expect(client.local).toBe(false);
    expect(JSON.stringify(headers)).not.toContain('canary');
  },
);
