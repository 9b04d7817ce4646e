import { spawnSync } from 'node:child_process';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
import { cancel, postpone } from '../../src/library/publishing/decision.ts';
import { publish } from '../../src/library/publishing/publish.ts';
import { rederive } from '../../src/library/publishing/rederivation.ts';
import { check } from '../../src/library/review/check.ts';
import { policy as run } from '../support/policy.ts';
import { type SmallLibrary, smallLibrary } from '../support/small-library.ts';

const by = { name: 'Ada Lovelace', capacity: 'General Counsel' };
const decision = { document: 'terms', reason: 'A court said so.', by };
const notice = { document: 'terms', summary: 'Sooner.', approvedBy: by, class: 'notice', effectiveOn: null } as const;

/** Terms of February 1, 2027, that wait for May 1; their notice runs until March 3. */
function waitingLibrary(): SmallLibrary {
  const library = smallLibrary();
  library.edit('terms/draft.mdx', 'within 30 days', 'within 20 days');
  expect(publish(library.root, { ...notice, effectiveOn: '2027-05-01' }, '2027-02-01')).toMatchObject({
    ok: true,
  });
  return library;
}

function gitOf({ root }: SmallLibrary) {
  return (...args: string[]) => {
    const identity = ['-c', 'user.name=T', '-c', 'user.email=t@example.com', '-c', 'commit.gpgSign=false'];
    return spawnSync('git', [...identity, ...args], { cwd: dirname(root), encoding: 'utf8' });
  };
}

const policy = (library: SmallLibrary, today: string, ...args: string[]) => run(library.root, args, today);

test.each<[string, (library: SmallLibrary) => void]>([
  ['a draft that cannot be read', (library) => library.write('note/draft.mdx', 'no front matter {')],
  ['its own draft half written', (library) => library.write('terms/draft.mdx', '---\ntitle: Te')],
  ['company.yaml that is no YAML', (library) => library.write('company.yaml', 'timeZone: UTC\nname: "Acme\n  - :')],
  ['another document that is no YAML', (library) => library.write('note/document.yaml', 'title: [')],
  ['a list that is no YAML', (library) => library.write('subprocessors/list.yaml', '- id: [')],
  ['another chain that is broken', (library) => library.write('note/chain.jsonl', 'nonsense\n')],
  ['a promise that nobody can read', (library) => library.write('promises/one.yaml', 'quotes: [')],
])('an effect is taken back and moved in spite of %s', async (_, spoil) => {
  using library = waitingLibrary();
  spoil(library);

  const moved = await policy(
    library,
    '2027-02-10',
    'postpone',
    '--document',
    'terms',
    '--effective-on',
    '2027-06-01',
    '--reason',
    'Late.',
    '--by',
    'Ada',
    '--capacity',
    'Counsel',
  );
  const cancelled = await policy(
    library,
    '2027-02-11',
    'cancel',
    '--document',
    'terms',
    '--reason',
    'No.',
    '--by',
    'Ada',
    '--capacity',
    'Counsel',
  );

  expect(moved).toMatchObject({ status: 0, stderr: '' });
  expect(cancelled).toMatchObject({ status: 0, stderr: '' });
});

test('it is refused for what is wrong with the document itself', () => {
  using library = waitingLibrary();
  library.edit('terms/2027-01-04.mdx', 'letter', 'message');

  expect(cancel(library.root, decision, '2027-02-10')).toEqual({
    ok: false,
    problems: [expect.stringContaining('content/terms/2027-01-04.mdx: A published version was changed.')],
  });
  expect(cancel(library.root, { ...decision, document: '../terms' }, '2027-02-10')).toMatchObject({ ok: false });
});

test('an effect is moved to an earlier day once its notice has run, and never into the past', () => {
  using library = waitingLibrary();
  const move = (effectiveOn: string, today: string) => postpone(library.root, { ...decision, effectiveOn }, today);

  expect(move('2027-03-02', '2027-02-10')).toEqual({
    ok: false,
    problems: [
      'It can take effect on 2027-03-03 (March 3, 2027) at the earliest: 30 days of notice run from its publication on February 1, 2027.',
    ],
  });
  expect(move('2027-03-09', '2027-03-10')).toEqual({
    ok: false,
    problems: [
      'It can take effect on 2027-03-10 (March 10, 2027) at the earliest: no version takes effect in the past.',
    ],
  });
  expect(move('2027-03-10', '2027-02-10')).toMatchObject({ ok: true });
  expect(move('2027-03-03', '2027-02-11')).toMatchObject({ ok: true });
  expect(check(library.root)).toEqual([]);
});

