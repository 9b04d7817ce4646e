import { expect, test } from 'vitest';
import { openTestPorch, type TestPage } from '../support/porch.ts';

const path = '/updates/unsubscribe/subscriber.mac/';
const urlencoded = 'application/x-www-form-urlencoded';

const page: TestPage = async (request) => Response.json([...(await request.formData()).entries()]);

const multipart = (name: string, value: string) =>
  `--x\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n--x--\r\n`;

test.each([
  ['urlencoded', urlencoded, 'List-Unsubscribe=One-Click'],
  ['multipart', 'multipart/form-data; boundary=x', multipart('List-Unsubscribe', 'One-Click')],
])('a mailbox provider may end a subscription by a bare %s post', async (_kind, type, body) => {
  await using porch = await openTestPorch({ page });

  const answer = await porch.ask(path, { method: 'POST', headers: { 'content-type': type }, body });

  expect(answer.status).toBe(200);
  expect(JSON.parse(answer.text)).toEqual([['List-Unsubscribe', 'One-Click']]);
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
  await using porch = await openTestPorch({ page });

  const answer = await porch.ask(path, { method: 'POST', headers: { 'content-type': type }, body });

  expect(answer.status).toBe(403);
});

test('a bare post that is far too long is cut off', async () => {
  await using porch = await openTestPorch({ page });
  const body = 'List-Unsubscribe=One-Click'.padEnd(10_000, 'x');

  const answer = await porch.ask(path, { method: 'POST', headers: { 'content-type': urlencoded }, body });

  expect(answer.status).toBe(413);
});

test('the button on the page of the same address works as any form', async () => {
  await using porch = await openTestPorch({ page });

  expect(JSON.parse((await porch.post(path, 'sure=yes')).text)).toEqual([['sure', 'yes']]);
});
