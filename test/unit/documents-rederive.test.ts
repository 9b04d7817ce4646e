import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { showProblem } from '../../src/library/model/problem.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { rederive } from '../../src/library/publishing/rederivation.ts';
import { check } from '../../src/library/review/check.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

const ada = { name: 'Ada Lovelace', capacity: 'General Counsel' };
const publication: Publication = {
  document: 'security',
  summary: 'Says how logs are kept.',
  approvedBy: ada,
  class: 'editorial',
  effectiveOn: null,
  confirm: 'A test.',
};
const anew = { document: 'security', main: 'main', approvedBy: null, class: null };

function gitOf(library: ScratchLibrary) {
  return (...args: string[]) => {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
    const { stdout } = spawnSync('git', [...identity, ...args], { cwd: dirname(library.root), encoding: 'utf8' });
    return stdout;
  };
}

/** Two people published: Ada's reached the main branch first, and was merged into Grace's branch. */
function metLibrary(grace: Partial<Publication> = {}, adas: Partial<Publication> = {}) {
  const library = scratchLibrary();
  const git = gitOf(library);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'Begin');

  git('switch', '-qc', 'grace');
  library.edit('security/draft.mdx', '## Report a problem', '## Logs [#logs]\n\nSixty days.\n\n## Report a problem');
  publish(library.root, { ...publication, summary: 'Logs.', ...grace }, '2027-03-01');
  git('add', '.');
  git('commit', '-qm', 'Publish logs');

  git('switch', '-q', 'main');
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Keys [#keys]\n\nKept apart.\n`);
  publish(library.root, { ...publication, summary: 'Keys.', ...adas }, '2027-03-01');
  git('add', '.');
  git('commit', '-qm', 'Publish keys');

  git('switch', '-q', 'grace');
  git('merge', '-q', 'main');
  return library;
}

test('whoever publishes second is told the one command that derives the line anew', () => {
  using library = metLibrary();

  const problems = check(library.root).map(showProblem);

  expect(problems[0]).toBe(
    'content/security/chain.jsonl:2: Two events were added beside each other, on two branches: git left both. Update your copy of the main branch, then run `npm run policy -- publish --rederive --document security`.',
  );
  expect(problems.join()).not.toContain('is not on the chain');
});

test('the line derived anew stands behind the other, with the text of both, approved as it is', () => {
  using library = metLibrary();

  const unapproved = rederive(library.root, anew, '2027-03-02');
  const grace = { name: 'Grace Hopper', capacity: 'Counsel' };
  const derived = rederive(library.root, { ...anew, approvedBy: grace }, '2027-03-02');

  expect(unapproved).toMatchObject({
    ok: false,
    problems: [expect.stringContaining('The draft is no longer the text that Ada Lovelace approved')],
  });
  expect(derived).toMatchObject({
    ok: true,
    value: { seq: 3, version: '2027-03-02', summary: 'Logs.', approvedBy: grace, effectiveOn: '2027-03-02' },
  });
  expect(library.read('security/2027-03-02.mdx')).toMatch(/Sixty days[\s\S]*Kept apart/);
  expect(library.read('security/2027-03-01.mdx')).not.toContain('Sixty days');
  expect(check(library.root)).toEqual([]);
});

test('lines that a merge put under each other are told apart as well', () => {
  using library = metLibrary();
  const lines = library.read('security/chain.jsonl').replace(/^[<=>|]{7}.*\n/gm, '');
  library.write('security/chain.jsonl', lines);
  gitOf(library)('checkout', '-q', 'main', '--', 'content/security/2027-03-01.mdx');

  expect(check(library.root).map(showProblem)).toContainEqual(
    expect.stringMatching(
      /chain\.jsonl:3: This line was made on another branch.*publish --rederive --document security/,
    ),
  );
  expect(rederive(library.root, { ...anew, approvedBy: ada }, '2027-03-02')).toMatchObject({ ok: true });
  expect(check(library.root)).toEqual([]);
});

test('while the other version waits for its effect, the line cannot be derived anew', () => {
  using library = metLibrary({ class: 'notice' }, { class: 'notice' });

  expect(rederive(library.root, { ...anew, approvedBy: ada }, '2027-03-02')).toEqual({
    ok: false,
    problems: [
      'Version 2027-03-01 waits for March 31, 2027: until then only a correction (--class editorial) is published, or the urgent replacement of a subprocessor (--urgent).',
      "Take this branch's line back with `git checkout main -- content/security/chain.jsonl content/security/2027-03-01.mdx`. The draft stays, and is published after that day.",
    ],
  });
  gitOf(library)('checkout', 'main', '--', 'content/security/chain.jsonl', 'content/security/2027-03-01.mdx');
  expect(check(library.root)).toEqual([]);
  expect(library.read('security/draft.mdx')).toMatch(/Sixty days[\s\S]*Kept apart/);
});

test('a day of effect that notice no longer reaches moves with the line', () => {
  using library = metLibrary({ class: 'notice' });

  expect(rederive(library.root, { ...anew, approvedBy: ada }, '2027-03-10')).toMatchObject({
    ok: true,
    value: { publishedOn: '2027-03-10', effectiveOn: '2027-04-09' },
  });
});

test('what has not the whole main branch, and what it has already, is not derived anew', () => {
  using library = metLibrary();
  const git = gitOf(library);
  git('merge', '--abort');

  const behind = rederive(library.root, anew, '2027-03-02');
  git('switch', '-q', 'main');
  const done = rederive(library.root, anew, '2027-03-02');

  expect(behind).toEqual({ ok: false, problems: ['This branch has not all that main has: merge it first.'] });
  expect(done).toEqual({
    ok: false,
    problems: ['Every line is on main already: there is nothing to derive anew.'],
  });
  expect(existsSync(join(library.root, 'security/2027-03-02.mdx'))).toBe(false);
});
