import { expect, test } from 'vitest';
import { openTestServer, siteFiles } from '../support/server.ts';

const tomorrow = {
  'privacy/index.html': '<!doctype html><title>Privacy</title><p>The new version.</p>',
  'privacy/2026-04-23/index.html': '<!doctype html><title>2026-04-23</title><p>This is an old version.</p>',
  'privacy/2026-11-01/index.html': '<!doctype html><title>2026-11-01</title><p>In effect.</p>',
};

test.each([
  ['UTC', '2026-11-30T23:59:59.999Z', '2026-12-01T00:00:00.000Z'],
  ['America/New_York', '2026-12-01T04:59:59.999Z', '2026-12-01T05:00:00.000Z'],
  ['Pacific/Auckland', '2026-11-30T10:59:59.999Z', '2026-11-30T11:00:00.000Z'],
])('in %s a version takes effect at midnight there, not a millisecond sooner', async (timeZone, last, first) => {
  await using server = await openTestServer({ intervals: { '2026-12-01': tomorrow }, now: last, timeZone });
  const pages = async () =>
    Promise.all(
      ['/privacy/', '/privacy/?utm=1', '/privacy/2026-04-23/', '/privacy.md'].map(
        async (path) => (await server.ask(path)).text,
      ),
    );

  expect(await pages()).toEqual([
    siteFiles['privacy/index.html'],
    siteFiles['privacy/index.html'],
    siteFiles['privacy/2026-04-23/index.html'],
    siteFiles['privacy.md'],
  ]);
  expect((await server.ask('/privacy/2026-11-01/')).status).toBe(404);

  server.services.clock.set(first);

  expect(await pages()).toEqual([
    tomorrow['privacy/index.html'],
    tomorrow['privacy/index.html'],
    tomorrow['privacy/2026-04-23/index.html'],
    siteFiles['privacy.md'],
  ]);
  expect((await server.ask('/privacy/2026-11-01/')).text).toBe(tomorrow['privacy/2026-11-01/index.html']);
});

test('where the clocks skip midnight, a day begins with its first instant', async () => {
  const intervals = { '2026-04-24': tomorrow };
  const timeZone = 'Africa/Cairo';
  await using server = await openTestServer({ intervals, now: '2026-04-23T21:59:59.999Z', timeZone });
  const before = (await server.ask('/privacy/')).text;
  server.services.clock.set('2026-04-23T22:00:00.000Z');

  expect(before).toBe(siteFiles['privacy/index.html']);
  expect((await server.ask('/privacy/')).text).toBe(tomorrow['privacy/index.html']);
});

test('a server that starts weeks after the build shows what is in effect by then', async () => {
  const intervals = {
    '2026-12-01': { 'privacy/index.html': 'first', 'privacy.md': 'first' },
    '2026-12-24': { 'privacy/index.html': 'second' },
  };
  await using server = await openTestServer({ intervals, now: '2026-12-26T12:00:00Z' });

  expect((await server.ask('/privacy/')).text).toBe('second');
  expect((await server.ask('/privacy.md')).text).toBe(siteFiles['privacy.md']);
});

test('all who ask at midnight get the new version, and its tag differs from the old one', async () => {
  const intervals = { '2026-12-01': tomorrow };
  await using server = await openTestServer({ intervals, now: '2026-11-30T23:59:59Z' });
  const old = await server.ask('/privacy/');
  server.services.clock.set('2026-12-01T00:00:00Z');

  const headers = { 'if-none-match': String(old.headers.etag) };
  const answers = await Promise.all(Array.from({ length: 20 }, () => server.ask('/privacy/', { headers })));

  expect(new Set(answers.map(({ status, text }) => `${status} ${text}`))).toEqual(
    new Set([`200 ${tomorrow['privacy/index.html']}`]),
  );
});

test('a clock that is set back shows what was in effect then', async () => {
  await using server = await openTestServer({ intervals: { '2026-12-01': tomorrow }, now: '2026-12-01T00:00:00Z' });
  await server.ask('/privacy/');
  server.services.clock.set('2026-11-30T23:00:00Z');

  expect((await server.ask('/privacy/')).text).toBe(siteFiles['privacy/index.html']);
});
