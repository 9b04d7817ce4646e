import { mkdtempDisposableSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { wordingFiles } from '../../server/mail/writing/templates.ts';
import { languageOf, openLibrary } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { beginLibrary } from '../../src/library/publishing/init.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { policy } from '../support/policy.ts';

const newcomer = {
  name: 'Grün & Söhne *eins*',
  site: 'https://legal.gruen.example',
  privacyAddress: 'privacy@gruen.example',
  timeZone: 'Europe/Berlin',
  language: 'de',
};
const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };

function problemsIn(root: string) {
  return check(root, { mail: wordingFiles, promises: true, today: '2026-11-28' }).map(showProblem);
}

test.each([
  ['de', ['datenschutz', 'agb', 'impressum'], 'de'],
  ['de-AT', ['datenschutz', 'agb', 'impressum'], 'de-AT'],
  ['en', ['privacy', 'terms', 'imprint'], 'en'],
  ['pt-BR', ['privacy', 'terms', 'imprint'], 'en'],
])(
  'a company begins in %s with texts that pass the check, before and after it publishes them',
  (language, documents, texts) => {
    using folder = mkdtempDisposableSync(join(tmpdir(), 'init-'));
    const root = join(folder.path, 'content');

    expect(beginLibrary(root, { ...newcomer, language })).toMatchObject({ ok: true, value: { documents } });

    expect(problemsIn(root)).toEqual([]);
    const library = openLibrary(root);
    expect(library.company).toMatchObject({ name: newcomer.name, language, timeZone: 'Europe/Berlin' });
    expect(library.documents.map((document) => languageOf(library, document))).toEqual([texts, texts, texts]);
    for (const document of documents) {
      const publication = { document, summary: 'First.', approvedBy, class: null, effectiveOn: null };
      expect(publish(root, publication, '2026-11-28')).toMatchObject({ ok: true });
    }
    expect(problemsIn(root)).toEqual([]);
  },
);

test('whoever begins in another folder is told to publish what stands there', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'init-'));
  const { name, site, privacyAddress, timeZone } = newcomer;
  const asked = ['--name', name, '--site', site, '--privacy-address', privacyAddress, '--time-zone', timeZone];
  const root = join(folder.path, 'ours');

  const { stdout } = await policy(root, ['init', ...asked, '--language', 'en']);

  expect(stdout).toContain(`npm run policy -- --content ${root} publish --document privacy`);
  expect(stdout).toContain('Move the folder to content');
});

test('nothing of what a company begins with names another', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'init-'));
  beginLibrary(folder.path, { ...newcomer, language: 'en' });
  const texts = openLibrary(folder.path).documents.map(({ slug }) =>
    readFileSync(join(folder.path, slug, 'draft.mdx'), 'utf8'),
  );

  expect(texts.join()).toContain('Grün & Söhne \\*eins\\* collects on legal.gruen.example');
  expect(texts.join()).not.toMatch(/whitrack|stripe|\{\w+\}/i);
});

test.each(['und', 'und-Latn', 'qaa', 'EN', 'en_US', ''])('"%s" is no language to write in', (language) => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'init-'));

  expect(beginLibrary(folder.path, { ...newcomer, language })).toEqual({
    ok: false,
    problems: [expect.stringContaining('--language must be a language tag')],
  });
});

test('what is there is not overwritten, and everything that is wrong is told at once', () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'init-'));
  writeFileSync(join(folder.path, 'company.yaml'), 'name: Mine\n');
  const wrong = { name: ' ', site: 'legal', privacyAddress: 'me', timeZone: 'Berlin', language: 'german' };

  expect(beginLibrary(folder.path, wrong)).toEqual({
    ok: false,
    problems: [
      expect.stringContaining('--privacy-address'),
      expect.stringContaining('--language must be a language tag'),
      expect.stringContaining('--time-zone must be a time zone'),
      expect.stringContaining('--name is what the company is called'),
      expect.stringContaining('--site is the address of the site'),
      expect.stringContaining('is not empty. Nothing there is overwritten'),
    ],
  });
  expect(readFileSync(join(folder.path, 'company.yaml'), 'utf8')).toBe('name: Mine\n');
});
