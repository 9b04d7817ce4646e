import { expect, test } from 'vitest';
import { createRenderer } from '../../src/library/text/render.ts';
import { draft } from '../support/library.ts';

const render = createRenderer();

test('emphasis does not alter the text, a word does', () => {
  const plain = render(draft('We keep it for 30 days.\n\nThen it goes.'));
  const marked = render(draft('We *keep* it\nfor 30  days.\n\nThen **it** `goes`.'));
  const other = render(draft('We keep it for 31 days.\n\nThen it goes.'));

  expect(marked.textSha256).toBe(plain.textSha256);
  expect(other.textSha256).not.toBe(plain.textSha256);
});

test('the title belongs to the text', () => {
  const [one, two] = [render(draft('Same.', 'Terms')), render(draft('Same.', 'Conditions'))];

  expect(one.textSha256).not.toBe(two.textSha256);
});

test('dashes, quotes and dots are shown as they were written', () => {
  const { html, text } = render(draft('He said "no" -- and \'never\'...'));

  expect(html).toBe('<p>He said "no" -- and \'never\'...</p>');
  expect(text).toBe('Terms\nHe said "no" -- and \'never\'...');
});

test('a heading gives its clause an id, which is not read as text', () => {
  const { html, clauses, text } = render(draft('## Data *retention* [#data-retention]\n\nAs long as needed.'));

  expect(html).toBe(
    '<section class="clause"><h2 id="data-retention"><a href="#data-retention">Data <em>retention</em></a></h2>\n' +
      '<p>As long as needed.</p></section>',
  );
  expect(clauses).toEqual([
    { id: 'data-retention', level: 2, title: 'Data retention', text: 'Data retention\nAs long as needed.' },
  ]);
  expect(text).not.toContain('#');
});

test('a lower clause stands inside the higher, and neither repeats the text of the other', () => {
  const { html, clauses } = render(draft('## One [#one]\n\nA.\n\n### Part [#part]\n\nB.\n\n## Two [#two]\n\nC.'));

  expect(html.replaceAll('\n', '')).toMatch(
    /^<section.*<p>A\.<\/p><section.*<p>B\.<\/p><\/section><\/section><section/,
  );
  expect(clauses.map(({ id, text }) => [id, text])).toEqual([
    ['one', 'One\nA.'],
    ['part', 'Part\nB.'],
    ['two', 'Two\nC.'],
  ]);
});

test('a wide table can be scrolled by keyboard, and its region is named', () => {
  const table = '| Name | Days |\n| --- | ---: |\n| Logs | 30 |';
  const { html, text } = render(draft(`## Times [#times]\n\n${table}\n\n${table}`));

  expect(html).toContain('<div class="scroll" role="region" aria-label="Table: Times" tabindex="0"><table>');
  expect(html).toContain('aria-label="Table: Times (2)"');
  expect(html).toContain('<th scope="col">Name</th>');
  expect(html).toContain('<th class="end" scope="col">Days</th>');
  expect(html).toContain('<td class="end">30</td>');
  expect(html).not.toContain('align=');
  expect(text).toContain('Name\tDays\nLogs\t30');
});

test('links stay as they are, also to other sites', () => {
  const { html } = render(draft('[Addendum](/dpa/#annex) and [the law](https://eur-lex.europa.eu/eli/reg/2016/679).'));

  expect(html).toBe(
    '<p><a href="/dpa/#annex">Addendum</a> and <a href="https://eur-lex.europa.eu/eli/reg/2016/679">the law</a>.</p>',
  );
});

test('code in a published text is never run', () => {
  expect(() => render(draft('{process.exit(1)}'))).toThrow('not text');
  expect(() => render(draft('import fs from "node:fs"'))).toThrow('not text');
  expect(() => render(draft('<Fact id="legal-name" />'))).toThrow('not text');
});
