import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { showProblem } from '../../src/library/model/problem.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { check } from '../../src/library/review/check.ts';
import { openPullRequest, type PullRequest } from '../../src/library/review/pull-request.ts';
import { alarm, beside, found, toText, toTextWithin } from '../../src/library/review/review-report.ts';
import { branchFrom } from '../support/branch.ts';
import { policy } from '../support/policy.ts';
import { type SmallLibrary, smallLibrary } from '../support/small-library.ts';

const today = '2027-03-01';
const amendment: Publication = {
  document: 'terms',
  summary: 'Ends by mail.',
  approvedBy: { name: 'Ada Lovelace', capacity: 'General Counsel' },
  class: 'notice',
  effectiveOn: null,
};

/** A pull request, opened from a clone of main in which it was never checked out. */
async function requested(change: (library: SmallLibrary, git: ReturnType<typeof branchFrom>) => void | Promise<void>) {
  const library = smallLibrary();
  writeFileSync(join(dirname(library.root), 'program.ts'), 'export {};\n');
  const git = branchFrom(library);
  await change(library, git);
  if (git('diff', '--cached', '--name-only') === '') git('add', '-A');
  git('commit', '-qm', 'Change', '--allow-empty');
  git('switch', '-qf', 'main');
  return { library, git, [Symbol.dispose]: () => library[Symbol.dispose]() };
}

function emptyBlob(git: ReturnType<typeof branchFrom>): string {
  return git('hash-object', '-w', '/dev/null').trim();
}

function open({ root }: SmallLibrary): PullRequest {
  const opened = openPullRequest(root, 'main', 'branch');
  if (typeof opened === 'string') throw new Error(opened);
  return opened;
}

function problemsOf(library: SmallLibrary) {
  using pull = open(library);
  const checked = check(pull.content, { main: { ref: 'main', today } });
  return [...pull.problems, ...checked];
}

test('a pull request is read as it would be merged, and leaves the clone as it was', async () => {
  using request = await requested(async (library) => {
    library.edit('terms/draft.mdx', 'by writing a letter', 'by sending a mail');
    publish(library.root, amendment, today);
  });
  const { library, git } = request;
  library.edit('note/draft.mdx', '30 days', '31 days');
  git('commit', '-qam', 'Meanwhile');

  using pull = open(library);
  expect(readFileSync(join(pull.content, 'terms/2027-03-01.mdx'), 'utf8')).toContain('by sending a mail');
  expect(readFileSync(join(pull.content, 'note/draft.mdx'), 'utf8')).toContain('31 days');
  expect(pull.outside).toEqual([]);
  expect([...pull.problems, ...check(pull.content, { main: { ref: 'main', today } })]).toEqual([]);
  expect(existsSync(join(library.root, 'terms/2027-03-01.mdx'))).toBe(false);
  expect(git('status', '--porcelain')).toBe('');
  pull[Symbol.dispose]();
  expect(existsSync(pull.content)).toBe(false);
  expect(git('worktree', 'list').trim().split('\n')).toHaveLength(1);
});

test('a pull request that merely is behind is not accused of what main published meanwhile', async () => {
  using request = await requested((library) => library.edit('note/draft.mdx', '30 days', '31 days'));
  const { library, git } = request;
  library.edit('terms/draft.mdx', 'by writing a letter', 'by sending a mail');
  publish(library.root, amendment, today);
  git('add', '.');
  git('commit', '-qm', 'Publish');

  expect(problemsOf(library)).toEqual([]);
});