test('the check of a change that only decides is held up by nothing else', async () => {
  using library = waitingLibrary();
  const git = gitOf(library);
  library.write('note/draft.mdx', '---\ntitle: Note\n---\n\nTODO\n');
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  git('switch', '-qc', 'emergency');
  cancel(library.root, decision, '2027-02-10');
  git('commit', '-qam', 'Cancel');

  const decided = await policy(library, '2027-02-10', 'check', '--main', 'main');
  library.edit('note/draft.mdx', 'TODO', 'TODO TODO');
  const more = await policy(library, '2027-02-10', 'check', '--main', 'main');

  expect(decided).toMatchObject({
    status: 0,
    stdout: expect.stringContaining('Not of this change: content/note/draft.mdx'),
  });
  expect(more).toMatchObject({ status: 1 });
});

/** What two branches did to the same document, the second one merged with the first. */
async function metLibrary(first: (library: SmallLibrary) => unknown, second: (library: SmallLibrary) => unknown) {
  const library = waitingLibrary();
  const git = gitOf(library);
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  git('switch', '-qc', 'other');
  await second(library);
  git('add', '.');
  git('commit', '-qm', 'Second');
  git('switch', '-q', 'main');
  await first(library);
  git('add', '.');
  git('commit', '-qm', 'First');
  git('switch', '-q', 'other');
  git('merge', '-q', 'main');
  return library;
}
const anew = { document: 'terms', main: 'main', approvedBy: by, class: null };
const move = (effectiveOn: string) => (library: SmallLibrary) =>
  postpone(library.root, { ...decision, effectiveOn }, '2027-02-10');

test('two branches that moved one effect are put behind each other', async () => {
  using library = await metLibrary(move('2027-06-01'), move('2027-07-01'));

  expect(rederive(library.root, anew, '2027-02-10')).toMatchObject({
    ok: true,
    value: { effectiveOn: '2027-07-01' },
  });
  expect(check(library.root)).toEqual([]);
});

test('what two branches decided alike, and what one of them ended, is said in words', async () => {
  using alike = await metLibrary(move('2027-06-01'), (library) =>
    postpone(library.root, { ...decision, reason: 'Other words.', effectiveOn: '2027-06-01' }, '2027-02-10'),
  );
  using ended = await metLibrary((library) => cancel(library.root, decision, '2027-02-10'), move('2027-06-01'));

  expect(rederive(alike.root, anew, '2027-02-10')).toEqual({
    ok: false,
    problems: [
      'Version 2027-02-01 is moved to 2027-06-01, the day that it has already.',
      "Take this branch's line back with `git checkout main -- content/terms/chain.jsonl`: main has decided already.",
    ],
  });
  expect(rederive(ended.root, anew, '2027-02-10')).toMatchObject({
    ok: false,
    problems: ['Version 2027-02-01 was cancelled before.', expect.stringContaining('Take this branch')],
  });
  gitOf(ended)('checkout', 'main', '--', 'content/terms/chain.jsonl');
  expect(check(ended.root)).toEqual([]);
});

test('two publications of one day are two versions of that day', async () => {
  const correct = (from: string, to: string, summary: string) => async (library: SmallLibrary) => {
    library.edit('note/draft.mdx', from, to);
    publish(library.root, { ...notice, document: 'note', summary, class: 'editorial' }, '2027-02-10');
  };
  using library = await metLibrary(
    correct('Questions go to', 'The questions go to', 'First.'),
    correct('owe each other.', 'owe each other:', 'Second.'),
  );

  const derived = rederive(library.root, { ...anew, document: 'note' }, '2027-02-10');

  expect(derived).toMatchObject({ ok: true, value: { version: '2027-02-10-2', summary: 'Second.' } });
  expect(library.read('note/2027-02-10-2.mdx')).toMatch(/owe each other:[\s\S]*The questions go/);
  expect(library.read('note/2027-02-10.mdx')).not.toContain('owe each other:');
  expect(check(library.root)).toEqual([]);
});

test('where the clock of the company moved west, the day goes on from the last line', async () => {
  const correct = (from: string, to: string, today: string) => async (library: SmallLibrary) => {
    library.edit('note/draft.mdx', from, to);
    publish(library.root, { ...notice, document: 'note', class: 'editorial' }, today);
  };
  using library = await metLibrary(
    correct('Questions go to', 'The questions go to', '2027-02-10'),
    correct('owe each other.', 'owe each other:', '2027-02-09'),
  );

  expect(rederive(library.root, { ...anew, document: 'note' }, '2027-02-09')).toMatchObject({
    ok: true,
    value: { version: '2027-02-10-2', publishedOn: '2027-02-10', effectiveOn: '2027-02-10' },
  });
  library.edit('note/draft.mdx', 'owe each other:', 'owe each other!');
  expect(publish(library.root, { ...notice, document: 'note', class: 'editorial' }, '2027-02-09')).toMatchObject({
    ok: true,
    value: { version: '2027-02-10-3' },
  });
  expect(check(library.root)).toEqual([]);
});
