import { expect, test } from 'vitest';
import type { Comparison } from '../../src/library/compare/compare.ts';
import { comparePath } from '../../src/library/compare/path.ts';
import { compareBodies, isSame } from '../support/compare.ts';

const retention =
  '## Data retention [#retention]\n\nWe keep your data for the life of the account.\n\nThen it is deleted.';
const contact = '## Contact [#contact]\n\nQuestions? Write to us by email and we answer within a few days.';
const security = '## Security [#security]\n\nAll data is encrypted in transit and at rest. Passwords are hashed.';

test('two versions that say the same have no change', () => {
  const comparison = compareBodies(`${retention}\n\n${contact}`, `${retention}\n\n${contact}`);

  expect(isSame(comparison)).toBe(true);
  expect(comparison.counts).toEqual({
    ...{ clauses: 3, added: 0, removed: 0, changed: 0, moved: 0 },
    ...{ inserted: 0, deleted: 0 },
  });
});

test('a word is a change, and so is what words are marked with', () => {
  expect(isSame(compareBodies('We keep *data*.', '- We [keep](/dpa/) data.'))).toBe(false);
  expect(isSame(compareBodies('We keep *data*.', 'We **keep** `data`.'))).toBe(false);
  expect(isSame(compareBodies('We keep *data*.', 'We keep _data_.'))).toBe(true);
  expect(isSame(compareBodies('We keep data.', 'We keep the data.'))).toBe(false);
});

test('a changed number is shown as one word for another', () => {
  const comparison = compareBodies(
    'We answer within 30 days of your request.',
    'We answer within 45 days of your request.',
  );

  expect(wordsIn(comparison)).toEqual(['Terms', 'We answer within -30- +45+ days of your request.']);
  expect(comparison.counts).toMatchObject({ changed: 1, inserted: 1, deleted: 1 });
});

test('a clause that moved is moved, neither removed nor added', () => {
  const comparison = compareBodies(
    [retention, security, contact].join('\n\n'),
    [contact, retention, security].join('\n\n'),
  );

  expect(comparison.counts).toMatchObject({ added: 0, removed: 0, changed: 0, moved: 1, inserted: 0, deleted: 0 });
  expect(comparison.clauses.map(({ id, moved }) => [id, moved])).toEqual([
    [null, null],
    ['contact', 'up'],
    ['retention', null],
    ['security', null],
  ]);
});

test('what stands below a clause that moved goes with it, and is not called moved itself', () => {
  const below = '### Backups [#backups]\n\nBackups are kept for thirty days and then overwritten for good.';
  const comparison = compareBodies(
    [retention, below, security, contact].join('\n\n'),
    [security, contact, retention, below].join('\n\n'),
  );

  expect(comparison.clauses.filter(({ moved }) => moved).length).toBe(comparison.counts.moved);
  expect(comparison.clauses.find(({ id }) => id === 'backups')?.moved).toBe(null);
});

test('a clause with another id is known by its words', () => {
  const comparison = compareBodies(
    retention,
    retention.replace('#retention', '#how-long').replace('Then', 'Afterwards'),
  );

  expect(comparison.counts).toMatchObject({ added: 0, removed: 0, changed: 1 });
});

test('a clause that is gone stands where it stood', () => {
  const comparison = compareBodies([retention, security, contact].join('\n\n'), [retention, contact].join('\n\n'));

  expect(comparison.clauses.map(({ id, change }) => [id, change])).toEqual([
    [null, 'same'],
    ['retention', 'same'],
    ['security', 'removed'],
    ['contact', 'same'],
  ]);
  expect(comparison.counts).toMatchObject({ removed: 1, clauses: 3, inserted: 0, deleted: 13 });
});

test('a table is compared by row and by cell', () => {
  const head = '| Name | Purpose | Where |\n| --- | --- | --- |\n';
  const comparison = compareBodies(
    `${head}| AWS | Hosting | United States |\n| Twilio | SMS | United States |\n| Old | Gone | France |`,
    `${head}| AWS | Hosting | United States |\n| Cloudflare | Delivery | Worldwide |\n| Twilio | SMS and voice | United States |`,
  );

  const rows = comparison.clauses[0]?.passages.filter(({ passage }) => passage.kind === 'row') ?? [];
  expect(rows.map(({ change, cells }) => [change, cells[0]?.pieces[0]?.text])).toEqual([
    ['same', 'Name'],
    ['same', 'AWS'],
    ['added', 'Cloudflare'],
    ['changed', 'Twilio'],
    ['removed', 'Old'],
  ]);
  expect(wordsIn(comparison)).toContain('SMS+ and voice+');
});

test('a column that a table gains is inserted in each of its rows', () => {
  const comparison = compareBodies(
    '| Name | Where |\n| --- | --- |\n| AWS | United States |',
    '| Name | Purpose | Where |\n| --- | --- | --- |\n| AWS | Hosting | United States |',
  );

  expect(wordsIn(comparison)).toEqual(['Terms', 'Name', '+Purpose+', 'Where', 'AWS', '+Hosting+', 'United States']);
});

test('a list is compared by item', () => {
  const comparison = compareBodies(
    '- To operate the Service\n- To send messages about billing\n- To comply with the law',
    '- To operate the Service\n- To send messages about billing and outages\n- To improve\n- To comply with the law',
  );

  expect(comparison.clauses[0]?.passages.map(({ change }) => change)).toEqual([
    'same',
    'same',
    'changed',
    'added',
    'same',
  ]);
});

test('sentences that have nothing in common are replaced whole, not mixed', () => {
  const comparison = compareBodies('Passwords are hashed with bcrypt.', 'Logs of requests stay for 60 days.');

  expect(wordsIn(comparison)).toEqual([
    'Terms',
    '-Passwords are hashed with bcrypt.-',
    '+Logs of requests stay for 60 days.+',
  ]);
});

test('a comparison has an address of its own', () => {
  expect(comparePath('privacy', '2026-04-23', 'current')).toBe('/privacy/compare/2026-04-23/current/');
});

/** Each cell's words: what is inserted between plus signs, what is deleted between minus signs. */
function wordsIn({ clauses }: Comparison): string[] {
  const sign = { same: '', inserted: '+', deleted: '-' };
  const cells = clauses.flatMap(({ passages }) => passages.flatMap(({ cells }) => cells));
  const shown = cells.map(({ pieces }) =>
    pieces.map(({ text, change }) => sign[change] + text + sign[change]).join(''),
  );
  return shown.map((text) => text.replaceAll('-+', '- +'));
}
