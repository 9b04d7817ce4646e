import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { openTestServer, type TestPage, waitingPage } from '../support/server.ts';

const echo: TestPage = async (request) =>
  new Response(request.method === 'POST' ? `read ${[...(await request.formData())].length} fields` : 'read');

type RequestHandler = Awaited<ReturnType<typeof openTestServer>>;

const formHead = ({ host, origin }: RequestHandler) =>
  `Host: ${host}\r\nOrigin: ${origin}\r\nContent-Type: application/x-www-form-urlencoded\r\n`;

const statuses = (heard: string) => [...heard.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));

test('a connection is kept or closed after a refusal as after any answer', async () => {
  await using server = await openTestServer();
  const get = (more: string) => `GET /nowhere/ HTTP/1.1\r\nHost: ${server.host}\r\n${more}\r\n`;

  const heard = await server.say(get('') + get('Connection: close\r\n'));

  expect(statuses(heard)).toEqual([404, 404]);
  expect([...heard.matchAll(/^Connection: (.+)\r$/gm)].map(([, value]) => value)).toEqual(['keep-alive', 'close']);
});

test('a form without a body is an empty form, and nobody waits for it', async () => {
  await using server = await openTestServer({ page: echo, bodyTime: 3_600_000 });

  const heard = await server.say(`POST /page/ HTTP/1.1\r\n${formHead(server)}Connection: close\r\n\r\n`);

  expect(heard).toMatch(/^HTTP\/1\.1 200 .*read 0 fields/s);
});

