import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/library/compare/compare.ts';
import { linesIn } from '../../src/library/text/passages.ts';
import { body, isSame, renderBody, textIn } from '../support/compare.ts';

test('the passages of a version say what its text says, line by line', async () => {
  await fc.assert(
    fc.asyncProperty(body, async (body) => {
      const { passages, text } = renderBody(body);
      expect(passages.flatMap(linesIn).join('\n')).toBe(text);
    }),
    { numRuns: 60 },
  );
});

test('both texts can be read from their comparison to the letter', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (before, after) => {
      const [a, b] = [renderBody(before), renderBody(after)];
      const comparison = compareVersions(a, b);
      expect(textIn(comparison, 'before')).toBe(a.text);
      expect(textIn(comparison, 'after')).toBe(b.text);
      if (isSame(comparison)) expect(a.text).toBe(b.text);
      expect(isSame(compareVersions(a, a))).toBe(true);
    }),
    { numRuns: 100 },
  );
});

test('in the other direction the same is found: what was added is removed, what was inserted deleted', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (before, after) => {
      const [a, b] = [renderBody(before), renderBody(after)];
      const [there, back] = [compareVersions(a, b).counts, compareVersions(b, a).counts];
      const { added, removed, changed, moved, inserted, deleted } = there;
      expect(back).toMatchObject({
        ...{ added: removed, removed: added, changed, moved },
        ...{ inserted: deleted, deleted: inserted },
      });
    }),
    { numRuns: 100 },
  );
});

test('whoever splits, joins and moves paragraphs changes no word', async () => {
  const word = fc.noBias(fc.nat(300)).map((at) => `word${at}`);
  const sentence = fc
    .array(fc.oneof({ weight: 3, arbitrary: word }, fc.constantFrom('we', 'of', 'the', 'data')), {
      minLength: 8,
      maxLength: 25,
    })
    .map((words) => `${words.join(' ')}.`);
  const act = fc.tuple(fc.constantFrom('split', 'join', 'move'), fc.nat(), fc.nat());
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.array(sentence, { minLength: 1, maxLength: 4 }), {
        minLength: 2,
        maxLength: 12,
        selector: String,
      }),
      fc.array(act, { minLength: 1, maxLength: 4 }),
      async (texts, acts) => {
        const before = texts.map((sentences) => sentences.join(' '));
        const after = acts.reduce(changed, before);
        const { counts } = compareVersions(renderBody(before.join('\n\n')), renderBody(after.join('\n\n')));
        expect(counts).toMatchObject({ inserted: 0, deleted: 0 });
      },
    ),
    { numRuns: 40 },
  );
});

function changed(paragraphs: readonly string[], [act, one, other]: [string, number, number]): string[] {
  const at = one % paragraphs.length;
  const paragraph = paragraphs[at] ?? '';
  const rest = paragraphs.toSpliced(at, 1);
  if (act === 'move') return rest.toSpliced(other % paragraphs.length, 0, paragraph);
  if (act === 'join')
    return at === 0 ? [...paragraphs] : rest.toSpliced(at - 1, 1, `${paragraphs[at - 1]} ${paragraph}`);
  // So many words are known again wherever they stand.
  const least = 6;
  const words = paragraph.split(' ');
  if (words.length < 2 * least) return [...paragraphs];
  const cut = least + (other % (words.length - 2 * least + 1));
  return paragraphs.toSpliced(at, 1, words.slice(0, cut).join(' '), words.slice(cut).join(' '));
}
