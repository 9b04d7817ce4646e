import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions, isSame } from '../../src/documents/compare/compare.ts';
import { linesIn } from '../../src/documents/compare/passages.ts';
import { textIn } from '../../src/documents/compare/sides.ts';
import { compareWords } from '../../src/documents/compare/words.ts';
import { body, renderBody } from '../support/compare.ts';

test('the passages of a version say what its text says, line by line', async () => {
  await fc.assert(
    fc.asyncProperty(body, async (body) => {
      const { passages, text } = await renderBody(body);
      expect(passages.flatMap(linesIn).join('\n')).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test('both texts can be read from their comparison to the letter', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (before, after) => {
      const [a, b] = [await renderBody(before), await renderBody(after)];
      const comparison = compareVersions(a, b);
      expect(textIn(comparison, 'before')).toBe(a.text);
      expect(textIn(comparison, 'after')).toBe(b.text);
      if (isSame(comparison)) expect(a.text).toBe(b.text);
      expect(isSame(compareVersions(a, a))).toBe(true);
    }),
    { numRuns: 100 },
  );
}, 30_000);

test('in the other direction the same is found: what was added is removed, what was inserted deleted', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (before, after) => {
      const [a, b] = [await renderBody(before), await renderBody(after)];
      const [there, back] = [compareVersions(a, b).counts, compareVersions(b, a).counts];
      const { added, removed, changed, moved, inserted, deleted } = there;
      expect(back).toMatchObject({
        ...{ added: removed, removed: added, changed, moved },
        ...{ inserted: deleted, deleted: inserted },
      });
    }),
    { numRuns: 100 },
  );
}, 30_000);

test('words that stay are the same to the letter in both texts', () => {
  const text = fc
    .array(fc.constantFrom('we', 'keep', 'data', 'for', '30', 'days', 'of', ',', '-', '“it”', 'é'), { maxLength: 30 })
    .chain((words) => fc.constantFrom(' ', '', '-').map((between) => words.join(between)));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = compareWords(before, after);
      const without = (lost: string) =>
        pieces
          .filter(({ change }) => change !== lost)
          .map(({ text }) => text)
          .join('');
      expect(without('inserted')).toBe(before);
      expect(without('deleted')).toBe(after);
    }),
    { numRuns: 500 },
  );
});
