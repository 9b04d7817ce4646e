import { expect, test } from 'vitest';
import type { Upload } from '../../server/upload.ts';
import { openTestServer } from '../support/server.ts';

const path = '/requests/WT-7F3K-92QD/token/';
const boundary = 'xYzZY';
const type = { 'content-type': `multipart/form-data; boundary=${boundary}` };

interface Seen {
  readonly fields: [string, unknown][];
  readonly uploads: readonly Pick<Upload, 'field' | 'name' | 'size' | 'isTooLarge'>[];
  readonly content: string;
}

async function open(options: { env?: Record<string, string> } = {}) {
  const reached: string[] = [];
  const server = await openTestServer({
    ...options,
    page: async (request, { uploads }) => {
      const form = await request.formData();
      reached.push(new URL(request.url).pathname);
      const shown = uploads.map(({ field, name, size, isTooLarge }) => ({ field, name, size, isTooLarge }));
      const [first] = uploads;
      const content = first ? Buffer.concat(first.chunks).subarray(0, 100).toString() : '';
      return Response.json({ fields: [...form.entries()], uploads: shown, content });
    },
  });
  return { ...server, reached };
}

const field = (name: string, value: string) =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
const file = (name: string, content: string, to = 'files') =>
  `--${boundary}\r\nContent-Disposition: form-data; name="${to}"; filename="${name}"\r\nContent-Type: application/pdf\r\n\r\n${content}\r\n`;
const end = `--${boundary}--\r\n`;
const seen = ({ text }: { text: string }) => JSON.parse(text) as Seen;

test('a form with files reaches its page as text, and the files beside it', async () => {
  await using server = await open();
  const body = field('message', 'Zoë 🔒') + file('a.pdf', '%PDF-1') + file('b.pdf', '%PDF-2', 'permission') + end;
  const answer = await server.post(path, body, type);
  expect(seen(answer)).toEqual({
    fields: [['message', 'Zoë 🔒']],
    uploads: [
      { field: 'files', name: 'a.pdf', size: 6, isTooLarge: false },
      { field: 'permission', name: 'b.pdf', size: 6, isTooLarge: false },
    ],
    content: '%PDF-1',
  });
});

test('a field in which nothing was chosen is no file', async () => {
  await using server = await open();
  const answer = await server.post(path, field('message', 'a') + file('', '') + end, type);
  expect(seen(answer).uploads).toEqual([]);
});

test.each(['/page/', '/account/name/', '/requests/', '/requests/WT-7F3K-92QD/', '/updates/unsubscribe/x/'])(
  'files are not taken at %s',
  async (elsewhere) => {
    await using server = await open();
    const answer = await server.post(elsewhere, file('a.pdf', '%PDF') + end, type);
    expect(answer.status).toBe(415);
    expect(server.reached).toEqual([]);
  },
);

test.each([
  ['under a reference in small letters', '/requests/wt-7f3k-92qd/token/'],
  ['on the way through signing in at the desk', '/desk/sign-in/?next=%2Fdesk%2Flog%2F&unsaved'],
])('what was typed beside files is kept %s', async (_where, there) => {
  await using server = await open();
  const answer = await server.post(there, field('message', 'kept') + file('a.pdf', '%PDF') + end, type);
  expect(seen(answer).fields).toEqual([['message', 'kept']]);
});

test('a file of more than 10 MB is dropped and marked, and the form is there', async () => {
  await using server = await open();
  const body =
    field('message', 'kept') + file('a.pdf', 'x'.repeat(10 * 1024 * 1024 + 1)) + file('b.pdf', 'small') + end;
  const { fields, uploads } = seen(await server.post(path, body, type));
  expect(fields).toEqual([['message', 'kept']]);
  expect(uploads.map(({ name, isTooLarge }) => [name, isTooLarge])).toEqual([
    ['a.pdf', true],
    ['b.pdf', false],
  ]);
});

test('of seven files the page learns that they are too many', async () => {
  await using server = await open();
  const { uploads } = seen(await server.post(path, Array(7).fill(file('a.pdf', '%PDF')).join('') + end, type));
  expect(uploads).toHaveLength(6);
});