test.each([
  ['names no host', 'GET /page/ HTTP/1.1\r\nConnection: close\r\n\r\n'],
  ['names two hosts', 'GET / HTTP/1.1\r\nHost: localhost:4321\r\nHost: evil.test\r\nConnection: close\r\n\r\n'],
  ['is not HTTP', 'Hello?\r\n\r\n'],
  ['folds a header', 'GET / HTTP/1.1\r\nHost: localhost:4321\r\nX-A: b\r\n c\r\n\r\n'],
  ['ends lines without a carriage return', 'GET / HTTP/1.1\nHost: localhost:4321\n\n'],
  ['has two lengths', 'POST / HTTP/1.1\r\nHost: localhost:4321\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
  ['is cut into pieces in a way that its version does not know', chunked('HTTP/1.0', 'chunked')],
  ['is coded in a way that we do not know', chunked('HTTP/1.1', 'gzip, chunked')],
])('a request that %s is refused in words, with every header', async (_what, bytes) => {
  await using server = await openTestServer({ page: echo });

  const heard = await server.say(bytes);

  expect(statuses(heard)).toEqual([400]);
  expect(heard).toContain('We could not read this request');
  for (const name of ['Content-Security-Policy', 'X-Content-Type-Options', 'X-Request-Id', 'Date']) {
    expect(heard).toContain(`\r\n${name}: `);
  }
});

test('nobody reaches another place through this server', async () => {
  await using server = await openTestServer({ page: echo });

  const heard = await server.say('CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n');

  expect(statuses(heard)).toEqual([405]);
  expect(heard).toContain('\r\nAllow: GET, HEAD, POST\r\n');
});

test('a form that was received is answered, whatever follows it on the connection', async () => {
  const { page, entered, go } = waitingPage('stored');
  await using server = await openTestServer({ page });

  const heard = server.say(
    `POST /page/ HTTP/1.1\r\n${formHead(server)}Content-Length: 3\r\n\r\na=1This is not a request\r\n\r\n`,
  );
  await entered;
  go();

  expect(statuses(await heard)).toEqual([200, 400]);
  expect(await heard).toContain('stored');
});

test('a connection that asks for more at once than anybody reads is hung up, and nobody waits for it', async () => {
  const going = Promise.withResolvers<void>();
  let asked = 0;
  const page: TestPage = async () => {
    asked += 1;
    await going.promise;
    return new Response('shown');
  };
  await using server = await openTestServer({ page });
  const one = `GET /page/ HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`;

  expect(await server.say(one.repeat(2000)).catch(() => '')).toBe('');
  expect(asked).toBeLessThanOrEqual(32);
  const few = server.say(one.repeat(3) + one.replace('\r\n\r\n', '\r\nConnection: close\r\n\r\n'));
  going.resolve();
  expect(statuses(await few)).toEqual([200, 200, 200, 200]);
  const many = one.replace('/page/', '/privacy/').repeat(2000);
  expect(statuses(await server.say(many).catch(() => '')).length).toBeLessThanOrEqual(32);
});

test('connections that ask for nothing are closed when headers may no longer come, and none that asks meanwhile', async () => {
  await using server = await openTestServer({ headTime: 500 });
  const silent: { closed: Promise<unknown> }[] = [];
  for (let group = 0; group < 12; group += 1) silent.push(...(await Promise.all(silentConnections(server.port, 100))));

  expect((await server.ask('/privacy/')).status).toBe(200);
  await Promise.all(silent.map(({ closed }) => closed));
  expect((await server.ask('/privacy/')).status).toBe(200);
});

test('beyond what can be answered soon pages and forms are refused at once, and the texts are there', async () => {
  const going = Promise.withResolvers<void>();
  const all = Promise.withResolvers<void>();
  let asked = 0;
  const page: TestPage = async () => {
    asked += 1;
    if (asked === 200) all.resolve();
    await going.promise;
    return new Response('shown');
  };
  await using server = await openTestServer({ page });
  const answers = Promise.all(Array.from({ length: 200 }, () => server.ask('/page/')));
  await all.promise;

  const refused = await server.ask('/page/');
  expect([refused.status, refused.headers['retry-after']]).toEqual([503, '60']);
  const form = await server.post('/page/', 'a=1');
  expect([form.status, form.text]).toEqual([503, expect.stringContaining('nothing was lost or sent')]);
  expect((await server.ask('/privacy/')).status).toBe(200);
  going.resolve();
  expect((await answers).every(({ status }) => status === 200)).toBe(true);
  expect((await server.ask('/page/')).status).toBe(200);
});

test('no page is made for whoever has left, and a form of theirs is taken', async () => {
  const going = Promise.withResolvers<void>();
  const asked: string[] = [];
  const page: TestPage = async ({ method }) => {
    asked.push(method);
    await going.promise;
    return new Response('shown');
  };
  await using server = await openTestServer({ page });
  const read = `GET /page/ HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`;

  await server.say(read.repeat(50)).catch(() => '');
  expect(asked).toEqual([]);
  const heard = server.say(
    `POST /page/ HTTP/1.1\r\n${formHead(server)}Connection: close\r\nContent-Length: 3\r\n\r\na=1`,
  );
  going.resolve();
  expect(statuses(await heard)).toEqual([200]);
  expect(asked).toEqual(['POST']);
});

test('a body that breaks off into nonsense is refused once', async () => {
  await using server = await openTestServer({ page: echo });

  const heard = await server.say(
    `POST /page/ HTTP/1.1\r\n${formHead(server)}Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\nzz\r\n`,
  );

  expect(statuses(heard)).toEqual([400]);
});

test('a server that leaves closes the connections that wait, and each other with its answer', async () => {
  const { page, entered, go } = waitingPage('finished');
  await using server = await openTestServer({ page });

  const silent = connect(server.port, '127.0.0.1');
  const hungUp = new Promise((resolve) => silent.once('close', resolve));
  const heard = server.say(`GET /page/ HTTP/1.1\r\nHost: ${server.host}\r\n\r\n`);
  await entered;
  const closed = server.close(60_000);
  go();

  expect(await heard).toMatch(/\r\nConnection: close\r\n.*finished$/s);
  await hungUp;
  await closed;
});

/**
 * Opens connections that ask for nothing, and gives of each, once it stands, what resolves when it is closed. Few
 * enough at a time for the system's queue: of what does not fit there it tells neither side.
 */
function silentConnections(port: number, count: number): Promise<{ closed: Promise<unknown> }>[] {
  return Array.from({ length: count }, async () => {
    const socket = connect(port, '127.0.0.1').resume();
    socket.on('error', () => undefined);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await new Promise((resolve) => socket.once('connect', resolve));
    return { closed };
  });
}

function chunked(version: string, coding: string): string {
  return (
    `POST /page/ ${version}\r\nHost: localhost:4321\r\nOrigin: http://localhost:4321\r\nConnection: close\r\n` +
    `Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: ${coding}\r\n\r\n3\r\na=1\r\n0\r\n\r\n`
  );
}
