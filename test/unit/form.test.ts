import { expect, test } from 'vitest';
import { readForm } from '../../server/form.ts';
import { formOf } from '../support/services.ts';

const shape = { one: ['email', 'details'], many: ['kind'] } as const;

test('a form is read by its shape, and what was not sent is empty', () => {
  expect(readForm(formOf({ email: 'ada@example.com', kind: ['access', 'erasure'] }), shape)).toEqual({
    ok: true,
    value: { one: { email: 'ada@example.com', details: '' }, many: { kind: ['access', 'erasure'] } },
  });
});

test('a field that the form does not have is refused', () => {
  expect(readForm(formOf({ role: 'admin' }), shape)).toEqual({ ok: false, problems: ['form-field-unknown'] });
  expect(readForm(formOf({ __proto__x: '1' }), shape)).toMatchObject({ ok: false });
});

test('a second value for a field of one value is refused', () => {
  expect(readForm(formOf({ email: ['a@example.com', 'b@example.com'] }), shape)).toEqual({
    ok: false,
    problems: ['form-field-twice'],
  });
});
