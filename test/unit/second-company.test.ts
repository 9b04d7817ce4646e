import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wordingFiles } from '../../server/mail/writing/templates.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { manifestOf } from '../../src/library/model/manifest.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { publishAgain } from '../../src/library/publishing/publish.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { check } from '../../src/library/review/check.ts';
import { publishedList } from '../../src/library/text/subprocessors.ts';
import { scratchLibrary } from '../support/library.ts';

const secondCompany = join(import.meta.dirname, '..', 'fixtures', 'second-company');

test('the documents of another company, in another language, are in order', () => {
  expect(check(secondCompany, { mail: wordingFiles, promises: true }).map(showProblem)).toEqual([]);
});

test('every byte and line that another company published is proved from its files', () => {
  const { documents, problems } = verify(secondCompany);
  expect([...problems, ...documents.flatMap(({ problems }) => problems)]).toEqual([]);
  expect(documents.map(({ slug, versions }) => [slug, versions])).toEqual([
    ['datenschutz', 2],
    ['agb', 1],
    ['impressum', 1],
  ]);
});

test('a document says what it is to the site, and no name of a folder does', () => {
  const { documents } = manifestOf(openLibrary(secondCompany), '2026-11-28');
  expect(documents.map(({ slug, role, language }) => [slug, role, language])).toEqual([
    ['datenschutz', 'privacy-notice', 'de'],
    ['agb', null, 'de'],
    ['impressum', 'imprint', 'de'],
  ]);
  expect(publishedList(openLibrary(secondCompany), '2026-11-28')).toBeNull();
});

test('a role is one document’s', () => {
  using library = scratchLibrary(secondCompany);
  library.write('agb/document.yaml', `${library.read('agb/document.yaml')}role: imprint\n`);

  expect(check(library.root).map(showProblem)).toEqual([
    'content/impressum/document.yaml: agb has the role "imprint" already. Leave `role` to one of the two.',
  ]);
});

test('a first version is made again while it is provisional, and never where it was published elsewhere', () => {
  using library = scratchLibrary(secondCompany);
  library.edit('agb/draft.mdx', 'Es gilt deutsches Recht.', 'Es gilt das Recht Deutschlands.');
  const described = library.read('agb/document.yaml');

  expect(publishAgain(library.root, 'agb', {})).toMatchObject({ ok: false });
  library.write('agb/document.yaml', `${described}provisional: true\npublishedElsewhere: true\n`);
  expect(publishAgain(library.root, 'agb', {})).toMatchObject({ ok: false });
  library.write('agb/document.yaml', `${described}provisional: true\n`);
  expect(publishAgain(library.root, 'agb', {})).toMatchObject({ ok: true });
});

test('the code names no company, none of its addresses and none of its providers', () => {
  const named = ['src', 'server'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((file) => join(folder, file))
      .filter((file) => statSync(file).isFile())
      .flatMap((file) =>
        (readFileSync(file, 'utf8').match(/.*(whitrack|stripe\b|privacy@|['"/]dpa\b).*/gi) ?? []).map((line) =>
          line.trim(),
        ),
      ),
  );
  // Names of the product's own: what keys are derived for, and the file of the database.
  expect(named.filter((line) => !/whitrack\/\$\{use\}\/v1|\/whitrack\.db/.test(line))).toEqual([]);
});

test('a time that the server keeps to cannot be left out, or be given in words', () => {
  using library = scratchLibrary(secondCompany);
  library.edit('retention.yaml', '- id: session\n', '- id: sitzung\n');
  library.edit('retention.yaml', '- id: backup\n', '- id: backup\n  keep: a while\n');
  library.write(
    'retention.yaml',
    library.read('retention.yaml').replace(/(keep: a while\n[\s\S]*?) {2}keep: P30D\n/, '$1'),
  );

  expect(check(library.root).map(showProblem)).toEqual([
    'content/retention.yaml: The entry "session" is missing, and the server keeps to its time. Add it, with `keep` as a time, as P30D or P36M.',
    'content/retention.yaml: "backup" is kept "a while", which the server cannot count. Write a number of days, as P30D.',
  ]);
});
