import { expect, test } from 'vitest';
import { compareVersions } from '../../src/library/compare/compare.ts';
import { extend, writeChain } from '../../src/library/model/chain/chain.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { textDigest } from '../../src/library/text/derivation.ts';
import { render } from '../../src/library/text/render.ts';
import { isSame } from '../support/compare.ts';
import { draft, scratchLibrary } from '../support/library.ts';

/** Two texts that a reader tells from each other, and no word of a sentence does. */
const pairs: [string, string, string][] = [
  ['the number of a point', 'It ends on\n\n5. Juni 2027', 'It ends on\n\n6. Juni 2027'],
  ['a point and a paragraph', '1. We pay.', 'We pay.'],
  ['a number and a bullet', '1. We pay.', '- We pay.'],
  ['the number of a point in a list in a list', '- A\n  3. B', '- A\n  4. B'],
  ['the number of a point that begins with a list', '7. - A', '8. - A'],
  ['the number of an empty point', 'A\n\n1. B\n2.\n3. C', 'A\n\n1. B\n2. C'],
  ['nesting', '- A\n- B', '- A\n  - B'],
  ['a paragraph in a point and one after it', '- A\n\n  B', '- A\n\nB'],
  ['a quotation', '> We pay.', 'We pay.'],
  ['a stroke', 'We never pay.', 'We ~~never~~ pay.'],
  ['the end of a stroke', 'We ~~never~~ pay.', 'We ~~never pay~~.'],
  ['a tick', '- [ ] I agree.', '- [x] I agree.'],
  ['a box', '- I agree.', '- [ ] I agree.'],
  [
    'the place of a footnote',
    'We sell nothing.[^1] We share.\n\n[^1]: But A.',
    'We sell nothing. We share.[^1]\n\n[^1]: But A.',
  ],
  ['which footnote', 'A.[^1] B.[^2]\n\n[^1]: C.\n[^2]: D.', 'A.[^1] B.[^1]\n\n[^1]: C.\n[^2]: D.'],
  ['the words of a footnote', 'A.[^1]\n\n[^1]: C.', 'A.[^1]\n\n[^1]: D.'],
  [
    'the column of a cell',
    '| A | B | C |\n|---|---|---|\n| n | yes | |',
    '| A | B | C |\n|---|---|---|\n| n | | yes |',
  ],
  ['two rows and one', '| A | B |\n|---|---|\n| n | |\n| | m |', '| A | B |\n|---|---|\n| n | m |'],
  ['a head and a row', '| A |\n|---|\n| b |\n\n| C |\n|---|\n| d |', '| A |\n|---|\n| b |\n| C |\n| d |'],
  ['the target of a link', 'See [it](https://a.example/x).', 'See [it](https://b.example/x).'],
  ['the target of a link in the text', 'See [it](#a).', 'See [it](#b).'],
  ['a link', 'See [it](https://a.example/x).', 'See it.'],
  ['the target of a reference', 'See [it][x].\n\n[x]: https://a.example', 'See [it][x].\n\n[x]: https://b.example'],
  ['a new line', 'A\\\nB', 'A B'],
  ['an image', '![A](/a.png)', '![A](/b.png)'],
];

test.each(pairs)('%s is part of the text', (_, before, after) => {
  const [a, b] = [render(draft(before)), render(draft(after))];

  expect(a.textSha256).not.toBe(b.textSha256);
  expect(isSame(compareVersions(a, b))).toBe(false);
  expect(isSame(compareVersions(b, a))).toBe(false);
});

const alike: [string, string, string][] = [
  ['emphasis', 'We *keep* **it** `here`.', 'We keep it here.'],
  ['how lines are broken', 'We keep\nit.', 'We keep it.'],
  ['spaces', 'We\u00a0keep  it.', 'We keep it.'],
  ['where a word may break', 'We ke\u00adep\u200b it.\ufeff', 'We keep it.'],
  ['how a letter is made', 'e\u0301tat', '\u00e9tat'],
  ['the sign of a bullet', '- A\n- B', '* A\n* B'],
  ['numbers that are not shown', '1. A\n2. B', '1. A\n1. B'],
  [
    'the names of footnotes and references',
    'A[^a] [b][c]\n\n[^a]: D\n\n[c]: /e/',
    '[^x]: D\n\nA[^x] [b][y]\n\n[y]: /e/',
  ],
  ['the address of a clause', '## A [#a]', '## A [#b]'],
];

test.each(alike)('%s is not part of the text', (_, before, after) => {
  const [a, b] = [render(draft(before)), render(draft(after))];

  expect(a.textSha256).toBe(b.textSha256);
});

test('a text is read as it is shown: numbers, ticks, rows, and footnotes in their order at the end', () => {
  const { text, opening } = render(
    draft('3. A[^b]\n4. - [x] B[^a]\n\n[^a]: One.\n[^b]: Two.\n\n| A | B | C |\n|---|---|---|\n| | yes | |\n\nA\\\nB'),
  );

  expect(text.split('\n')).toEqual([
    ...['Terms', '3. A[1]', '4.', '☑ B[2]', 'A\tB\tC', '\tyes\t', 'A', 'B', '[1] Two.', '[2] One.'],
  ]);
  expect(`Terms\n${opening}`).toBe(text);
});

test('a line says how its text is digested, and an older one is good as it was made', () => {
  using library = scratchLibrary();
  const source = draft('## A [#a]\n\n1. We ~~never~~ sell.');
  const by = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  const old = textDigest(source, {});
  const first = extend([], {
    ...{ version: '2026-11-01', publishedOn: '2026-11-01', effectiveOn: '2026-11-01', class: null, summary: 'First.' },
    ...{ approvedBy: by, sourceSha256: 'a'.repeat(64), textSha256: old },
  });
  library.write('security/2026-11-01.mdx', source);
  library.write('security/chain.jsonl', writeChain([first]));
  library.write('security/draft.mdx', source.replace('1. We', '2. We'));
  const sayings = () =>
    verify(library.root).problems.concat(
      verify(library.root).documents.flatMap(({ slug, problems }) => (slug === 'security' ? problems : [])),
    );
  expect(sayings().filter(({ problem }) => problem.includes('Its text'))).toEqual([]);

  const published = publish(
    library.root,
    { document: 'security', summary: 'Second.', approvedBy: by, class: 'notice', effectiveOn: null },
    '2026-11-28',
  );

  expect(published).toMatchObject({ ok: true, value: { derivation: 2 } });
  expect(sayings().filter(({ problem }) => problem.includes('Its text'))).toEqual([]);
  expect(textDigest(source, {})).toBe(textDigest(source.replace('1. We', '2. We'), {}));
});
