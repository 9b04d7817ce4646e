import { expect, test } from 'vitest';
import { openTestServer, type TestPage } from '../support/server.ts';

const path = '/updates/unsubscribe/subscriber.mac/';
const urlencoded = 'application/x-www-form-urlencoded';

const page: TestPage = async (request) => Response.json([...(await request.formData()).entries()]);

const multipart = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--\r\n`;

test.each([
  ['urlencoded', urlencoded, 'List-Unsubscribe=One-Click'],
  ['multipart', 'multipart/form-data; boundary=x', multipart('List-Unsubscribe', 'One-Click')],
])('a mailbox provider may end a subscription by a bare %s post', async (_kind, type, body) => {
  await using server = await openTestServer({ page });

  const answer = await server.ask(path, { method: 'POST', headers: { 'content-type': type }, body });

  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toEqual([['List-Unsubscribe', 'One-Click']]);
});

const part = 'Content-Disposition: form-data; name="List-Unsubscribe"';
const bodies = {
  plain: 'List-Unsubscribe=One-Click',
  ended: 'List-Unsubscribe=One-Click\r\n',
  fed: 'List-Unsubscribe=One-Click\n',
  escaped: 'List%2DUnsubscribe=One%2DClick',
  multipart: `--x\r\n${part}\r\n\r\nOne-Click\r\n--x--\r\n`,
  unended: `--x\r\n${part}\r\n\r\nOne-Click\r\n--x--`,
  typed: `--x\r\n${part}\r\nContent-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\nOne-Click\r\n--x--\r\n`,
  followed: `--x\r\n${part}\r\n\r\nOne-Click\r\n--x--\r\n\r\n`,
  led: `\r\n--x\r\n${part}\r\n\r\nOne-Click\r\n--x--\r\n`,
};

test.each([
  ['the plain form', urlencoded, bodies.plain],
  ['a line end after it', urlencoded, bodies.ended],
  ['a line feed after it', urlencoded, bodies.fed],
  ['escapes', urlencoded, bodies.escaped],
  ['a character set', `${urlencoded}; charset=UTF-8`, bodies.plain],
  ['another character set, quoted', `${urlencoded};charset="iso-8859-1"`, bodies.ended],
  ['another letter case of the type', 'Application/X-WWW-Form-URLencoded', bodies.plain],
  ['no type', undefined, bodies.plain],
  ['multipart', 'multipart/form-data; boundary=x', bodies.multipart],
  ['multipart of another letter case', 'Multipart/Form-Data; Boundary=x', bodies.multipart],
  ['multipart whose boundary is quoted', 'multipart/form-data; charset=utf-8; boundary="x"', bodies.multipart],
  ['multipart without a last line end', 'multipart/form-data; boundary=x', bodies.unended],
  ['multipart with a type of its part', 'multipart/form-data; boundary=x', bodies.typed],
  ['multipart with an empty line after it', 'multipart/form-data; boundary=x', bodies.followed],
  ['multipart with an empty line before it', 'multipart/form-data; boundary=x', bodies.led],
])('a provider ends a subscription by %s, whole or in chunks', async (_how, type, body) => {
  await using server = await openTestServer({ page });
  const head = [`POST ${path} HTTP/1.1`, `Host: ${server.host}`, 'Connection: close'];
  if (type) head.push(`Content-Type: ${type}`);
  const chunks = [body.slice(0, 7), body.slice(7)].map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`);

  const whole = await server.say(`${[...head, `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n${body}`);
  const inChunks = await server.say(
    `${[...head, 'Transfer-Encoding: Chunked'].join('\r\n')}\r\n\r\n${chunks.join('')}0\r\n\r\n`,
  );

  for (const answer of [whole, inChunks]) {
    expect(answer).toMatch(/^HTTP\/1\.1 200 /);
    expect(answer).toContain('[["List-Unsubscribe","One-Click"]]');
  }
});

test.each([
  ['says something else', path, urlencoded, 'List-Unsubscribe=Two-Clicks'],
  ['says more', path, urlencoded, 'List-Unsubscribe=One-Click&documents=all'],
  ['is broken multipart', path, 'multipart/form-data; boundary=x', '--x\r\nContent-Disp'],
  ['is multipart with more than it should', path, 'multipart/form-data; boundary=x', multipart('a', 'One-Click')],
  ['is JSON', path, 'application/json', '{"List-Unsubscribe":"One-Click"}'],
  ['goes to another page', '/updates/', urlencoded, 'List-Unsubscribe=One-Click'],
  ['goes beyond the page', `${path}more/`, urlencoded, 'List-Unsubscribe=One-Click'],
])('a bare post that %s is refused like any other foreign form', async (_how, path, type, body) => {
  await using server = await openTestServer({ page });

  const answer = await server.ask(path, { method: 'POST', headers: { 'content-type': type }, body });

  expect(answer.status).toBe(403);
});

test('a bare post that is far too long is cut off', async () => {
  await using server = await openTestServer({ page });
  const body = 'List-Unsubscribe=One-Click'.padEnd(10_000, 'x');

  const answer = await server.ask(path, { method: 'POST', headers: { 'content-type': urlencoded }, body });

  expect(answer.status).toBe(413);
});

test('the button on the page of the same address works as any form', async () => {
  await using server = await openTestServer({ page });

  expect(JSON.parse((await server.post(path, 'sure=yes')).text)).toEqual([['sure', 'yes']]);
});
