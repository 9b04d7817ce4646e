import fc from 'fast-check';
import { strFromU8, unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/library/compare/compare.ts';
import { toDocx } from '../../src/library/compare/formats/docx.ts';
import { toSideBySide } from '../../src/library/compare/formats/side-by-side.ts';
import type { Passage } from '../../src/library/text/passages.ts';
import { body, compareBodies, renderBody } from '../support/compare.ts';

const about = { title: 'Terms', from: '2026-04-23', to: '2027-01-15', author: 'Acme & Sons', on: '2027-01-15' };

test('a Word document tells who changed what and when', () => {
  const xml = documentOf('We answer within 30 days.', 'We answer within 45 days.');

  const by = (id: number) => `w:id="${id}" w:author="Acme &amp; Sons" w:date="2027-01-15T00:00:00Z"`;
  expect(xml).toContain(`<w:del ${by(1)}><w:r><w:delText xml:space="preserve">30</w:delText></w:r></w:del>`);
  expect(xml).toContain(`<w:ins ${by(2)}><w:r><w:t xml:space="preserve">45</w:t></w:r></w:ins>`);
  expect(xml).toContain('Terms: 2026-04-23 compared with 2027-01-15');
});

const plain = '## Payment [#payment]\n\nOne is said. Two is said.\n\nThree is said here.\n\n- first\n- second\n\nGone.';

test.each([
  ['words', plain.replace('Three', 'Four')],
  ['a split paragraph', plain.replace('said. Two', 'said.\n\nTwo')],
  ['a joined paragraph', plain.replace('said.\n\nThree', 'said. Three')],
  ['a paragraph that moved', `${plain.replace('One is said. Two is said.\n\n', '')}\n\nOne is said. Two is said.`],
  ['a removed paragraph', plain.replace('\n\nGone.', '')],
  ['a new clause', `${plain}\n\n## New [#new]\n\nThis is new.`],
])('%s: all rejected it is the first version, all accepted the second', (_, changed) => {
  const xml = documentOf(plain, changed);

  expect(settled(xml, 'del', 'ins')).toBe(linesOf(renderBody(plain).passages));
  expect(settled(xml, 'ins', 'del')).toBe(linesOf(renderBody(changed).passages));
});

test('what came whole is a change apart from words at the end of the paragraph before, for LibreOffice joins the two', () => {
  const xml = documentOf('One is said.\n\nThree.', 'One is said. More.\n\nTwo is new.\n\nThree.');

  expect(xml).toMatch(/<w:ins w:id="\d+" w:author="[^"]*" w:date="2027-01-15T00:00:00Z"><w:r><w:t[^>]*> More\./);
  expect(xml).toMatch(/<w:ins w:id="\d+" w:author="[^"]*" w:date="2027-01-15T01:00:00Z"><w:r><w:t[^>]*>Two is new\./);
});

test('the paragraph that Word wants behind a table comes and goes with it', () => {
  const table = '| A | B |\n| --- | --- |\n| c | d |';

  expect(documentOf('One.', `One.\n\n${table}`)).toMatch(/<\/w:tbl><w:p><w:pPr><w:rPr><w:ins [^>]*\/><\/w:rPr>/);
  expect(documentOf(`One.\n\n${table}`, 'One.')).toMatch(/<\/w:tbl><w:p><w:pPr><w:rPr><w:del [^>]*\/><\/w:rPr>/);
  expect(documentOf(`One.\n\n${table}`, `Two.\n\n${table}`)).toContain('</w:tbl><w:p/>');
});

test('whatever is compared, all accepted is the second version, and all rejected has the letters of the first', async () => {
  await fc.assert(
    fc.asyncProperty(body, body, async (before, after) => {
      const [a, b] = [renderBody(before), renderBody(after)];
      const xml = documentOf(before, after);
      expect(settled(xml, 'ins', 'del')).toBe(linesOf(b.passages));
      expect(sorted(settled(xml, 'del', 'ins'))).toBe(sorted(linesOf(a.passages)));
    }),
    { numRuns: 25 },
  );
});

test('side by side, each version shows its own words', () => {
  const comparison = compareBodies('We answer within 30 days. Always.', 'We answer within 45 days.\n\nAlways.');
  const html = toSideBySide(comparison, 'all', { before: '2026-04-23', after: '2027-01-15' });
  const cells = [...html.matchAll(/<td[^>]*>(.*?)<\/td>/g)].map(([, words]) => words);

  expect(html).toContain('<th scope="col">2026-04-23</th><th scope="col">2027-01-15</th>');
  const said = (what: string, word: string) =>
    what === 'deleted'
      ? `<del><span class="said">deleted: </span>${word}<span class="said"> end of deletion </span></del>`
      : `<ins><span class="said">inserted: </span>${word}<span class="said"> end of insertion </span></ins>`;
  expect(cells).toContain(`We answer within ${said('deleted', '30')} days.`);
  expect(cells).toContain(`We answer within ${said('inserted', '45')} days.`);
  expect(cells).toContain('Always. <span class="noted">[split here]</span>');
});

function documentOf(before: string, after: string): string {
  const comparison = compareVersions(renderBody(before), renderBody(after), { moves: false });
  return strFromU8(unzipSync(toDocx(comparison, about))['word/document.xml'] ?? new Uint8Array());
}

/** What Word shows when each change is kept, or undone; without spaces, ends of paragraphs and numbers of items. */
function settled(xml: string, kept: string, lost: string): string {
  const words = xml
    .slice(xml.indexOf('</w:p>'))
    .replace(new RegExp(`<w:${lost} [^>/]*>.*?</w:${lost}>`, 'gs'), '')
    .replace(new RegExp(`</?w:${kept}[ >][^>]*>`, 'g'), '')
    .replace(/<w:(t|delText) [^>]*>(?:•|\d+\.) <\/w:\1>/g, '')
    .replace(/<[^>]*>/g, '');
  return unescaped(words).replace(/\s+/g, '');
}

function sorted(text: string): string {
  return [...text].toSorted().join('');
}

function unescaped(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

function linesOf(passages: readonly Passage[]): string {
  return passages
    .flatMap(({ cells }) => cells.map(({ text }) => text))
    .join('')
    .replace(/\s+/g, '');
}
