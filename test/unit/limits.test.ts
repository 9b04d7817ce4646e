import { expect, test } from 'vitest';
import { hour } from '../../server/clock.ts';
import { openTestServices } from '../support/services.ts';

const limit = { name: 'test', most: 2, window: hour };

test('a limit counts acts of one subject within its window', async () => {
  await using services = await openTestServices();
  const { limits, clock } = services;
  expect([await limits.allow(limit, 'a'), await limits.allow(limit, 'a'), await limits.allow(limit, 'a')]).toEqual([
    true,
    true,
    false,
  ]);
  expect(await limits.allow(limit, 'b')).toBe(true);
  clock.set('2026-11-23T13:00:00Z');
  expect(await limits.allow(limit, 'a')).toBe(true);
});

test('counts hold no address in clear, and are forgotten with their salt after a day', async () => {
  await using services = await openTestServices();
  const { db, limits, clock } = services;
  await limits.allow(limit, '192.0.2.7');
  const rows = JSON.stringify([
    await db.selectFrom('limit_count').selectAll().execute(),
    await db.selectFrom('limit_salt').selectAll().execute(),
  ]);
  expect(rows).not.toContain('192.0.2.7');
  clock.set('2026-11-25T00:00:01Z');
  await services.runJobs();
  expect(await db.selectFrom('limit_count').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('limit_salt').select('day').execute()).toEqual([{ day: '2026-11-25' }]);
});