test.each([
  ['10,000 files', file('a.pdf', '').repeat(10_000) + end, 413],
  ['300 fields', field('a', 'b').repeat(300) + end, 413],
  ['more than 64 kilobytes of text', field('a', 'b'.repeat(40_000)).repeat(2) + end, 413],
  ['a field of more than 64 kilobytes', field('a', 'b'.repeat(70_000)) + end, 413],
  ['a NUL in its text', field('a', 'b\0c') + end, 400],
  ['no end', field('a', 'b') + file('a.pdf', '%PDF'), 400],
  ['nothing in it', '', 400],
])('a form with %s is refused in words and reaches no page', async (_what, body, status) => {
  await using server = await open();
  const answer = await server.post(path, body, type);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain('Nothing was stored.');
  expect(server.reached).toEqual([]);
});

test('one that says it is larger than any may be is refused before it has come', async () => {
  await using server = await open();
  const endless = async function* () {
    yield Buffer.from(file('a.pdf', 'begun'));
    await new Promise(() => undefined);
  };
  const answer = await server.post(path, endless(), { ...type, 'content-length': String(60 * 1024 * 1024) });
  expect(answer.status).toBe(413);
  expect(answer.text).toContain('five files of 10 MB');
});

test('one that does not say how large it is, is counted as it comes', async () => {
  await using server = await open();
  const much = async function* () {
    yield Buffer.from(field('message', 'a'));
    for (let at = 0; at < 7; at += 1) yield Buffer.from(file('a.pdf', 'x'.repeat(9 * 1024 * 1024)));
    yield Buffer.from(end);
  };
  expect((await server.post(path, much(), type)).status).toBe(413);
});

test.each([
  ['no boundary', 'multipart/form-data'],
  ['an empty boundary', 'multipart/form-data; boundary='],
  ['another kind of parts', 'multipart/mixed; boundary=x'],
])('a form with %s is refused', async (_what, contentType) => {
  await using server = await open();
  const answer = await server.post(path, '--x--', { 'content-type': contentType });
  expect([400, 415]).toContain(answer.status);
  expect(server.reached).toEqual([]);
});

test('files from another site are refused unread, and without a word of where from without a stamp', async () => {
  await using server = await open();
  const body = file('a.pdf', '%PDF') + end;
  expect((await server.post(path, body, { ...type, origin: 'https://evil.test' })).status).toBe(403);
  expect((await server.ask(path, { method: 'POST', body, headers: type })).status).toBe(403);
  expect(server.reached).toEqual([]);
});

test.each([
  ['of all forms', ['192.0.2.1', '192.0.2.2', '192.0.2.3'], [200, 200, 503]],
  ['of one client', ['192.0.2.1', '192.0.2.1'], [200, 503]],
])('when the files %s take too much, whoever comes last is asked to come again', async (_, clients, expected) => {
  await using server = await open({ env: { TRUSTED_PROXY_HOPS: '1' } });
  const gate = Promise.withResolvers<void>();
  const come = async function* () {
    for (let at = 0; at < 5; at += 1) yield Buffer.from(file('a.pdf', 'x'.repeat(9 * 1024 * 1024)));
    await gate.promise;
    yield Buffer.from(end);
  };
  const answers = clients.map((client) => server.post(path, come(), { ...type, 'x-forwarded-for': client }));
  expect((await Promise.race(answers)).status).toBe(503);
  gate.resolve();
  const statuses = (await Promise.all(answers)).map(({ status }) => status);
  expect(statuses.sort()).toEqual(expected);
  const again = file('a.pdf', 'x'.repeat(9 * 1024 * 1024)) + end;
  expect((await server.post(path, again, { ...type, 'x-forwarded-for': '192.0.2.1' })).status).toBe(200);
});

test('what is served as a download may run nothing, wherever it is opened', async () => {
  await using server = await openTestServer({
    page: () =>
      new Response('<script>alert(1)</script>', {
        headers: { 'Content-Type': 'text/plain', 'Content-Disposition': 'attachment; filename="a.txt"' },
      }),
  });
  const { headers } = await server.ask('/file/');
  expect(headers['content-security-policy']).toMatch(/default-src 'none'.*; sandbox$/);
  expect(headers['x-content-type-options']).toBe('nosniff');
});
