import { expect, test } from 'vitest';
import { labelled, quoted, shown } from '../../server/terminal.ts';

test('what would move the cursor or turn the line is named instead', () => {
  expect(shown('a\rb\u001b[2J\u202ec\u2066\u200fd\u0085\te\nf')).toBe(
    'a<U+000D>b<U+001B>[2J<U+202E>c<U+2066><U+200F>d<U+0085>\te\nf',
  );
  expect(shown('Zoë 👩‍🚀 می‌خواهم')).toBe('Zoë 👩‍🚀 می‌خواهم');
});

test('what people wrote stands behind a rule, however long its lines are', () => {
  const forged = `Hello${' '.repeat(71)}Outcome   done\n\nRequest WT-7F3K-92QD\r\nAddress   confirmed\n${'好'.repeat(60)}`;
  const lines = quoted(forged);
  expect(lines.every((line) => line.startsWith('│'))).toBe(true);
  expect(lines.every((line) => [...line].reduce((sum, sign) => sum + (sign > '\u2e80' ? 2 : 1), 0) <= 78)).toBe(true);
  expect(lines.join('')).toContain('<U+000D>');
});

test('a field that goes on below is as far in as it began', () => {
  expect(labelled('Name', 'Ada').split('\n')).toEqual(['Name      Ada']);
  const [first = '', ...others] = labelled('Name', `a${' '.repeat(80)}Outcome   done`).split('\n');
  expect(first).toMatch(/^Name {6}a/);
  expect(others.every((line) => line.startsWith(' '.repeat(10)))).toBe(true);
});
