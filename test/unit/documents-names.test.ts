import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { openLibrary } from '../../src/library/model/library.ts';
import { manifestOf } from '../../src/library/model/manifest.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { begin } from '../../src/library/publishing/new-document.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { rename } from '../../src/library/publishing/rename.ts';
import { check } from '../../src/library/review/check.ts';
import { feedOf } from '../../src/site/feeds.ts';
import { smallLibrary } from '../support/small-library.ts';

const described = { title: 'Rules', description: 'Rules.', audience: 'everyone', kind: 'information', noticeDays: 30 };

test('a link to an address that a document had leads to it', () => {
  using library = smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}formerly: [conditions]\n`);
  library.write('note/draft.mdx', '---\ntitle: Note\n---\n\nSee [the terms](/conditions/#paying).\n');

  expect(check(library.root).map(showProblem).join()).not.toContain('/conditions/');
});

test.each([
  ['of another document', '[note]', '"note" was this document\'s name, and is a name of content/note too.'],
  ['of the site itself', '[search]', '"formerly:" names "search". A document cannot be named "search".'],
  ['of its own', '[terms]', '"formerly:" names "terms" twice, or today\'s own name.'],
  ['twice', '[rules, rules]', '"formerly:" names "rules" twice, or today\'s own name.'],
])('no former name is one %s', (_, names, said) => {
  using library = smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}formerly: ${names}\n`);

  expect(check(library.root).map(showProblem)).toContainEqual(expect.stringContaining(said));
});

test('a new document takes no name that another had', () => {
  using library = smallLibrary();
  library.write('terms/document.yaml', `${library.read('terms/document.yaml')}formerly: [rules]\n`);

  expect(begin(library.root, { ...described, document: 'rules' })).toEqual({
    ok: false,
    problems: ['"rules" was the name of content/terms, to which its addresses lead: choose another.'],
  });
});

const promised = `scope: company
# Asked for by counsel.
quotes:
  - { document: note, sentence: You pay within 30 days. }
  - document: "terms" # the contract
    sentence: >-
      The letter names
      the day.
proof: { open: later }
`;

test('a renamed document goes on with its chain, and what quotes it names it anew', () => {
  using library = smallLibrary();
  library.write('promises/letter.yaml', promised);
  library.write('promises/plain/terms.txt', 'We agree.\n');
  const [chain, version] = [library.read('terms/chain.jsonl'), library.read('terms/2027-01-04.mdx')];
  const described = library.read('terms/document.yaml');
  library.write('terms/document.yaml', `# Ours.\n${described}`);

  expect(rename(library.root, { document: 'terms', to: 'conditions' })).toEqual({
    ok: true,
    value: ['conditions', 'promises/plain/conditions.txt', 'promises/letter.yaml'],
  });

  expect(existsSync(join(library.root, 'terms'))).toBe(false);
  expect(library.read('conditions/chain.jsonl')).toBe(chain);
  expect(library.read('conditions/2027-01-04.mdx')).toBe(version);
  expect(library.read('promises/plain/conditions.txt')).toBe('We agree.\n');
  expect(library.read('conditions/document.yaml')).toBe(`# Ours.\n${described}formerly:\n  - terms\n`);
  expect(library.read('promises/letter.yaml')).toBe(promised.replace('"terms"', 'conditions'));
  expect(check(library.root)).toEqual([]);
  expect(manifestOf(openLibrary(library.root), '2027-02-01').documents[0]).toMatchObject({
    slug: 'conditions',
    formerly: ['terms'],
  });
});

test('a feed takes no version of a renamed document for a new one', () => {
  using library = smallLibrary();
  const feed = () => {
    const opened = openLibrary(library.root);
    const [only] = opened.documents;
    const options = { origin: 'https://acme.example', redline: () => '', format: 'atom' } as const;
    return feedOf(opened, { ...options, only });
  };
  const before = feed();
  rename(library.root, { document: 'terms', to: 'conditions' });
  const after = feed();

  expect(after.options.id).toBe(before.options.id);
  expect(after.items.map(({ id }) => id)).toEqual(before.items.map(({ id }) => id));
  expect(after.items[0]?.link).toBe('https://acme.example/conditions/2027-01-04/');
});

test('a draft that nobody published leaves no name behind', () => {
  using library = smallLibrary();
  begin(library.root, { ...described, document: 'rulse' });

  expect(rename(library.root, { document: 'rulse', to: 'rules' })).toMatchObject({ ok: true });
  expect(library.read('rules/document.yaml')).not.toContain('formerly');
});

test.each([
  ['terms', 'terms', 'The document is named "terms" already.'],
  ['terms', 'note', 'content/note is there already.'],
  [
    'terms',
    'search',
    'A document cannot be named "search". Choose another name for --to: small letters without accents, digits and hyphens.',
  ],
  [
    'terms',
    'The Terms',
    'The name of the folder cannot be an address. Choose another name for --to: small letters without accents, digits and hyphens.',
  ],
  [
    'terms',
    '../terms',
    'The name of the folder cannot be an address. Choose another name for --to: small letters without accents, digits and hyphens.',
  ],
  ['terms', 'purposes/terms', /A purpose stays under purposes\//],
  ['nothing', 'terms', /There is no document "nothing"/],
])('%s is not renamed to %s', (document, to, said) => {
  using library = smallLibrary();

  expect(rename(library.root, { document, to })).toMatchObject({
    ok: false,
    problems: expect.arrayContaining([expect.stringMatching(said)]),
  });
});

test('a name once used is never used again, neither by another document nor by its own', () => {
  using library = smallLibrary();
  rename(library.root, { document: 'terms', to: 'conditions' });

  expect(rename(library.root, { document: 'note', to: 'terms' })).toEqual({
    ok: false,
    problems: ['"terms" was the name of content/conditions, to which its addresses lead: choose another.'],
  });
  expect(rename(library.root, { document: 'conditions', to: 'terms' })).toEqual({
    ok: false,
    problems: ['"terms" was its name before, and leads to it for ever: choose a name that it never had.'],
  });
  expect(rename(library.root, { document: 'conditions', to: 'rules' })).toMatchObject({ ok: true });
  expect(library.read('rules/document.yaml')).toContain('formerly:\n  - terms\n  - conditions\n');
});

test('notice that ran under the old name has run', () => {
  using library = smallLibrary();
  const git = (day: string, ...args: string[]) =>
    spawnSync('git', ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false', ...args], {
      cwd: dirname(library.root),
      encoding: 'utf8',
      env: { ...process.env, GIT_COMMITTER_DATE: `${day}T12:00:00Z` },
    });
  git('2027-01-04', 'init', '-q', '-b', 'main');
  library.edit('terms/draft.mdx', 'within 30 days', 'within 20 days');
  const approvedBy = { name: 'Ada Lovelace', capacity: 'General Counsel' };
  const publication = {
    document: 'terms',
    summary: 'Sooner.',
    approvedBy,
    class: 'notice',
    effectiveOn: null,
  } as const;
  expect(publish(library.root, publication, '2027-02-01')).toMatchObject({ ok: true });
  git('2027-02-01', 'add', '.');
  git('2027-02-01', 'commit', '-qm', 'Publish');
  rename(library.root, { document: 'terms', to: 'conditions' });
  git('2027-02-20', 'add', '-A');
  git('2027-02-20', 'commit', '-qm', 'Rename');
  const main = { ref: 'main', today: '2027-02-21' };

  expect(check(library.root, { main })).toEqual([]);
});
