import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJson } from '../../server/api/json.ts';

test('JSON is read as everybody reads it', () => {
  const property = fc.property(fc.jsonValue({ stringUnit: 'grapheme' }), (value) => {
    const body = JSON.stringify(value);
    if (/\\u0000|__proto__/.test(body)) return;
    expect(readJson(body)).toEqual({ ok: true, value: JSON.parse(body) });
  });
  fc.assert(property, { numRuns: 300 });
});

test.each([
  ['a member twice', '{"a":1,"a":2}', 'json-key-twice'],
  ['a member twice, once escaped', '{"a":1,"\\u0061":2}', 'json-key-twice'],
  ['a member twice, further in', '[{"x":{"a":1,"b":[{},"]"],"a":2}}]', 'json-key-twice'],
  ['a prototype', '{"__proto__":{"isAdmin":true}}', 'json-key-forbidden'],
  ['a prototype, escaped', '{"a":{"__pr\\u006fto__":1}}', 'json-key-forbidden'],
  ['NUL', '{"a":"\\u0000"}', 'json-not-text'],
  ['NUL in a name', '{"\\u0000":1}', 'json-not-text'],
  ['half of a pair', '["\\ud83d"]', 'json-not-text'],
  ['nothing', '', 'json-malformed'],
  ['a byte order mark', '\ufeff{}', 'json-malformed'],
  ['single quotes', "{'a':1}", 'json-malformed'],
  ['a comment', '{}//', 'json-malformed'],
  ['two values', '{}{}', 'json-malformed'],
  ['a number that is none', '{"a":NaN}', 'json-malformed'],
])('a body with %s is refused', (_what, body, problem) => {
  expect(readJson(body)).toEqual({ ok: false, problems: [problem] });
});

test('a name that only looks like one that came before is another', () => {
  const body = '{"a":"a","b":{"a":"\\"a\\":1,"},"c":["a","a"],"d":{"a":1},"\\\\":1,"\\"":1}';
  expect(readJson(body)).toEqual({ ok: true, value: JSON.parse(body) });
});

test('what is as deep or as long as a body can be is read or refused, and nothing breaks', () => {
  expect(readJson('['.repeat(65_536)).ok).toBe(false);
  expect(readJson('['.repeat(32_768) + ']'.repeat(32_768)).ok).toBe(true);
  expect(readJson(`{${'"a":{'.repeat(10_000)}${'}'.repeat(10_000)}}`).ok).toBe(true);
  expect(readJson(JSON.stringify('\\"'.repeat(16_000))).ok).toBe(true);
});
