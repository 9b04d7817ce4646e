import { expect, test } from 'vitest';
import { createFormTokens } from '../../server/crypto/form-tokens.ts';
import { createKeys } from '../../server/crypto/keys.ts';
import { openTestServer } from '../support/server.ts';
import { stopClock } from '../support/services.ts';

const reached: string[] = [];
const key = { id: 'k1', secret: Buffer.alloc(32, 1) };

/** Says back what it read; the tests count what reached it. */
async function echo(request: Request): Promise<Response> {
  const form = request.method === 'POST' ? await request.formData() : new FormData();
  reached.push(new URL(request.url).pathname);
  return Response.json([...form.entries()]);
}

test('a form of this site reaches the page with every character', async () => {
  await using server = await openTestServer({ page: echo });

  const answer = await server.post('/page/', 'name=Zo%C3%AB+%F0%9F%94%92&name=B&empty=');

  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toEqual([
    ['name', 'Zoë 🔒'],
    ['name', 'B'],
    ['empty', ''],
  ]);
});

test.each([
  ['without a word of where it comes from', {}, 403],
  ['from another site', { origin: 'https://evil.test' }, 403],
  ['from another port', { origin: 'http://localhost:9999' }, 403],
  ['from a page without an origin', { origin: 'null' }, 403],
  [
    'from another site that claims to be this one',
    { origin: 'https://evil.test', 'sec-fetch-site': 'same-origin' },
    403,
  ],
  ['from a sister site', { 'sec-fetch-site': 'same-site' }, 403],
  ['typed by hand', { 'sec-fetch-site': 'none' }, 403],
  ['from this site, as Origin says', { origin: 'http://localhost:4321', 'sec-fetch-site': 'cross-site' }, 200],
  ['from this site, as Sec-Fetch-Site says', { 'sec-fetch-site': 'same-origin' }, 200],
  ['from this site, as Referer alone says', { referer: 'http://localhost:4321/page/?a=1' }, 200],
  ['from another site, as Referer alone says', { referer: 'https://evil.test/http://localhost:4321/' }, 403],
  ['from a site that begins like this one', { referer: 'http://localhost:4321.evil.test/' }, 403],
  ['from a page that Referer does not name', { referer: 'about:blank' }, 403],
  ['from another site that Referer calls this one', { origin: 'null', referer: 'http://localhost:4321/page/' }, 403],
  [
    'from a sister site, whatever Referer says',
    { 'sec-fetch-site': 'same-site', referer: 'http://localhost:4321/page/' },
    403,
  ],
])('a form %s is answered accordingly', async (_where, from, status) => {
  await using server = await openTestServer({ page: echo });
  const headers = { 'content-type': 'application/x-www-form-urlencoded', ...from };

  const answer = await server.ask('/page/', { method: 'POST', headers, body: 'a=1' });

  expect(answer.status).toBe(status);
});

test('a form that says nothing of where it comes from counts by its stamp, and acts for nobody', async () => {
  const cookies: (string | null)[] = [];
  await using server = await openTestServer({
    page: async (request) => {
      cookies.push(request.headers.get('cookie'));
      return echo(request);
    },
  });
  const formTokens = createFormTokens({ keys: createKeys([key]), clock: stopClock('2026-11-23T12:00:00Z') });
  const send = (body: string) =>
    server.ask('/page/', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie: 'wt_session=A' },
      body,
    });

  const anyone = await send(`stamp=${formTokens.issue('page')}`);
  const session = await send(`stamp=${formTokens.issue('page', 'session')}`);
  const two = await send(`stamp=${formTokens.issue('page')}&stamp=${formTokens.issue('page', 'session')}`);
  const none = await send('a=1');

  expect([anyone.status, session.status, two.status, none.status]).toEqual([200, 200, 403, 403]);
  expect(cookies).toEqual([null, 'wt_session=A']);
  expect(none.text).toContain('Referer');
});

