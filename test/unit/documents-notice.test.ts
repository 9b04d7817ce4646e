import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addDays, addMonths } from '../../src/library/model/days.ts';
import { openLibrary } from '../../src/library/model/library.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { cancel } from '../../src/library/publishing/decision.ts';
import { type Publication, publish } from '../../src/library/publishing/publish.ts';
import { effectOf } from '../../src/library/publishing/rules.ts';
import { check } from '../../src/library/review/check.ts';
import { warn } from '../../src/library/review/check-warnings.ts';
import { draft, type ScratchLibrary, scratchLibrary } from '../support/library.ts';
import { policy } from '../support/policy.ts';

const ada = { name: 'Ada Lovelace', capacity: 'General Counsel' };
const publication: Publication = {
  document: 'security',
  summary: 'A change.',
  approvedBy: ada,
  class: 'notice',
  effectiveOn: null,
};

function commit({ root }: ScratchLibrary, ...commands: [day: string, ...args: string[]][]): void {
  for (const [day, ...args] of commands) {
    const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgSign=false'];
    const time = `${day}T12:00:00Z`;
    const env = { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time };
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: dirname(root), env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  }
}

/** Published on a branch on March 1, 2027, to bind from March 31; merged on another day. */
function mergedOn(day: string, decide: (library: ScratchLibrary) => void = () => {}): ScratchLibrary {
  const library = scratchLibrary();
  commit(library, ['2027-02-01', 'init', '-q', '-b', 'main'], ['2027-02-01', 'add', '.']);
  commit(library, ['2027-02-01', 'commit', '-qm', 'Begin'], ['2027-02-01', 'switch', '-qc', 'amend']);
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Logs [#logs]\n\nSixty days.\n`);
  publish(library.root, publication, '2027-03-01');
  decide(library);
  commit(library, ['2027-03-01', 'add', '.'], ['2027-03-01', 'commit', '-qm', 'Publish']);
  commit(library, [day, 'switch', '-q', 'main'], [day, 'merge', '-q', '--no-ff', '-m', 'Merge', 'amend']);
  return library;
}

const problemsIn = ({ root }: ScratchLibrary, ref: string, today: string) =>
  check(root, { main: { ref, today } }).map(showProblem);

test('notice that was given in time stays in time', () => {
  using library = mergedOn('2027-03-01');

  expect(problemsIn(library, 'HEAD', '2027-03-01')).toEqual([]);
  expect(problemsIn(library, 'HEAD', '2027-03-20')).toEqual([]);
  expect(problemsIn(library, 'HEAD', '2027-06-01')).toEqual([]);
});

test('a version that is merged late is caught, by the day on which it is merged', () => {
  using library = mergedOn('2027-03-11');
  const said =
    'content/security/chain.jsonl:2: Version 2027-03-01 gets to readers on March 11, 2027: with 30 days of notice it can take effect on 2027-04-10 at the earliest, not on 2027-03-31.';

  expect(problemsIn(library, 'HEAD', '2027-03-11')).toEqual([expect.stringContaining(said)]);
  expect(problemsIn(library, 'HEAD', '2027-03-20')).toEqual([expect.stringContaining(said)]);
  expect(problemsIn(library, 'HEAD', '2027-04-20')).toEqual([expect.stringContaining(said)]);
});

test('what the main branch has not yet counts from the day on which the check runs', () => {
  using library = mergedOn('2027-03-01');

  expect(problemsIn(library, 'HEAD^1', '2027-03-01')).toEqual([]);
  expect(problemsIn(library, 'HEAD^1', '2027-03-02')).toEqual([
    expect.stringContaining('can take effect on 2027-04-01 at the earliest'),
  ]);
});

test('a version that is merged late and cancelled in time is in order', () => {
  using library = mergedOn('2027-03-11', ({ root }) => {
    cancel(root, { document: 'security', reason: 'Late.', by: ada }, '2027-03-01');
  });

  expect(problemsIn(library, 'HEAD', '2027-03-20')).toEqual([]);
});

test('a cancellation that is merged after the day of effect is caught', () => {
  using library = mergedOn('2027-04-01', ({ root }) => {
    cancel(root, { document: 'security', reason: 'Late.', by: ada }, '2027-03-01');
  });

  expect(problemsIn(library, 'HEAD', '2027-04-01')).toEqual([
    expect.stringContaining('took effect on March 31, 2027, before this line got to the main branch.'),
  ]);
});

test('a branch that git does not know is no reason to count nothing', () => {
  using library = mergedOn('2027-03-11');

  expect(problemsIn(library, 'nowhere', '2027-03-11')).toEqual([expect.stringMatching(/^Git knows no "nowhere" here/)]);
});

test.each([
  ['2026-11-23', '2026-12-23'],
  ['2028-02-15', '2028-03-16'],
  ['2026-12-01', '2026-12-31'],
  ['2027-01-31', '2027-03-02'],
  ['2028-01-31', '2028-03-01'],
])('30 days of notice from %s end before %s', (publishedOn, earliest) => {
  using library = scratchLibrary();
  const document = openLibrary(library.root).documents.find(({ slug }) => slug === 'security');
  if (!document) throw new Error('no security');
  const wanted = (effectiveOn: string) => ({ class: 'notice' as const, effectiveOn });

  expect(effectOf(document, wanted(earliest), publishedOn).problems).toEqual([]);
  expect(effectOf(document, wanted(addDays(earliest, -1)), publishedOn).problems).toHaveLength(1);
});

test('twelve months end on the same day, or on the last of a shorter month', () => {
  expect(addMonths('2026-03-01', 12)).toBe('2027-03-01');
  expect(addMonths('2028-02-29', 12)).toBe('2029-02-28');
  expect(addMonths('2026-10-31', 4)).toBe('2027-02-28');
});

test('a privacy policy older than twelve months is worth a reminder, and no more', () => {
  using library = scratchLibrary();
  const remind = (today: string) =>
    warn(openLibrary(library.root), today).filter(({ file }) => file === 'privacy/2026-04-23.mdx');

  expect(remind('2027-04-23')).toEqual([]);
  expect(remind('2027-04-24')).toMatchObject([
    { problem: 'The version in effect is of April 23, 2026: its review was due on April 23, 2027.' },
  ]);
});

test('very long sentences and hard reading are told', () => {
  using library = scratchLibrary();
  const long = Array(30).fill('notwithstanding contractual interdependencies').join(' ');
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Long [#long]\n\n${long}.\n`);
  const told = () => warn(openLibrary(library.root), '2027-01-01').map(showProblem);
  expect(told()).toContain('content/security/draft.mdx (#long): A sentence has 90 words. Make two of it, or a list.');

  library.write('security/draft.mdx', draft(Array(40).fill(`${long}.`).join(' ')));
  expect(told()).toContainEqual(expect.stringMatching(/security.* takes about \d{2,} years of school/));
  library.write('security/draft.mdx', draft(Array(40).fill('We keep your data.').join(' ')));
  expect(told()).not.toContainEqual(expect.stringMatching(/security.* years of school/));
});

test('the check that is told what the server knows refuses a version with an open objection, or told too late', async () => {
  using library = scratchLibrary();
  library.write('security/draft.mdx', `${library.read('security/draft.mdx')}\n## Logs [#logs]\n\nSixty days.\n`);
  publish(library.root, publication, '2027-03-01');
  const file = join(dirname(library.root), 'obstacles.json');
  const about = { document: 'security', version: '2027-03-01', effectiveOn: '2027-03-31' };
  const check = async (...obstacles: object[]) => {
    writeFileSync(file, JSON.stringify(obstacles));
    return await policy(library.root, ['check', '--obstacles', file], '2027-03-20');
  };
  const objected = { why: 'objections', ...about, count: 2 };
  const late = { why: 'notice', ...about, earliestOn: '2027-04-05' };
  const without = await policy(library.root, ['check'], '2027-03-20');
  expect(await check()).toEqual(without);
  expect((await check(objected, late)).stdout).toContain(
    'content/security/chain.jsonl:2: Version 2027-03-01 takes effect on 2027-03-31 with 2 open objections. Settle them at the desk, or postpone or cancel the version.',
  );
  const both = await check(objected, late);
  expect(both.status).toBe(1);
  expect(both.stdout).toContain('and its notice runs until 2027-04-05');
  expect((await policy(library.root, ['check', '--obstacles', 'none.json'], '2027-03-20')).status).toBe(64);

  const why = ['--reason', 'An objection.', '--by', ada.name, '--capacity', ada.capacity];
  const put = ['postpone', '--document', 'security', '--effective-on', '2027-04-05', ...why];
  expect(await policy(library.root, put, '2027-03-20')).toMatchObject({ status: 0 });
  expect((await check(objected, late)).stdout).not.toContain('objection');
  expect((await check(objected, late)).stdout).not.toContain('its notice runs');
});

test('whoever writes a text under a name that nothing reads is told', () => {
  using library = scratchLibrary();
  const named = () => warn(openLibrary(library.root), '2026-12-01').map(showProblem);
  const before = named();
  library.write('privacy/draft.md', 'We change everything.\n');
  library.write('imprint/Imprint.docx', '');
  for (const file of ['privacy/.DS_Store', '.obsidian/app.json', 'privacy/~$notes.docx']) library.write(file, '');

  expect(named().filter((line) => !before.includes(line))).toEqual(
    ['imprint/Imprint.docx', 'privacy/draft.md'].map(
      (file) =>
        `content/${file}: Nothing reads this file. A text is draft.mdx in the folder of its document. Rename it, or take it away.`,
    ),
  );
});
