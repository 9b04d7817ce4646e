import { expect, test } from 'vitest';
import type { Comparison } from '../../src/library/compare/compare.ts';
import { toText } from '../../src/library/compare/formats/text.ts';
import { compareBodies } from '../support/compare.ts';

const one = 'The Customer pays each invoice within thirty days after it came.';
const two = 'Late payments bear interest at nine percent above the base rate.';
const three = 'The Provider may suspend the Services after two written reminders.';
const four = 'Nothing here limits the right to claim further damages in court.';
const payment = '## Payment [#payment]';
const remedies = '## Remedies [#remedies]';

test('a paragraph that is split is split, and its words are the same', () => {
  const comparison = compareBodies(body(payment, `${one} ${two} ${three}`), body(payment, one, `${two} ${three}`));

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain(`  ${one}\n  (split here) ${two} ${three}`);
});

test('paragraphs that became one are joined, and their words are the same', () => {
  const comparison = compareBodies(body(payment, one, two, three), body(payment, one, `${two} ${three}`));

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain(`${two} (joined with the one before) ${three}`);
});

test('a paragraph that is split in the middle of a sentence and joined with the next marks nothing else', () => {
  const comparison = compareBodies(
    body(payment, `${one} ${two}`, three),
    body(payment, `${one} Late payments`, `bear interest at ten percent above the base rate. ${three}`),
  );

  expect(comparison.counts).toMatchObject({ inserted: 1, deleted: 1 });
  expect(toText(comparison)).toContain('(split here) bear interest at [-nine-]{+ten+} percent');
});

test('a clause that is split gains a heading and nothing else', () => {
  const comparison = compareBodies(
    body(payment, one, two, three, four),
    body(payment, one, two, remedies, three, four),
  );

  expect(comparison.counts).toMatchObject({ added: 1, removed: 0, inserted: 1, deleted: 0 });
});

test('a clause that is joined with the one before loses its heading and nothing else', () => {
  const comparison = compareBodies(
    body(payment, one, two, remedies, three, four),
    body(payment, one, two, three, four),
  );

  expect(comparison.counts).toMatchObject({ added: 0, removed: 1, inserted: 0, deleted: 1 });
});

test('a paragraph that moved within its clause is moved', () => {
  const comparison = compareBodies(body(payment, one, two, three, four), body(payment, four, one, two, three));

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain(`${four} (moved within the clause)`);
});

test('a paragraph that moved to another clause says where it stood, and its old place where it went', () => {
  const comparison = compareBodies(
    body(payment, one, two, three, remedies, four),
    body(payment, one, three, remedies, four, two),
  );

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain(`${two} (moved from Payment)`);
  expect(toText(comparison)).toContain('(“Late payments bear interest at nine …” moved to Remedies)');
});

test('a paragraph that moved and was reworded is marked where it was reworded', () => {
  const comparison = compareBodies(
    body(payment, one, two, three, remedies, four),
    body(payment, one, three, remedies, four, two.replace('nine', 'ten')),
  );

  expect(comparison.counts).toMatchObject({ inserted: 1, deleted: 1 });
  expect(toText(comparison)).toContain(
    'Late payments bear interest at [-nine-]{+ten+} percent above the base rate. (moved from Payment)',
  );
});

test('a sentence that moved into another paragraph is moved', () => {
  const comparison = compareBodies(
    body(payment, `${one} ${two}`, remedies, `${three} ${four}`),
    body(payment, one, remedies, `${three} ${two} ${four}`),
  );

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain(
    '(“Late payments bear interest at nine percent above the base …” moved from Payment)',
  );
  expect(toText(comparison)).toContain('(a part of it moved to Remedies)');
});

test('half a short paragraph that moved is moved, also where both halves have a word in common', () => {
  const long = 'All requests are answered by our privacy team within the time that the law sets.';
  const comparison = compareBodies(
    `${long}\n\nSubject to data and data that others process.`,
    `Subject to data and\n\n${long}\n\ndata that others process.`,
  );

  expect(comparison.counts).toMatchObject({ inserted: 0, deleted: 0 });
});

test('a heading that is put above a table or a list is all that came in', () => {
  const table = '| Name | Where |\n| --- | --- |\n| AWS | Ireland |\n| Stripe | France |';
  const list = `- ${two}\n- ${three}`;
  const comparison = compareBodies(
    body(payment, one, table, list),
    body(payment, one, '## Providers [#providers]', table, '## Rules [#rules]', list),
  );

  expect(comparison.counts).toMatchObject({ added: 2, removed: 0, inserted: 2, deleted: 0 });
});

test('lines that became a list are the same lines', () => {
  const lines = [one, two, three];
  const comparison = compareBodies(
    body(payment, ...lines),
    body(payment, lines.map((line) => `1. ${line}`).join('\n')),
  );

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain('was a paragraph, is now an item of a list');
});

test('one paragraph that became a list is the same words', () => {
  const comparison = compareBodies(
    body(payment, `${one} ${two} ${three}`),
    body(payment, `- ${one}\n- ${two}\n- ${three}`),
  );

  expect(marksIn(comparison)).toBe(0);
});