test.each([
  ['a broken escape', 'name=%zz', 400],
  ['a lone percent sign', 'name=100%', 400],
  ['a NUL', 'name=a%00b', 400],
  ['a NUL that is not escaped', 'name=a\0b', 400],
  ['a lone surrogate', 'name=%ED%A0%80', 400],
  ['bytes that are not UTF-8', new Uint8Array([0x61, 0x3d, 0xff, 0xfe]), 400],
  ['bytes that are not UTF-8, escaped', 'name=%FF', 400],
  ['an overlong escape', 'name=%C0%AF', 400],
  ['201 fields', 'a=1&'.repeat(200), 413],
  ['32,000 fields', 'a&'.repeat(32_000), 413],
  ['more than 64 kilobytes', `a=${'b'.repeat(64 * 1024)}`, 413],
])('a form with %s is refused in words and reaches no page', async (_what, body, status) => {
  await using server = await openTestServer({ page: echo });
  reached.length = 0;

  const answer = await server.post('/page/', body);

  expect(answer.status).toBe(status);
  expect(answer.text).toContain('Nothing was stored.');
  expect(reached).toEqual([]);
});

test('a form of 64 kilobytes and 200 fields is not yet too much', async () => {
  await using server = await openTestServer({ page: echo });

  expect((await server.post('/page/', `a=${'b'.repeat(64 * 1024 - 2)}`)).status).toBe(200);
  expect((await server.post('/page/', 'a=1&'.repeat(199).slice(0, -1))).status).toBe(200);
});

test.each([
  ['JSON', 'application/json'],
  ['plain text', 'text/plain'],
  ['multipart', 'multipart/form-data; boundary=x'],
  ['a form in another alphabet', 'application/x-www-form-urlencoded; charset=utf-16'],
  ['nothing in particular', ''],
])('a body that calls itself %s is refused', async (_what, type) => {
  await using server = await openTestServer({ page: echo });

  const answer = await server.post('/page/', '--x', { 'content-type': type });

  expect(answer.status).toBe(415);
});

test('a compressed form is refused', async () => {
  await using server = await openTestServer({ page: echo });

  expect((await server.post('/page/', 'a=1', { 'content-encoding': 'gzip' })).status).toBe(415);
});

test('a form that does not say how long it is is counted as it comes', async () => {
  await using server = await openTestServer({ page: echo });

  expect((await server.post('/page/', chunks(1, 1000))).status).toBe(200);
  expect((await server.post('/page/', chunks(100, 1000))).status).toBe(413);
});

test('40 megabytes are cut off long before they have come', async () => {
  await using server = await openTestServer({ page: echo });
  const told = Promise.withResolvers<void>();
  const stalling = async function* () {
    yield* chunks(2, 2 ** 16);
    await told.promise;
  };

  const announced = await server.post('/page/', new Uint8Array(1), { 'content-length': String(40 * 2 ** 20) });
  const unannounced = await server.post('/page/', stalling()).finally(told.resolve);

  expect([announced.status, unannounced.status]).toEqual([413, 413]);
});

test('a form that does not arrive in time is answered, not waited for', async () => {
  await using server = await openTestServer({ page: echo, bodyTime: 50 });

  const answer = await server.say(
    `POST /page/ HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: ${server.origin}\r\n` +
      'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 10\r\n\r\na=1',
  );

  expect(answer).toMatch(/^HTTP\/1\.1 408 /);
  expect(answer).toContain('did not arrive in time');
});

test('a browser that asks first is told before it sends a body that is too long', async () => {
  await using server = await openTestServer({ page: echo });
  const head = (length: number) =>
    `POST /page/ HTTP/1.1\r\nHost: ${server.host}\r\nOrigin: ${server.origin}\r\nExpect: 100-continue\r\nConnection: close\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${length}\r\n\r\n`;

  expect(await server.say(head(10_000_000))).toMatch(/^HTTP\/1\.1 413 /);
  expect(await server.say(`${head(3)}a=1`)).toMatch(/^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
});

test('two programs can never read one request as two', async () => {
  await using server = await openTestServer({ page: echo });

  const answer = await server.say(
    `POST /page/ HTTP/1.1\r\nHost: ${server.host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  );

  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
});

async function* chunks(count: number, size: number): AsyncIterable<Uint8Array> {
  yield Buffer.from('a=');
  for (let sent = 0; sent < count; sent += 1) {
    await new Promise(setImmediate);
    yield Buffer.alloc(size, 'b');
  }
}
