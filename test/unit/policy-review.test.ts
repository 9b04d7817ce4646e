import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { inEffect, openLibrary } from '../../src/library/model/library.ts';
import { preview } from '../../src/library/publishing/preview.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { review as partsOf } from '../../src/library/review/publish-review.ts';
import { toText } from '../../src/library/review/review-report.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const review = (...args: Parameters<typeof partsOf>) => toText(partsOf(...args));

/** A clone in which a draft was edited since the main branch. */
function editedLibrary(): ScratchLibrary {
  const library = scratchLibrary();
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
  for (const args of [
    ['init', '-q', '-b', 'main'],
    ['add', '.'],
    ['commit', '-qm', 'Begin'],
  ]) {
    spawnSync('git', [...identity, ...args], { cwd: dirname(library.root) });
  }
  library.edit('security/draft.mdx', 'are hashed with bcrypt', 'are hashed with something');
  return library;
}

test('a review says what changed, which promises it touches, who would be told and when at the earliest', () => {
  using library = editedLibrary();

  const said = review(openLibrary(library.root), 'main', '2027-03-01');

  expect(said).toMatch(
    /^Security \(content\/security\)\n=+\nCompared with version 2026-11-23: 1 of \d+ clauses changed/,
  );
  expect(said).toContain('[-bcrypt-]{+something+}');
  expect(said).toMatch(/Promises touched:\n- password-hashing/);
  expect(said).toContain('everyone who subscribed to "security"');
  expect(said).toContain('editorial 2027-03-01 (March 1, 2027), notice 2027-03-31 (March 31, 2027)');
  expect(said).not.toContain('Privacy Policy');
});

test('a review says what a change of terms that no text shows does, and names the files that stand for themselves', () => {
  using library = editedLibrary();
  library.edit('security/draft.mdx', 'are hashed with something', 'are hashed with bcrypt');
  library.edit('dpa/document.yaml', 'kind: agreement', 'kind: information');
  library.edit('purposes/ai-training/draft.mdx', 'recipients: []', 'recipients: [Example Advertising Ltd.]');
  library.edit('retention.yaml', 'keep: P30D', 'keep: P31D');

  const said = review(openLibrary(library.root), 'main', '2027-03-01');

  expect(said).toContain('By document.yaml:\n- kind: [-agreement-]{+information+}');
  expect(said).toContain('- recipients: [-nothing-]{+Example Advertising Ltd.+}');
  expect(said).toMatch(/Other files of content\/\n=+\n[^\n]+\n- retention\.yaml$/m);
});

test('a review shows whom people are led to, and what a document has others state', () => {
  using library = editedLibrary();
  const company = library.read('company.yaml');
  const authority = (url: string) => `${company}authorities:\n  IE:\n    - name: DPC\n      url: ${url}\n`;
  library.write('company.yaml', authority('https://dpc.example/'));
  library.edit('dpa/document.yaml', /agreementFacts:\n.*\n/.exec(library.read('dpa/document.yaml'))?.[0] ?? '', '');
  spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', 'commit', '-qam', 'More'], {
    cwd: dirname(library.root),
  });
  library.write('company.yaml', authority('https://evil.example/'));
  library.write('dpa/document.yaml', `${library.read('dpa/document.yaml')}agreementFacts:\n  legal-name: parties\n`);

  const said = review(openLibrary(library.root), 'main', '2027-03-01');

  expect(said).toContain('[-IE: name: DPC, url: https://dpc.example/-]{+IE: name: DPC, url: https://evil.example/+}');
  expect(said).toContain('- agreementFacts: [-nothing-]{+legal-name: parties+}');
  expect(said).not.toContain('undefined');
});

test('a review of a change beside the documents says that none is touched', () => {
  using library = editedLibrary();
  library.edit('security/draft.mdx', 'are hashed with something', 'are hashed with bcrypt');

  expect(review(openLibrary(library.root), 'main', '2027-03-01')).toBe('');
});

test('a review of a change in the data says what it changes in texts, and no more of them', () => {
  using library = editedLibrary();
  library.edit('security/draft.mdx', 'are hashed with something', 'are hashed with bcrypt');
  library.edit(
    'company.yaml',
    'value: null\n    confirmed: false',
    'value: Whitrack Inc.\n    confirmed: { by: Ada Lovelace, on: "2027-02-01" }',
  );
  library.edit('company.yaml', 'siteName: Whitrack Legal', 'siteName: Whitrack Papers');

  const said = review(openLibrary(library.root), 'main', '2027-03-01');

  expect(said).toMatch(/^Data \(content\/company\.yaml\)\n/);
  expect(said).toContain(
    '- siteName: [-Whitrack Legal-]{+Whitrack Papers+}; shown on every page, in mails and in feeds',
  );
  expect(said).toContain('- the fact "legal-name", value: [-nothing-]{+Whitrack Inc.+}');
  expect(said).toContain('- the fact "legal-name", confirmed: [-no-]{+by Ada Lovelace on 2027-02-01+}');
  expect(said).toContain('Privacy Policy (content/privacy)');
  expect(said).toMatch(/the company behind the Service: \[-to be confirmed-\]\{\+Whitrack Inc\+\}/);
  expect(said).not.toContain('Why we may use it');
  expect(said).not.toContain('Earliest day of effect');
});

test('a review of a change in the list of subprocessors shows the rows that change', () => {
  using library = editedLibrary();
  library.edit('security/draft.mdx', 'are hashed with something', 'are hashed with bcrypt');
  library.edit(
    'subprocessors/list.yaml',
    'location: { value: null, confirmed: false }',
    'location: { value: Ireland, confirmed: { by: Ada Lovelace, on: "2027-02-01" } }',
  );

  const said = review(openLibrary(library.root), 'main', '2027-03-01');

  expect(said).toMatch(/^Data \(content\/subprocessors\/list\.yaml\)\n=+\n- the subprocessor "\w+", location: /);
  expect(said).toContain('[-nothing, to be confirmed-]{+Ireland, confirmed by Ada Lovelace on 2027-02-01+}');
  expect(said).toContain('(content/subprocessors)');
  expect(said).not.toContain('(content/privacy)');
});

test('while a version waits, the earliest day is counted from its effect', () => {
  using library = editedLibrary();
  const approvedBy = { name: 'Ada', capacity: 'Counsel' };
  const waits = { document: 'security', summary: 'A.', approvedBy, class: 'notice' as const, effectiveOn: null };
  publish(library.root, waits, '2027-03-01');
  library.edit('security/draft.mdx', 'are hashed with something', 'are hashed with care');

  expect(review(openLibrary(library.root), 'main', '2027-03-02')).toContain(
    'Version 2027-03-01 waits for March 31, 2027: before, only a correction is published, or the urgent replacement of a subprocessor. Earliest day of effect, if it is merged that day: editorial 2027-03-02 (March 2, 2027), notice 2027-04-30',
  );
});

test('a preview has every draft in effect, and leaves the library as it is', () => {
  using library = editedLibrary();
  const before = library.read('security/chain.jsonl');
  const folder = join(dirname(library.root), 'preview');

  const shown = preview(library.root, folder, '2027-03-01');

  const security = openLibrary(folder).documents.find(({ slug }) => slug === 'security');
  expect(shown).toContain('security');
  expect(security && inEffect(security, '2027-03-01')?.version).toBe('2027-03-01');
  expect(check(folder)).toEqual([]);
  expect(library.read('security/chain.jsonl')).toBe(before);
});
