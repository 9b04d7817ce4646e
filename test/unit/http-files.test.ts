import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTestServer, siteFiles, type TestPage } from '../support/server.ts';

const privacy = siteFiles['privacy/index.html'];

test('a page is sent as it was built, in the encoding that the browser reads best', async () => {
  await using server = await openTestServer();
  const accepting = (accepted: string) => server.ask('/privacy/', { headers: { 'accept-encoding': accepted } });

  const plain = await server.ask('/privacy/');
  const br = await accepting('gzip, deflate, br, zstd');
  const gzip = await accepting('gzip, br;q=0');

  expect(plain.text).toBe(privacy);
  expect([br.headers['content-encoding'], String(brotliDecompressSync(br.body))]).toEqual(['br', privacy]);
  expect([gzip.headers['content-encoding'], String(gunzipSync(gzip.body))]).toEqual(['gzip', privacy]);
  expect(new Set([plain, br, gzip].map(({ headers }) => headers.etag)).size).toBe(3);
  for (const { headers } of [plain, br, gzip]) {
    expect(headers.vary).toBe('Accept-Encoding');
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('public, no-cache');
  }
});

test.each([
  ['br;q=0, gzip;q=0', undefined],
  ['*;q=0', undefined],
  ['identity', undefined],
  ['*', 'br'],
  ['br;q=0.5, gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=nonsense', undefined],
])('a browser that accepts "%s" gets an encoding that it accepts', async (accepted, encoding) => {
  await using server = await openTestServer();

  const answer = await server.ask('/privacy/', { headers: { 'accept-encoding': accepted } });

  expect(answer.headers['content-encoding']).toBe(encoding);
});

test('a page that the browser has already is not sent again', async () => {
  await using server = await openTestServer();
  const { etag = '' } = (await server.ask('/privacy/')).headers;
  const known = (tag: string) => server.ask('/privacy/', { headers: { 'if-none-match': tag } });

  const answers = await Promise.all([etag, `W/${etag}`, `"other", ${etag}`, '*'].map(known));

  for (const { status, body, headers } of answers) {
    expect([status, body.length, headers.etag, headers.vary]).toEqual([304, 0, etag, 'Accept-Encoding']);
  }
  expect((await known('"other"')).status).toBe(200);
});

test('HEAD tells what GET would send, and sends nothing', async () => {
  await using server = await openTestServer();
  const accepting = { headers: { 'accept-encoding': 'br' } };

  const get = await server.ask('/privacy/', accepting);
  const head = await server.ask('/privacy/', { method: 'HEAD', ...accepting });

  expect(head.body.length).toBe(0);
  expect({ ...head.headers, 'x-request-id': '', date: '' }).toEqual({ ...get.headers, 'x-request-id': '', date: '' });
});

test('a file whose name holds its digest is kept for ever', async () => {
  await using server = await openTestServer();

  const { headers } = await server.ask('/_astro/enhance.Ab12Cd.js');

  expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect(headers['content-type']).toBe('text/javascript; charset=utf-8');
});

test.each([
  ['/privacy.md', 'text/markdown; charset=utf-8'],
  ['/privacy/2026-04-23.md', 'text/markdown; charset=utf-8'],
  ['/documents.json', 'application/json; charset=utf-8'],
  ['/feed.xml', 'application/atom+xml; charset=utf-8'],
  ['/.well-known/security.txt', 'text/plain; charset=utf-8'],
])('%s is sent as %s', async (path, type) => {
  await using server = await openTestServer();

  const { status, headers } = await server.ask(path);

  expect([status, headers['content-type']]).toEqual([200, type]);
});

test('a version of the archive is sent like any page, the second time too', async () => {
  await using server = await openTestServer();
  const headers = { 'accept-encoding': 'br' };

  const first = await server.ask('/privacy/2026-04-23/', { headers });
  const second = await server.ask('/privacy/2026-04-23/', { headers });

  expect(String(brotliDecompressSync(first.body))).toBe(siteFiles['privacy/2026-04-23/index.html']);
  expect([second.headers.etag, second.body]).toEqual([first.headers.etag, first.body]);
});

test('the addresses of pages end in a slash, and without it one is sent there', async () => {
  await using server = await openTestServer();

  const answers = await Promise.all(
    ['/privacy', '/privacy?a=1', '/privacy/2026-04-23'].map((path) => server.ask(path)),
  );

  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
    [301, '/privacy/'],
    [301, '/privacy/?a=1'],
    [301, '/privacy/2026-04-23/'],
  ]);
});

test('a link to a page that lost its last slash in a mail still leads there', async () => {
  const page: TestPage = (request) =>
    new URL(request.url).pathname === '/requests/id.signature/' ? new Response('found') : null;
  await using server = await openTestServer({ page });

  const { status, headers } = await server.ask('/requests/id.signature?a=1');

  expect([status, headers.location]).toEqual([301, '/requests/id.signature/?a=1']);
  expect((await server.ask(String(headers.location))).text).toBe('found');
});

test('a query changes nothing about a page', async () => {
  await using server = await openTestServer();

  expect((await server.ask('/privacy/?utm=100%')).text).toBe(privacy);
});

test.each([
  '/404.html',
  '/error.html',
  '/privacy/index.html',
  '/nowhere/',
  '/privacy/2026-01-01/',
  '//privacy/',
  '/nowhere.php',
  '/_image/',
])('there is no page at %s', async (path) => {
  await using server = await openTestServer();

  const answer = await server.ask(path);

  expect(answer.status).toBe(404);
  expect(answer.text).toBe(siteFiles['404.html']);
});

test('a page can only be read', async () => {
  await using server = await openTestServer();

  const answers = await Promise.all([server.post('/privacy/', 'a=1'), server.post('/privacy/2026-04-23/', 'a=1')]);

  expect(answers.map(({ status, headers }) => [status, headers.allow])).toEqual([
    [405, 'GET, HEAD'],
    [405, 'GET, HEAD'],
  ]);
});
