import { expect, test } from 'vitest';
import { addDays, dayIn, isDay, showDay, showWeekday } from '../../src/library/model/days.ts';

test('the day is that of the company, not that of the server', () => {
  const lateInLondon = new Date('2026-12-31T23:30:00Z');

  expect(dayIn('UTC', lateInLondon)).toBe('2026-12-31');
  expect(dayIn('Europe/Berlin', lateInLondon)).toBe('2027-01-01');
  expect(dayIn('America/Los_Angeles', lateInLondon)).toBe('2026-12-31');
});

test('days are counted over months, leap days and changes of the clock', () => {
  expect(addDays('2026-11-24', 30)).toBe('2026-12-24');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  expect(addDays('2027-03-27', 2)).toBe('2027-03-29');
});

test('a day that no calendar has is none', () => {
  expect(['2026-02-28', '2028-02-29'].every(isDay)).toBe(true);
  expect(['2026-02-29', '2026-13-01', '2026-1-1', 'today', ''].some(isDay)).toBe(false);
});

test('readers see a day in words', () => {
  expect(showDay('2026-04-23')).toBe('April 23, 2026');
  expect(showDay('2026-12-01', 'de')).toBe('1. Dezember 2026');
});

test('French readers see the first of a month as its first', () => {
  expect(showDay('2001-12-01', 'fr')).toBe('1er décembre 2001');
  expect(showDay('2026-12-11', 'fr')).toBe('11 décembre 2026');
  expect(showWeekday('2026-12-01', 'fr-CA')).toBe('mardi 1er décembre 2026');
});
