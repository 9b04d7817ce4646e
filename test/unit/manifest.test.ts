import { expect, test } from 'vitest';
import { readManifest } from '../../server/documents/manifest.ts';
import { daysOfEffect, openLibrary, standingOf } from '../../src/library/model/library.ts';
import { manifestOf, manifestSchema, manifestShape } from '../../src/library/model/manifest.ts';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const by = { name: 'Ada Lovelace', capacity: 'General Counsel' };

/** Two documents whose next versions wait for different days. */
function waitingLibrary(): ScratchLibrary {
  const library = scratchLibrary();
  const coming = [
    ['security', '2027-03-31'],
    ['dpa', '2027-04-15'],
  ] as const;
  for (const [document, effectiveOn] of coming) {
    library.write(`${document}/draft.mdx`, `${library.read(`${document}/draft.mdx`)}\nOne sentence more.\n`);
    const publication = { document, summary: 'More.', approvedBy: by, class: 'notice', effectiveOn } as const;
    expect(publish(library.root, publication, '2027-03-01')).toMatchObject({ ok: true });
  }
  return library;
}

test('the manifest says of each day what is in effect and what waits', () => {
  using library = waitingLibrary();
  const opened = openLibrary(library.root);
  const on = (day: string) =>
    manifestOf(opened, day)
      .documents.filter(({ slug }) => slug === 'security' || slug === 'dpa')
      .map(({ slug, current, waiting }) => [slug, current, waiting]);

  expect(on('2027-03-30')).toEqual([
    ['dpa', '2026-11-23', '2027-03-01'],
    ['security', '2026-11-23', '2027-03-01'],
  ]);
  expect(on('2027-03-31')).toEqual([
    ['dpa', '2026-11-23', '2027-03-01'],
    ['security', '2027-03-01', null],
  ]);
  expect(on('2027-04-15')).toEqual([
    ['dpa', '2027-03-01', null],
    ['security', '2027-03-01', null],
  ]);
  expect(manifestShape.parse(manifestOf(opened, '2027-03-30'))).toEqual(manifestOf(opened, '2027-03-30'));
});

test('the site is built for each day to come on which a version takes effect, as decided last', () => {
  using library = waitingLibrary();
  const days = () => daysOfEffect(openLibrary(library.root).documents, '2027-03-20');

  expect(days()).toEqual(['2027-03-31', '2027-04-15']);
  postpone(library.root, { document: 'security', reason: 'Late.', by, effectiveOn: '2027-05-01' }, '2027-03-20');
  expect(days()).toEqual(['2027-04-15', '2027-05-01']);
  cancel(library.root, { document: 'dpa', reason: 'Withdrawn.', by }, '2027-03-20');
  expect(days()).toEqual(['2027-05-01']);
});

test('a version waits, is in effect, and is old; a cancelled one is neither', () => {
  using library = waitingLibrary();
  const standings = (slug: string, day: string) => {
    const document = openLibrary(library.root).documents.find((document) => document.slug === slug);
    return document?.versions.map((version) => standingOf(document, version, day));
  };

  expect(standings('security', '2027-03-30')).toEqual(['current', 'waiting']);
  expect(standings('security', '2027-03-31')).toEqual(['old', 'current']);
  cancel(library.root, { document: 'dpa', reason: 'Withdrawn.', by }, '2027-03-20');
  expect(standings('dpa', '2027-04-15')).toEqual(['current', 'cancelled']);
});

test('the backend reads what the build writes, and a cancelled version says so', () => {
  using library = waitingLibrary();
  cancel(library.root, { document: 'dpa', reason: 'Withdrawn.', by }, '2027-03-20');
  const manifest = manifestOf(openLibrary(library.root), '2027-03-20');
  library.write('documents.json', JSON.stringify(manifest));

  const read = readManifest(`${library.root}/documents.json`).documents.find(({ slug }) => slug === 'dpa');
  const said = manifest.documents.find(({ slug }) => slug === 'dpa');

  expect(read?.versions.map(({ version }) => version)).toEqual(['2026-11-23', '2027-03-01']);
  expect(said?.versions.map(({ cancelledOn }) => cancelledOn)).toEqual([null, '2027-03-20']);
});

test('the schema of the manifest explains every entry that does not explain itself', () => {
  const schema = JSON.parse(JSON.stringify(manifestSchema()));
  const document = schema.properties.documents.items;
  const described = { ...document.properties, ...document.properties.versions.items.properties };
  const obvious = ['title', 'publishedOn'];

  expect(schema.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
  expect(Object.keys(described)).toEqual(expect.arrayContaining(['current', 'waiting', 'cancelledOn', 'textSha256']));
  for (const [name, entry] of Object.entries<{ description?: string }>(described)) {
    if (!obvious.includes(name)) expect(entry.description, name).toMatch(/\w.*\./);
  }
});
