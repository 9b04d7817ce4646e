import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { deadlineFor } from '../../server/requests/deadline.ts';
import { promise } from '../support/promise.ts';

interface Vector {
  readonly id: string;
  readonly rule: string;
  readonly received: string;
  readonly expected_due: string;
  readonly conservative_due?: string;
  readonly why: string;
}

const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'vectors', 'deadlines.json'), 'utf8'),
) as Vector[];
const promised = vectors.filter(({ id }) => ['WP-01', 'WP-02', 'WP-04', 'WP-05', 'WP-10'].includes(id));
const months = vectors.filter(({ rule }) => /^(eu|uk)-one-month/.test(rule));

const anyDay = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('there are worked dates for both clocks', () => {
  expect(promised.map(({ id }) => id)).toEqual(['WP-01', 'WP-02', 'WP-04', 'WP-05', 'WP-10']);
  expect(months.length).toBeGreaterThan(15);
});

test.each(promised)('$id: received on $received, due on $expected_due. $why', ({ received, expected_due }) => {
  expect(deadlineFor(received).dueOn).toBe(expected_due);
});

// Where the law would allow the next working day, the date before it is taken.
test.each(months)('$id: one month from $received, not moved to a working day', (vector) => {
  const step = deadlineFor(vector.received).steps.find(({ rule }) => rule === 'gdpr-month');
  expect(step?.dueOn).toBe(vector.conservative_due ?? vector.expected_due);
});

test(
  'a request is never due later than 30 days or one month after its receipt, nor earlier than 28 days',
  promise('answer-within-30-days'),
  () => {
    fc.assert(
      fc.property(anyDay, (received) => {
        const due = Temporal.PlainDate.from(deadlineFor(received).dueOn);
        const from = Temporal.PlainDate.from(received);
        const days = from.until(due).days;
        expect(days).toBeGreaterThanOrEqual(28);
        expect(days).toBeLessThanOrEqual(30);
        expect(Temporal.PlainDate.compare(due, from.add({ months: 1 }))).toBeLessThanOrEqual(0);
      }),
    );
  },
);

test('the month ends on the same number of the day, or on the last day of a month that has none, and says so', () => {
  fc.assert(
    fc.property(anyDay, (received) => {
      const step = deadlineFor(received).steps.find(({ rule }) => rule === 'gdpr-month');
      const due = Temporal.PlainDate.from(step?.dueOn ?? '');
      const from = Temporal.PlainDate.from(received);
      expect((due.year - from.year) * 12 + due.month - from.month).toBe(1);
      expect(due.day).toBe(Math.min(from.day, due.daysInMonth));
      expect(step?.clamped).toBe(due.day !== from.day);
    }),
  );
});

test('a request received later is never due earlier', () => {
  fc.assert(
    fc.property(anyDay, anyDay, (one, other) => {
      const [first = '', second = ''] = [one, other].sort();
      expect(deadlineFor(first).dueOn <= deadlineFor(second).dueOn).toBe(true);
    }),
  );
});

test('the due date is that of the earliest step, and each step names its source', () => {
  const { dueOn, steps } = deadlineFor('2027-01-31');
  expect(steps.map(({ rule, dueOn, clamped }) => [rule, dueOn, clamped])).toEqual([
    ['gdpr-month', '2027-02-28', true],
    ['promise-30-days', '2027-03-02', false],
  ]);
  expect(dueOn).toBe('2027-02-28');
  expect(steps.map(({ source }) => source).join()).toMatch(/GDPR Article 12\(3\).*within 30 days/);
});
