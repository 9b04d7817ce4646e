import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compareVersions } from '../../src/library/compare/compare.ts';
import { toHtml } from '../../src/library/compare/formats/html.ts';
import { toSideBySide } from '../../src/library/compare/formats/side-by-side.ts';
import { showDay } from '../../src/library/model/days.ts';
import { directionOf, inLanguage } from '../../src/library/model/direction.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { createRenderer } from '../../src/library/text/render.ts';
import { publishedList } from '../../src/library/text/subprocessors.ts';
import { atomFeed, feedOf, jsonFeed } from '../../src/site/feeds.ts';
import { scratchLibrary } from '../support/library.ts';

const secondCompany = join(import.meta.dirname, '..', 'fixtures', 'second-company');
const origin = 'https://legal.example.com';
const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };

test('a day is written as the language of the text writes it', () => {
  const days = ['en', 'de', 'de-AT', 'fr', 'ja'].map((language) => showDay('2026-03-02', language));
  expect(days).toEqual(['March 2, 2026', '2. März 2026', '2. März 2026', '2 mars 2026', '2026年3月2日']);
});

test('a text runs in the direction of its language, and each passage as its own words do', () => {
  expect(['en', 'de', 'ar', 'he', 'fa-IR', 'ur', 'yi', 'az-Arab', 'ja'].map(directionOf)).toEqual([
    'ltr',
    'ltr',
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'rtl',
    'ltr',
  ]);
});

test('each passage runs as its own words do, in a text and in a redline', () => {
  const render = createRenderer();
  const textIn = (body: string) => render(`---\ntitle: Terms\n---\n\n${body}\n`);
  const mixed = textIn('## نص [#a]\n\n- Example');
  expect(mixed.html).toContain('<h2 id="a" dir="auto">');
  expect(mixed.html).toContain('<li dir="auto">Example</li>');
  expect(textIn('All from left to right.').html).not.toContain('dir=');

  const comparison = compareVersions(textIn('Fourteen days.'), textIn('Thirty days.'));
  expect(toHtml(comparison, 'all', { language: 'en' })).not.toContain('dir=');
  expect(toHtml(comparison, 'all', { language: 'ar' })).toMatch(/<p dir="auto">/);
});

test('words in another language than the page’s say so, and so do the page’s own between them', () => {
  expect([inLanguage('en'), inLanguage('de'), inLanguage('ar')]).toEqual([
    {},
    { lang: 'de', dir: 'ltr' },
    { lang: 'ar', dir: 'rtl' },
  ]);
});

test('so do the page’s own words in a redline, on our pages and elsewhere', () => {
  const render = createRenderer();
  const textIn = (words: string) => render(`---\ntitle: AGB\n---\n\n## Frist [#frist]\n\n${words}\n`);
  const comparison = compareVersions(textIn('Es gilt dies.'), textIn('Es gilt [das](/agb/) dort.'));

  expect(toHtml(comparison, 'changes')).not.toContain('lang=');
  for (const html of [
    toHtml(comparison, 'changes', { language: 'de' }),
    toSideBySide(comparison, 'changes', { before: '1', after: '2' }, { language: 'de' }),
  ]) {
    expect(html).toMatch(/<span class="said" lang="en" dir="ltr">[^<]+<\/span><a href="\/agb\/">das/);
    expect(html).toContain('<span class="tag" lang="en" dir="ltr">');
  }
  const elsewhere = toHtml(comparison, 'changes', { language: 'de', origin });
  expect(elsewhere).toContain(`<ins><a href="${origin}/agb/">das`);
});

test('a feed says in which language its texts are, and marks what is not', () => {
  const library = openLibrary(secondCompany);
  const redline = () => '<p>Neu</p>';
  const json = JSON.parse(jsonFeed(feedOf(library, { origin, redline, format: 'json' })));
  const atom = atomFeed(feedOf(library, { origin, redline, format: 'atom', only: library.documents[0] }));

  expect(json.language).toBe('de');
  expect(atom).toContain('<feed xml:lang="de" xmlns="http://www.w3.org/2005/Atom">');
  expect(atom).toContain('<p lang="en">Takes effect on June 3, 2026.</p>');
  expect(atom).toContain('<div lang="de" dir="ltr"><p>Neu</p></div>');
});

test('what is written into a text is written in its language, and read again', () => {
  using library = scratchLibrary(secondCompany);
  const entry = (name: string, confirmed: string) =>
    `- { id: ${name.toLowerCase()}, name: ${name}, purpose: Versand, dataCategories: [Adressen], status: active, since: '2026-03-01', ${['legalName', 'location', 'transferMechanism', 'vetted'].map((fact) => `${fact}: { value: Bonn, confirmed: ${confirmed} }`).join(', ')} }\n`;
  const byAda = '{ by: Ada, on: "2026-03-01" }';
  library.write(
    'subprocessors/list.yaml',
    entry('Post', byAda).replace(
      `location: { value: Bonn, confirmed: ${byAda} }`,
      'location: { value: null, confirmed: false }',
    ),
  );
  library.write(
    'dienstleister/document.yaml',
    library.read('impressum/document.yaml').replace('imprint', 'subprocessors'),
  );
  const body = 'Beauftragte: <Fact id="data-protection-officer" />.\n\n<Subprocessors />';
  library.write('dienstleister/draft.mdx', `---\ntitle: Dienstleister\n---\n\n${body}\n`);

  const publication = { document: 'dienstleister', summary: 'Neu.', approvedBy, class: null, effectiveOn: null };
  expect(publish(library.root, publication, '2026-11-28')).toMatchObject({ ok: true });

  const text = library.read('dienstleister/2026-11-28.mdx');
  expect(text).toContain('Beauftragte: *noch zu bestätigen*.');
  expect(text).toContain('| Name | Zweck | Daten | Ort | Garantie für die Übermittlung | Seit |');
  expect(publishedList(openLibrary(library.root), '2026-11-28')?.subprocessors).toEqual([
    expect.objectContaining({ name: 'Post', purpose: 'Versand', location: null, transferMechanism: 'Bonn' }),
  ]);
});