test('a clause under the id of another is not that other', () => {
  const numbered = (number: number, title: string, ...words: string[]) =>
    body(`## ${number}. ${title} [#section-${number}]`, ...words);
  const comparison = compareBodies(
    [numbered(1, 'Payment', one, two), numbered(2, 'Damages', three, four)].join('\n\n'),
    [
      numbered(1, 'Payment', one, two),
      numbered(2, 'Notices', 'Write to us by mail or by post.'),
      numbered(3, 'Damages', three, four),
    ].join('\n\n'),
  );

  expect(comparison.clauses.map(({ title, change }) => [title, change])).toEqual([
    ['Terms', 'same'],
    ['1. Payment', 'same'],
    ['2. Notices', 'added'],
    ['3. Damages', 'changed'],
  ]);
  expect(comparison.counts).toMatchObject({ deleted: 1, removed: 0 });
});

test.each([
  ['$1,000.00', '$10,000.00'],
  ['US$ 5,000', 'US$ 5,500'],
  ['EUR 1.000,50', 'EUR 1.000,75'],
  ['1 000 €', '2 000 €'],
  ['5 %', '15 %'],
  ['April 23, 2026', 'April 24, 2026'],
  ['23 April 2026', '24 April 2026'],
  ['5. Juni 2027', '6. Juni 2027'],
  ['2026-04-23', '2026-05-23'],
  ['3.2.1', '3.2.2'],
  ['2016/679', '2016/680'],
  ['100 GB', '200 GB'],
  ['٣٠', '٤٥'],
])('%s is one number, and %s another', (before, after) => {
  const comparison = compareBodies(`We say ${before} here, and that is all.`, `We say ${after} here, and that is all.`);

  expect(toText(comparison)).toContain(`We say [-${before}-]{+${after}+} here`);
  expect(comparison.counts).toMatchObject({ inserted: 1, deleted: 1 });
});

test.each([
  ['Bulgarian', 'Ние пазим вашите данни за тридесет дни и след това ги изтриваме.', 'тридесет', 'деветдесет'],
  ['Greek', 'Διατηρούμε τα δεδομένα σας για τριάντα ημέρες και μετά τα διαγράφουμε.', 'τριάντα', 'ενενήντα'],
  ['Hindi', 'हम आपका डेटा तीस दिनों तक रखते हैं और फिर उसे हटा देते हैं।', 'तीस', 'नब्बे'],
  ['Arabic with vowels', 'نَحْنُ نَحْفَظُ بَيَانَاتِكَ ثَلَاثِينَ يَوْمًا ثُمَّ نَحْذِفُهَا.', 'ثَلَاثِينَ', 'تِسْعِينَ'],
  ['Thai', 'เราเก็บข้อมูลของคุณไว้เป็นเวลาสามสิบวันแล้วจึงลบ', 'สาม', 'เก้า'],
  ['Chinese', '我们将您的个人数据保存三十天，然后永久删除。', '三', '九'],
  ['Japanese', '私たちはお客様のデータを三十日間保存し、その後削除します。', '三', '九'],
  ['emoji', 'The family 👩‍👩‍👧‍👦 is shown beside each account that is shared.', '👩‍👩‍👧‍👦', '👨‍👩‍👧'],
])('%s is compared by its words', (_, text, word, other) => {
  const comparison = compareBodies(text, text.replace(word, other));

  const [deleted, inserted] = ['deleted', 'inserted'].map((kind) => piecesIn(comparison, kind));
  expect([deleted, inserted]).toEqual([[word], [other]]);
});

test('what changed without words is said in words', () => {
  const comparison = compareBodies(
    body(
      '## A [#a]',
      'See our [policy](https://example.com/a), which is *firm*.',
      '5. Fifth',
      '### B [#b]',
      'We never sell.',
      'Here and [there](https://example.com/b).',
    ),
    body(
      '## A [#a]',
      'See our [policy](https://example.com/b), which is firm.',
      '6. Fifth',
      '## B [#b]',
      'We ~~never~~ sell.',
      '[Here](/dpa/) and there.',
    ),
  );

  expect(marksIn(comparison)).toBe(0);
  const text = toText(comparison);
  for (const words of [
    'the link “policy” now leads to https://example.com/b; it led to https://example.com/a',
    '“firm” is no longer emphasised',
    'numbering changed: 5 became 6',
    'level of heading changed: 3 became 2',
    '“never” is now struck through',
    '“Here” is now a link to /dpa/',
    '“there” is no longer a link; it led to https://example.com/b',
  ]) {
    expect(text).toContain(words);
  }
});

test('a cell’s words that stand in another column moved there', () => {
  const head = '| Data | Kept | Sold |\n| --- | --- | --- |\n';
  const comparison = compareBodies(
    `${head}| Name | yes | |\n| Mail | yes | no |`,
    `${head}| Name | | yes |\n| Mail | yes | no |`,
  );

  expect(marksIn(comparison)).toBe(0);
  expect(toText(comparison)).toContain('“yes” moved to column Sold');
});

function body(...blocks: string[]): string {
  return blocks.join('\n\n');
}

function piecesIn({ clauses }: Comparison, kind: string): string[] {
  const cells = clauses.flatMap(({ passages }) => passages.flatMap(({ cells }) => cells));
  return cells.flatMap(({ pieces }) => pieces.filter(({ change }) => change === kind).map(({ text }) => text));
}

function marksIn({ counts }: Comparison): number {
  return counts.inserted + counts.deleted;
}
