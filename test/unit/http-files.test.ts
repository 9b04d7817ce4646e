import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { openTestPorch, siteFiles, type TestPage } from '../support/porch.ts';

const privacy = siteFiles['privacy/index.html'];

test('a page is sent as it was built, in the encoding that the browser reads best', async () => {
  await using porch = await openTestPorch();
  const accepting = (accepted: string) => porch.ask('/privacy/', { headers: { 'accept-encoding': accepted } });

  const plain = await porch.ask('/privacy/');
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
  await using porch = await openTestPorch();

  const answer = await porch.ask('/privacy/', { headers: { 'accept-encoding': accepted } });

  expect(answer.headers['content-encoding']).toBe(encoding);
});

test('a page that the browser has already is not sent again', async () => {
  await using porch = await openTestPorch();
  const { etag = '' } = (await porch.ask('/privacy/')).headers;
  const known = (tag: string) => porch.ask('/privacy/', { headers: { 'if-none-match': tag } });

  const answers = await Promise.all([etag, `W/${etag}`, `"other", ${etag}`, '*'].map(known));

  for (const { status, body, headers } of answers) {
    expect([status, body.length, headers.etag, headers.vary]).toEqual([304, 0, etag, 'Accept-Encoding']);
  }
  expect((await known('"other"')).status).toBe(200);
});

test('HEAD tells what GET would send, and sends nothing', async () => {
  await using porch = await openTestPorch();
  const accepting = { headers: { 'accept-encoding': 'br' } };

  const get = await porch.ask('/privacy/', accepting);
  const head = await porch.ask('/privacy/', { method: 'HEAD', ...accepting });

  expect(head.body.length).toBe(0);
  expect({ ...head.headers, 'x-request-id': '', date: '' }).toEqual({ ...get.headers, 'x-request-id': '', date: '' });
});

test('a file whose name holds its digest is kept for ever', async () => {
  await using porch = await openTestPorch();

  const { headers } = await porch.ask('/_astro/enhance.Ab12Cd.js');

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
  await using porch = await openTestPorch();

  const { status, headers } = await porch.ask(path);

  expect([status, headers['content-type']]).toEqual([200, type]);
});

test('a version of the archive is sent like any page, the second time too', async () => {
  await using porch = await openTestPorch();
  const headers = { 'accept-encoding': 'br' };

  const first = await porch.ask('/privacy/2026-04-23/', { headers });
  const second = await porch.ask('/privacy/2026-04-23/', { headers });

  expect(String(brotliDecompressSync(first.body))).toBe(siteFiles['privacy/2026-04-23/index.html']);
  expect([second.headers.etag, second.body]).toEqual([first.headers.etag, first.body]);
});

test('the addresses of pages end in a slash, and without it one is sent there', async () => {
  await using porch = await openTestPorch();

  const answers = await Promise.all(['/privacy', '/privacy?a=1', '/privacy/2026-04-23'].map((path) => porch.ask(path)));

  expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
    [301, '/privacy/'],
    [301, '/privacy/?a=1'],
    [301, '/privacy/2026-04-23/'],
  ]);
});

test('a link to a page that lost its last slash in a mail still leads there', async () => {
  const page: TestPage = (request) =>
    new URL(request.url).pathname === '/requests/id.signature/' ? new Response('found') : null;
  await using porch = await openTestPorch({ page });

  const { status, headers } = await porch.ask('/requests/id.signature?a=1');

  expect([status, headers.location]).toEqual([301, '/requests/id.signature/?a=1']);
  expect((await porch.ask(String(headers.location))).text).toBe('found');
});

test('a query changes nothing about a page', async () => {
  await using porch = await openTestPorch();

  expect((await porch.ask('/privacy/?utm=100%')).text).toBe(privacy);
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
  await using porch = await openTestPorch();

  const answer = await porch.ask(path);

  expect(answer.status).toBe(404);
  expect(answer.text).toBe(siteFiles['404.html']);
});

test('a page can only be read', async () => {
  await using porch = await openTestPorch();

  const answers = await Promise.all([porch.post('/privacy/', 'a=1'), porch.post('/privacy/2026-04-23/', 'a=1')]);

  expect(answers.map(({ status, headers }) => [status, headers.allow])).toEqual([
    [405, 'GET, HEAD'],
    [405, 'GET, HEAD'],
  ]);
});
