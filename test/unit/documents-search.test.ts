import { expect, test } from 'vitest';
import { findablesOf } from '../../src/documents/findables.ts';
import { openLibrary } from '../../src/documents/library.ts';
import { createRenderer } from '../../src/documents/render.ts';
import { type Findable, search } from '../../src/documents/search.ts';
import { scratchLibrary } from '../support/library.ts';

const clause = (heading: string, text: string): Findable => ({
  href: `/terms/#${heading.toLowerCase()}`,
  document: 'Terms',
  heading,
  text: `${heading}\n${text}`,
});
const clauses = [
  clause('Contact', 'Write to us about retention.'),
  clause('Retention', 'We keep it for 30 days.'),
  clause('Café', 'Crème brûlée for the Commission Européenne.'),
];
const found = (query: string) => search(clauses, query).map(({ href }) => href);
const marked = (query: string) =>
  search(clauses, query).flatMap(({ heading, excerpt }) => [...heading, ...excerpt].filter(({ found }) => found));

test('a clause whose heading has the word stands before one whose text has it', () => {
  expect(found('retention')).toEqual(['/terms/#retention', '/terms/#contact']);
});

test('case and accents make no difference, and the word is marked as it was written', () => {
  expect(found('CREME europeenne')).toEqual(['/terms/#café']);
  expect(marked('creme EUROPÉENNE').map(({ text }) => text)).toEqual(['Crème', 'Européenne']);
});

test('the beginning of a word is enough, its middle is not', () => {
  expect(found('reten')).toEqual(['/terms/#retention', '/terms/#contact']);
  expect(found('tention')).toEqual([]);
});

test('clauses with all the words go before; where none has all, those with most', () => {
  expect(found('keep retention')).toEqual(['/terms/#retention']);
  expect(found('keep unicorns')).toEqual(['/terms/#retention']);
});

test('signs alone find nothing, and do no harm', () => {
  expect(found('')).toEqual([]);
  expect(found('.*+?^$()|[]{}\\ <script>"')).toEqual([]);
  expect(found('\u0000\ud800')).toEqual([]);
});

test('the excerpt of a long clause shows the words looked for', () => {
  const filler = 'and so it goes on '.repeat(200);
  const [hit] = search([clause('Long', `${filler} a needle in it ${filler}`)], 'needle');
  const excerpt = hit?.excerpt.map(({ text }) => text).join('') ?? '';

  expect(excerpt).toMatch(/^… .*needle.* …$/);
  expect(excerpt.length).toBeLessThan(300);
});

test('every clause in effect can be found, under its own address', async () => {
  using library = scratchLibrary();
  const findables = await findablesOf(openLibrary(library.root), '2026-12-01', await createRenderer());

  expect(search(findables, 'card numbers').map(({ href }) => href)).toContain('/privacy/#what-we-collect');
  expect(search(findables, 'data retention')[0]?.href).toBe('/privacy/#data-retention');
});

test('what is not yet in effect is not found', async () => {
  using library = scratchLibrary();
  const findables = await findablesOf(openLibrary(library.root), '2026-05-01', await createRenderer());

  expect(new Set(findables.map(({ document }) => document))).toEqual(new Set(['Privacy Policy']));
});
