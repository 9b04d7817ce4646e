import fc from 'fast-check';
import { expect, test } from 'vitest';
import { merge } from '../../src/library/publishing/three-way-merge.ts';

const clauses = (...texts: string[]) => `${texts.join('\n\n')}\n`;
const table = (...names: string[]) =>
  `## The list [#list]\n\n| Name |\n| --- |\n${names.map((name) => `| ${name} |\n`).join('')}\nThe end.\n`;

const cases: [name: string, base: string, theirs: string, ours: string, merged: string][] = [
  [
    'a passage that both have',
    clauses('A', 'Teh B', 'New'),
    clauses('A', 'The B', 'New'),
    clauses('A', 'Teh B'),
    clauses('A', 'The B'),
  ],
  ['what only the base has', clauses('A', 'B', 'Nwe'), clauses('A', 'B', 'New'), clauses('A', 'B'), clauses('A', 'B')],
  [
    'what only the other has',
    clauses('A', 'Teh C'),
    clauses('A', 'The C'),
    clauses('A', 'B', 'Teh C'),
    clauses('A', 'B', 'The C'),
  ],
  [
    'a paragraph in two',
    clauses('A', 'B one. B two.', 'C'),
    clauses('A', 'B one.', 'B two.', 'C'),
    clauses('A', 'B one. B two.', 'D'),
    clauses('A', 'B one.', 'B two.', 'D'),
  ],
  ['lines in two paragraphs', 'A\nB\nC\n', 'A\n\nB\nC\n', 'A\nB\nD\n', 'A\n\nB\nD\n'],
  ['a row that goes', table('P', 'Y', 'X'), table('P', 'X'), table('P', 'Y'), table('P')],
  ['the last row, gone from both', table('X', 'P', 'Y'), table('X', 'P'), table('P', 'Y'), table('P')],
  ['a row that goes, before one that went', table('P', 'Y'), table('P'), table('P', 'Y', 'Q'), table('P', 'Q')],
  [
    'a row that is replaced beside a new one',
    table('P', 'Y', 'X'),
    table('P', 'X', 'Z'),
    table('P', 'Y'),
    table('P', 'Z'),
  ],
  ['a row behind one that went', table('P', 'Y'), table('P', 'Z'), table('P', 'Y', 'Q'), table('P', 'Z', 'Q')],
  ['a new row, where a row went', table('P'), table('P', 'Z'), table('P', 'Q'), table('P', 'Q', 'Z')],
];

test.each(cases)('%s is corrected in the other text as well', (_, base, theirs, ours, merged) => {
  expect(merge(base, { theirs, ours })).toEqual({ text: merged, conflicts: [] });
});

test.each([
  [
    'a passage in other words',
    clauses('## Pay [#pay]', 'You  pay soon.'),
    clauses('## Pay [#pay]', 'You pay soon.'),
    clauses('## Pay [#pay]', 'You  pay now.'),
    'You  pay soon.',
  ],
  [
    'a paragraph below one that only the base has',
    clauses('## Pay [#pay]', 'New.'),
    clauses('## Pay [#pay]', 'New.', 'More.'),
    clauses('## Pay [#pay]'),
    'New.',
  ],
  [
    'a paragraph where the other has one',
    clauses('## Pay [#pay]', 'B'),
    clauses('## Pay [#pay]', 'A', 'B'),
    clauses('## Pay [#pay]', 'C', 'B'),
    '## Pay [#pay]',
  ],
])('%s is left to somebody, by the name of its clause', (_, base, theirs, ours, passage) => {
  expect(merge(base, { theirs, ours }).conflicts).toEqual([{ clause: { title: 'Pay', id: 'pay' }, passage }]);
});

test('what was not changed stays to the letter, and what one text alone has is never lost', () => {
  const text = fc
    .array(fc.constantFrom('A', 'B', 'C', '## D [#d]', '| E |', ''), { minLength: 1 })
    .map((lines) => `A\n${lines.join('\n')}\n`);
  fc.assert(
    fc.property(text, text, (base, other) => {
      expect(merge(base, { theirs: base, ours: other })).toEqual({ text: other, conflicts: [] });
      const { text: same, conflicts } = merge(base, { theirs: other, ours: base });
      expect(conflicts.length > 0 || same.replace(/\n+/g, '\n') === other.replace(/\n+/g, '\n')).toBe(true);
    }),
  );
});
