import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { extend, readChain, writeChain } from '../../src/library/model/chain/chain.ts';
import type { PublishedLine } from '../../src/library/model/chain/line.ts';
import { canonicalJson } from '../../src/library/model/files/canonical-json.ts';

const digest = 'a'.repeat(64);
const event = (version: string, change: PublishedLine['class'] = 'editorial') => ({
  version,
  publishedOn: version.slice(0, 10),
  effectiveOn: version.slice(0, 10),
  class: change,
  summary: 'A change — with “words”.',
  approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
  sourceSha256: digest,
  textSha256: digest,
});
const first = extend([], event('2026-01-01', null));
const second = extend([first], event('2026-02-01'));
const third = extend([first, second], event('2026-02-01-2'));
const chain = writeChain([first, second, third]);

const problemsIn = (text: string) =>
  readChain('terms/chain.jsonl', text).problems.map(({ line, problem }) => `${line}: ${problem}`);

test('each line holds the digest of the line before, which sha256sum confirms', () => {
  const [one, two] = chain.split('\n');

  expect(JSON.parse(two ?? '').previous).toBe(
    createHash('sha256')
      .update(one ?? '')
      .digest('hex'),
  );
  expect(first.previous).toBeNull();
});

test('a chain that is written is read again, without a problem', () => {
  expect(readChain('terms/chain.jsonl', chain)).toEqual({ lines: [first, second, third], problems: [] });
});

test('what one means is written in one way only', () => {
  expect(canonicalJson({ b: 1, a: { d: null, c: 'é"\n' } })).toBe('{"a":{"c":"é\\"\\n","d":null},"b":1}');
  expect(problemsIn(chain.replace('{"approvedBy"', '{ "approvedBy"'))).toContain(
    '1: This line is not written in canonical form: it was edited by hand.',
  );
});

test('a line whose words were changed breaks the chain after it', () => {
  expect(problemsIn(chain.replace('2026-01-01"', '2026-01-02"').replace('Ada', 'Eve'))).toContain(
    '2: The chain is broken here: this line does not hold the digest of the line before it.',
  );
});

test('lines that were reordered or removed are found', () => {
  const [one = '', two = '', three = ''] = chain.split('\n');

  expect(problemsIn(`${one}\n${three}\n${two}\n`)).toContain('2: This line is number 3 and stands as number 2.');
  expect(problemsIn(`${one}\n${three}\n`)).toContain(
    '2: The chain is broken here: this line does not hold the digest of the line before it.',
  );
});

test('a line cut off half-way, and one with a word too many, cannot be read', () => {
  expect(problemsIn(chain.slice(0, -20))).toEqual([
    'null: The last line has no end.',
    '3: This line cannot be read: it is not JSON.',
  ]);
  expect(problemsIn(`${canonicalJson({ ...first, note: 'x' })}\n`)).toEqual([
    expect.stringMatching(/^1: This line cannot be read: .*note/),
  ]);
});

test('a version published twice, or in effect before it was published, is found', () => {
  const twice = extend([first], { ...event('2026-01-01'), effectiveOn: '2025-12-31' });

  expect(problemsIn(writeChain([first, twice]))).toEqual([
    '2: Version 2026-01-01 is published twice.',
    '2: The version takes effect before it was published.',
  ]);
});
