import { expect, test } from 'vitest';
import { newId } from '../../server/db/ids.ts';

test('an id is a UUID of version 7 that sorts by the time at which it was made', () => {
  const times = ['1970-01-01T00:00:00.000Z', '2026-11-23T12:00:00.000Z', '2026-11-23T12:00:00.001Z', '2126-01-01'];
  const ids = times.map((time) => newId(new Date(time)));
  expect(ids.toSorted()).toEqual(ids);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});

test('no two ids are the same, also when made at the same moment', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  expect(new Set(Array.from({ length: 10_000 }, () => newId(now))).size).toBe(10_000);
});

test('ids that one server makes at the same moment stand in the order in which they were made', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  const ids = Array.from({ length: 1000 }, () => newId(now));
  expect(ids.toSorted()).toEqual(ids);
});