test.each<[string, (library: SmallLibrary, git: ReturnType<typeof branchFrom>) => void, string]>([
  [
    'a link in place of a version',
    ({ root }) => {
      rmSync(join(root, 'terms/2027-01-04.mdx'));
      symlinkSync('/etc/passwd', join(root, 'terms/2027-01-04.mdx'));
    },
    'content/terms/2027-01-04.mdx: This is no file but leads to another, or to another repository.',
  ],
  [
    'a link in place of a folder',
    ({ root }) => {
      renameSync(join(root, 'note'), join(dirname(root), 'note'));
      symlinkSync('../note', join(root, 'note'));
    },
    'content/note: This is no file but leads to another, or to another repository.',
  ],
  [
    'another repository in a folder',
    (_, git) => git('update-index', '--add', '--cacheinfo', `160000,${git('rev-parse', 'HEAD').trim()},content/more`),
    'content/more: This is no file but leads to another, or to another repository.',
  ],
  [
    'a folder that is content/ itself on some machines',
    (_, git) => git('update-index', '--add', '--cacheinfo', `100644,${emptyBlob(git)},Content/terms/2027-01-04.mdx`),
    'Content/terms/2027-01-04.mdx: On some machines this stands in content/, over what is published.',
  ],
  [
    'a name that is longer than names of files are',
    (_, git) => git('update-index', '--add', '--cacheinfo', `100644,${emptyBlob(git)},content/${'a'.repeat(300)}`),
    'The name of this file is longer than some machines can write.',
  ],
  [
    'a name with a line break',
    (_, git) => git('update-index', '--add', '--cacheinfo', `100644,${emptyBlob(git)},content/a\nAll is well.`),
    'content/a[U+000A]All is well.: The name "a\\u{a}All is well." holds signs that look like others,',
  ],
  [
    'a name that is another file on Windows',
    (_, git) => git('update-index', '--add', '--cacheinfo', `100644,${emptyBlob(git)},content/terms/2027-01-04.mdx.`),
    'content/terms/2027-01-04.mdx.: The name "2027-01-04.mdx." holds signs that look like others,',
  ],
  [
    'attributes that hide a file from archives',
    (library) => library.write('terms/.gitattributes', '2027-01-04.mdx export-ignore\n'),
    'content/terms/.gitattributes: This file steers git',
  ],
  [
    'a file of many megabytes',
    (library) => library.write('terms/draft.mdx', 'a'.repeat(5_000_001)),
    'content/terms/draft.mdx: This file has more than 5 MB.',
  ],
  [
    'a version that reads the same once a filter of git turned it',
    (library, git) => {
      library.write('terms/.gitattributes', '*.mdx filter=lfs\n');
      library.write('pointer', 'version https://git-lfs.github.com/spec/v1\n');
      const id = git('hash-object', '-w', '--no-filters', 'content/pointer').trim();
      git('add', 'content/terms/.gitattributes');
      git('update-index', '--cacheinfo', `100644,${id},content/terms/2027-01-04.mdx`);
    },
    'content/terms/2027-01-04.mdx: Version 2027-01-04 is published, and its text is another here',
  ],
])('%s is told, and never followed', async (_, change, expected) => {
  using request = await requested(change);

  expect(problemsOf(request.library).map(showProblem)).toContainEqual(expect.stringContaining(expected));
  using pull = open(request.library);
  const links = readdirSync(pull.content, { recursive: true, withFileTypes: true }).filter(
    (entry) => !entry.isFile() && !entry.isDirectory(),
  );
  expect(links).toEqual([]);
});

test('what is changed beside content is named, and nothing of it is laid out', async () => {
  using request = await requested(({ root }) => {
    const folder = dirname(root);
    writeFileSync(join(folder, 'program.ts'), 'process.exit(1);\n');
    writeFileSync(join(folder, '.npmrc'), 'script-shell=/tmp/evil\n');
    mkdirSync(join(folder, 'content-more'));
    writeFileSync(join(folder, 'content-more/a.ts'), '');
  });

  using pull = open(request.library);

  expect(pull.outside).toEqual(['.npmrc', 'content-more/a.ts', 'program.ts']);
  expect(readdirSync(dirname(pull.content)).sort()).toEqual(['.git', 'content']);
  expect(toText([beside(pull.outside)].filter((part) => part !== null))).toMatch(
    /^MORE THAN content\/ IS CHANGED\n=+\nThis change touches 3 files .*\n- \.npmrc\n/,
  );
});

test('two that published beside each other are told to merge, and nobody is accused', async () => {
  using request = await requested(async (library) => {
    library.edit('terms/draft.mdx', 'by writing a letter', 'by sending a mail');
    publish(library.root, amendment, today);
  });
  const { library, git } = request;
  library.edit('terms/draft.mdx', '30 days', '60 days');
  publish(library.root, amendment, today);
  git('add', '.');
  git('commit', '-qm', 'Publish');

  const problems = problemsOf(library);

  expect(problems.filter(({ isFrozen }) => isFrozen)).toEqual([]);
  expect(problems.map(showProblem)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('content/terms/chain.jsonl: The main branch and this one changed it in different ways'),
      expect.stringContaining('publish --rederive --document terms'),
    ]),
  );
});

test.each<[string, (root: string) => void]>([
  ['gone', (root) => rmSync(root, { recursive: true })],
  [
    'a link',
    (root) => {
      rmSync(root, { recursive: true });
      symlinkSync('/etc', root);
    },
  ],
])('a pull request in which the whole of content is %s is told document by document', async (_, change) => {
  using request = await requested(({ root }) => change(root));

  expect(problemsOf(request.library).map(showProblem)).toEqual(
    expect.arrayContaining([
      expect.stringContaining('content/note: This document is published on main, and is gone here.'),
      expect.stringContaining('content/terms: This document is published on main, and is gone here.'),
    ]),
  );
});

