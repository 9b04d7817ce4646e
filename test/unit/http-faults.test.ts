import { SqliteError } from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openTestServer, type TestPage, waitingPage } from '../support/server.ts';

const canaries = ['canary-path', 'canary-query', 'canary-body', 'canary-agent', 'canary-message', 'canary-referrer'];

function throwing(error: unknown): TestPage {
  return (_request, locals) => {
    locals.route = '/requests/[reference]/[token]';
    throw error;
  };
}

const withCode = (code: string, message = 'canary-message') => Object.assign(new Error(message), { code });

test('what a page throws is a plain 500 in words', async () => {
  await using server = await openTestServer({ page: throwing(new Error('canary-message')) });

  const answer = await server.ask('/page/');

  expect(answer.status).toBe(500);
  expect(answer.text).toContain('Something went wrong on our side');
  expect(answer.text).not.toContain('canary');
});

test.each([
  'SQLITE_BUSY',
  'SQLITE_BUSY_SNAPSHOT',
  'SQLITE_FULL',
  'SQLITE_IOERR_WRITE',
  'ENOSPC',
  'ECONNREFUSED',
  '57P01',
])('when %s keeps us from saving, the person is told so and may try again', async (code) => {
  await using server = await openTestServer({ page: throwing(new Error('outer', { cause: withCode(code) })) });

  const answer = await server.post('/page/', 'a=1');

  expect([answer.status, answer.headers['retry-after']]).toEqual([503, '60']);
  expect(answer.text).toContain('nothing was lost or sent');
});

test.each(['Connection terminated unexpectedly', 'timeout exceeded when trying to connect'])(
  'PostgreSQL that has gone is known by what its driver says: %s',
  async (message) => {
    await using server = await openTestServer({ page: throwing(new Error(message)) });

    expect((await server.post('/page/', 'a=1')).status).toBe(503);
  },
);

test('when the connection broke during COMMIT nobody is told that nothing was saved', async () => {
  const lost = new Error('COMMIT was not answered', { cause: new Error('Connection terminated unexpectedly') });
  const page = throwing(Object.assign(lost, { code: 'COMMIT_UNANSWERED' }));
  await using server = await openTestServer({ page });

  const told = await server.post('/page/', 'a=1');
  expect([told.status, told.headers['retry-after']]).toEqual([503, '60']);
  expect(told.text).toContain('may or may not have been saved');
  expect(told.text).not.toContain('nothing was lost');
  expect((await server.ask('/page/')).text).toContain('We cannot show this just now');
});

test('a page that breaks half-way is a 500, not half a page', async () => {
  const page: TestPage = () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('<p>Half a')),
      pull: (controller) => controller.error(withCode('SQLITE_BUSY')),
    });
    return new Response(body);
  };
  await using server = await openTestServer({ page });

  const answer = await server.ask('/page/');

  expect(answer.status).toBe(503);
  expect(answer.text).not.toContain('Half a');
});

test('what Astro reports as broken is our own page too', async () => {
  await using server = await openTestServer({ page: () => new Response('Internal Server Error', { status: 500 }) });

  expect((await server.ask('/page/')).text).toContain('Something went wrong on our side');
});

test('a fault is logged once, with its causes and nothing of the person', async () => {
  const thrown = new Error('canary-message', { cause: new SqliteError('database or disk is full', 'SQLITE_FULL') });
  await using server = await openTestServer({ page: throwing(thrown) });

  const answer = await server.post('/canary-path/?q=canary-query', 'name=canary-body', {
    'user-agent': 'canary-agent',
    referer: 'http://localhost:4321/canary-referrer/',
  });

  const lines = server.lines.map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      msg: 'failed',
      requestId: answer.headers['x-request-id'],
      route: '/requests/[reference]/[token]',
      status: 503,
      causes: [{ name: 'Error' }, { name: 'SqliteError', code: 'SQLITE_FULL', message: 'database or disk is full' }],
    },
  ]);
  expect(lines[0].causes[0].at[0]).toContain('http-faults.test.ts');
  for (const canary of canaries) expect(server.lines.join('')).not.toContain(canary);
});

test('nothing of the person is logged when a request is refused or answered', async () => {
  await using server = await openTestServer({
    page: (_request, locals) => {
      locals.route = '/requests/new';
      return new Response('ok');
    },
  });
  const headers = { 'user-agent': 'canary-agent', 'x-forwarded-for': 'canary-query' };

  await server.ask('/canary-path/?q=canary-query', { headers });
  await server.ask('/%00canary-path', { headers });
  await server.ask('/canary-path/', { method: 'PUT', headers });
  await server.post('/canary-path/', 'canary-body=%zz', headers);
  await server.ask('/', { headers: { ...headers, host: 'canary-path' } });

  expect(server.lines.map((line) => JSON.parse(line)['status'])).toEqual([200, 400, 405, 400, 421]);
  for (const canary of [...canaries, '127.0.0.1']) expect(server.lines.join('')).not.toContain(canary);
});

test('a server that leaves finishes what is under way and takes nothing new', async () => {
  const { page, entered, go } = waitingPage('finished');
  await using server = await openTestServer({ page });

  const underWay = server.ask('/page/');
  await entered;
  const closed = server.close(5000);
  await expect(server.ask('/privacy/')).rejects.toThrow('ECONNREFUSED');
  go();

  const answer = await underWay;
  expect([answer.text, answer.headers.connection]).toEqual(['finished', 'close']);
  await closed;
});

test('a server that leaves does not wait for ever', async () => {
  const { page, entered } = waitingPage('never');
  await using server = await openTestServer({ page });

  const underWay = expect(server.ask('/page/')).rejects.toThrow();
  await entered;
  await server.close(50);

  await underWay;
});