test('a branch of another repository altogether is refused in words', async () => {
  using request = await requested(() => {});
  const { library, git } = request;
  git('switch', '-q', '--orphan', 'other');
  git('commit', '-qm', 'Nothing', '--allow-empty');
  git('switch', '-qf', 'main');

  expect(openPullRequest(library.root, 'main', 'other')).toBe(
    'other has no history in common with main: it cannot be merged.',
  );
  expect(openPullRequest(library.root, 'main', '--upload-pack=x')).toContain('Git knows no "--upload-pack=x" here');
});

test('the review says first what was forged, then what else is changed, and stays within what a comment holds', () => {
  const frozen = Array.from({ length: 10_000 }, (_, index) => ({
    ...{
      file: `terms/${index}.mdx`,
      line: null,
      clause: null,
      problem: `${'x'.repeat(900)}\n@everyone`,
      remedy: 'Restore it.',
    },
    isFrozen: true as const,
  }));
  const redline = { heading: 'Terms (content/terms)', text: 'A long line of redline.\n'.repeat(100_000) };
  const small = { heading: 'Note (content/note)', text: 'Nothing changed.' };
  const paths = Array.from({ length: 5_000 }, (_, index) => `${'deep/'.repeat(200)}${index}.ts`);
  const parts = [alarm(frozen), beside(paths), found(frozen), redline, small].filter((part) => part !== null);

  const said = toTextWithin(parts, 50_000, 'the rest is in review.txt');

  expect(said.length).toBeLessThanOrEqual(50_000);
  expect(said).toMatch(/^STOP: THIS CHANGE ALTERS WHAT IS PUBLISHED\n=+\nDo not merge this\./);
  expect(said).toContain('- and 9960 more');
  expect(said).toContain('MORE THAN content/ IS CHANGED');
  expect(said).toContain('- and 4960 more');
  expect(said).toMatch(
    /… \(\d+ more lines of this part: the rest is in review\.txt\)\n\nNote \(content\/note\)\n=+\nNothing changed\.$/,
  );
  expect(toTextWithin([small], 50_000, '')).toBe(toText([small]));
});

test.each([300, 2_000])('of %i documents none is a reason to be longer than a comment', (count) => {
  const parts = Array.from({ length: count }, (_, index) => ({
    heading: `Document ${index} (content/document-${index})`,
    text: 'One sentence was changed, and then another.\n'.repeat(50),
  }));

  const said = toTextWithin(parts, 50_000, 'the rest is elsewhere');

  expect(said.length).toBeLessThanOrEqual(50_000);
  expect(said).toMatch(/more lines of this part: the rest is elsewhere\)$/);
});

test('what is wrong on the main branch already is said, and keeps no change waiting', () => {
  const problem = { file: 'promises/a.yaml', line: null, clause: null, problem: 'It ran out.', remedy: 'Renew it.' };

  expect(found([problem], [showProblem(problem)]).text).toBe(
    'Nothing else is wrong.\n\nWrong on the main branch already:\n- content/promises/a.yaml: It ran out. Renew it.',
  );
});

test('the command reviews a branch that is not checked out, in a form for programs', async () => {
  using request = await requested((library) => library.edit('terms/2027-01-04.mdx', '30 days', '31 days'));

  const { stdout, status } = await policy(
    request.library.root,
    ['review', '--json', '--main=main', '--branch=branch'],
    today,
  );

  expect(status).toBe(0);
  const said = JSON.parse(stdout);
  expect(said.problems).toBeGreaterThan(0);
  expect(said.review).toMatch(/^STOP: THIS CHANGE ALTERS WHAT IS PUBLISHED/);
  expect(said.review).toBe(said.whole);
  expect(said.review).toContain('Terms (content/terms)');
  expect(said.review).toMatch(/git apply class\.patch\n\ndiff --git .*\/promises\/plain\/terms\.txt/);
});

test('what a branch does wrong is not laid on the main branch while it is checked out', async () => {
  using request = await requested((library) => library.edit('terms/2027-01-04.mdx', '30 days', '31 days'));
  const args = ['review', '--json', '--main=main', '--branch=branch'];
  const before = JSON.parse((await policy(request.library.root, args, today)).stdout);

  request.library.edit('terms/2027-01-04.mdx', '30 days', '31 days');

  expect(JSON.parse((await policy(request.library.root, args, today)).stdout)).toEqual(before);
});
