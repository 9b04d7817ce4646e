import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type CleaningOptions, createCleaner } from '../../src/library/importing/clean.ts';
import { type Import, importHistory } from '../../src/library/importing/import.ts';
import { showProblem } from '../../src/library/model/problem.ts';
import { begin } from '../../src/library/publishing/new-document.ts';
import { verify } from '../../src/library/publishing/verification.ts';
import { check } from '../../src/library/review/check.ts';
import { render } from '../../src/library/text/render.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';
import { policy } from '../support/policy.ts';

const bundle = join(import.meta.dirname, '../../../shared/corpus/site-policy.bundle');

/** A repository of policies, made commit by commit. */
function scratchRepository() {
  const folder = mkdtempSync(join(tmpdir(), 'policies-'));
  const identity = ['-c', 'user.name=Grace Hopper', '-c', 'user.email=grace@example.com', '-c', 'commit.gpgSign=false'];
  const at = (time: string, ...args: string[]) => {
    const env = { ...process.env, GIT_COMMITTER_DATE: time, GIT_AUTHOR_DATE: time };
    const { status, stderr } = spawnSync('git', [...identity, ...args], { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
  };
  at('2020-01-01T00:00:00Z', 'init', '-q', '-b', 'main');
  return {
    folder,
    at,
    commit(time: string, message: string, files: Record<string, string>) {
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, file)), { recursive: true });
        writeFileSync(join(folder, file), text);
      }
      at(time, 'add', '-A');
      at(time, 'commit', '-q', '--allow-empty', '-m', message);
    },
    [Symbol.dispose]: () => rmSync(folder, { recursive: true }),
  };
}

function libraryWithTerms(): ScratchLibrary {
  const library = scratchLibrary();
  const described = { description: 'Terms.', audience: 'everyone', kind: 'agreement', noticeDays: 30 };
  expect(begin(library.root, { document: 'terms', title: 'Terms', ...described })).toMatchObject({ ok: true });
  return library;
}

const terms = {
  ...{ document: 'terms', formerly: null, branch: null, base: null },
  ...{ summaries: null, values: null, isTrial: false },
};
const text = (days: string, more = '') =>
  `---\ntitle: Our Terms\nlayout: page\n---\n\n# Our Terms\n\n## Storage\n\nWe keep it ${days} days, and then it is gone for good.\n\nYou may ask us about it at any time, by mail or by letter.\n${more}`;

function imported(library: ScratchLibrary, wanted: Omit<Import, keyof typeof terms> & Partial<Import>) {
  const done = importHistory(library.root, { ...terms, ...wanted });
  if (!done.ok) throw new Error(done.problems.join('\n'));
  return done.value;
}

test.each(['> '.repeat(3_000), '<div>'.repeat(3_000)])(
  'a state that is nested too deep to be read is left out',
  (nested) => {
    using library = libraryWithTerms();
    using repository = scratchRepository();
    repository.commit('2020-01-01T10:00:00Z', 'Begin', { 'tos.md': text('10') });
    repository.commit('2020-02-01T10:00:00Z', 'Break it', { 'tos.md': text('20', `\n${nested}x\n`) });

    const { versions, notes } = imported(library, { git: repository.folder, path: 'tos.md' });

    expect(versions.map(({ version }) => version)).toEqual(['2020-01-01']);
    expect(notes).toContainEqual({
      note: 'Left out: Lists, quotations or tags stand within each other too often to be read.',
      days: ['2020-02-01'],
    });
  },
);

test('each day on which the text changed is a version: renames are followed, merges count where they landed', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, at, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', { 'tos.md': text('10') });
  commit('2020-02-01T10:00:00Z', 'Twenty days', { 'tos.md': text('20') });
  commit('2020-02-01T11:00:00Z', 'Thirty days (#12)', { 'tos.md': text('30') });
  commit('2020-03-01T10:00:00Z', 'Only markup', { 'tos.md': text('**30**', '<!-- note -->\n') });
  at('2020-04-01T10:00:00Z', 'mv', 'tos.md', 'terms.md');
  commit('2020-04-01T10:00:00Z', 'Rename', { 'terms.md': text('30') });
  at('2020-04-02T10:00:00Z', 'switch', '-qc', 'forty');
  commit('2020-04-02T10:00:00Z', 'Forty days', { 'terms.md': text('40') });
  at('2020-04-03T10:00:00Z', 'switch', '-q', 'main');
  commit('2020-04-03T10:00:00Z', 'Something else', { 'other.md': 'Other.' });
  at(
    '2020-05-05T10:00:00Z',
    'merge',
    '-q',
    '--no-ff',
    '-m',
    'Merge pull request #3 from x/y\n\nKeep it longer',
    'forty',
  );
  commit('2020-06-01T23:30:00-08:00', 'Late in the day', { 'terms.md': text('50') });

  const { versions, drafted, notes } = imported(library, { git: folder, path: 'terms.md', summaries: 'commits' });

  expect(versions.map(({ version, summary }) => [version, summary])).toEqual([
    ['2020-01-01', 'Begin'],
    ['2020-02-01', 'Twenty days; Thirty days'],
    ['2020-05-05', 'Keep it longer'],
    ['2020-06-01', 'Late in the day'],
  ]);
  expect(versions[2]).toMatchObject({
    effectiveOn: '2020-05-05',
    class: null,
    approvedBy: { name: 'not recorded', capacity: 'not recorded' },
    imported: { commit: expect.stringMatching(/^[0-9a-f]{40}$/), path: 'terms.md' },
  });
  expect(drafted).toBe(true);
  expect(notes.map(({ note }) => note)).toContain('The front matter\'s "layout" was left out.');
  expect(library.read('terms/2020-06-01.mdx')).toContain('## Storage [#storage]');
  expect(check(library.root).map(showProblem)).toEqual([]);
  expect(verify(library.root).documents.flatMap(({ problems }) => problems)).toEqual([]);
});

test('a bundle is read like a repository, and a file written anew under another name is followed when told', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, at, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', { 'old.md': text('10') });
  at('2020-02-01T10:00:00Z', 'rm', '-q', 'old.md');
  commit('2020-02-01T10:00:00Z', 'Anew', { 'new.md': '## Other\n\nNothing is as it was.\n' });
  at('2020-02-01T10:00:00Z', 'bundle', 'create', '-q', 'all.bundle', 'main');
  const git = join(folder, 'all.bundle');

  const short = imported(library, { git, path: 'new.md' });
  library.write('terms/chain.jsonl', '');
  rmSync(join(library.root, 'terms/2020-02-01.mdx'));
  const long = imported(library, { git, path: 'new.md', formerly: 'old.md' });

  expect(short.versions.map(({ version }) => version)).toEqual(['2020-02-01']);
  expect(short.notes[0]?.note).toContain('which removed old.md. If it was called that before, say so with --formerly.');
  expect(long.versions.map(({ version }) => version)).toEqual(['2020-01-01', '2020-02-01']);
});

test('a name that leads nowhere is refused, and a file that went a commit later is joined', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, at, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', { 'old.md': text('10') });
  commit('2020-02-01T10:00:00Z', 'Anew', { 'new.md': '## Other\n\nNothing is as it was.\n' });
  at('2020-03-01T10:00:00Z', 'rm', '-q', 'old.md');
  commit('2020-03-01T10:00:00Z', 'Tidy', {});
  commit('2020-04-01T10:00:00Z', 'More', { 'new.md': '## Other\n\nNothing at all is as it was.\n' });
  const wanted = { ...terms, git: folder, path: 'new.md' };

  const refused = importHistory(library.root, { ...wanted, formerly: 'older.md' });
  const joined = imported(library, { ...wanted, formerly: 'old.md' });

  expect(refused).toMatchObject({
    ok: false,
    problems: [
      expect.stringContaining('--formerly leads nowhere: HEAD has no older.md before new.md begins on 2020-02-01'),
    ],
  });
  expect(joined.versions.map(({ version, imported }) => [version, imported?.path])).toEqual([
    ['2020-01-01', 'old.md'],
    ['2020-02-01', 'new.md'],
    ['2020-04-01', 'new.md'],
  ]);
  expect(joined.notes[0]?.note).toMatch(/^2020-02-01 .*: new\.md goes on from old\.md\.$/);
});

test('behind a link in the tree stands the text that it leads to, also where that alone changes', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', { 'texts/v1.md': text('10'), 'texts/v2.md': text('30') });
  symlinkSync('texts', join(folder, 'legal'));
  symlinkSync('legal/v1.md', join(folder, 'terms.md'));
  commit('2020-02-01T10:00:00Z', 'Link', {});
  commit('2020-03-01T10:00:00Z', 'Twenty', { 'texts/v1.md': text('20') });
  rmSync(join(folder, 'terms.md'));
  symlinkSync('legal/v2.md', join(folder, 'terms.md'));
  commit('2020-04-01T10:00:00Z', 'Other link', {});
  rmSync(join(folder, 'terms.md'));
  symlinkSync('/etc/hostname', join(folder, 'terms.md'));
  commit('2020-05-01T10:00:00Z', 'Out', {});

  const { versions, notes } = imported(library, { git: folder, path: 'terms.md' });

  expect(versions.map(({ version, imported }) => [version, imported?.path])).toEqual([
    ['2020-02-01', 'texts/v1.md'],
    ['2020-03-01', 'texts/v1.md'],
    ['2020-04-01', 'texts/v2.md'],
  ]);
  expect(library.read('terms/2020-04-01.mdx')).toContain('30 days');
  expect(notes.map(({ note }) => note).join()).toContain('terms.md is a link that leads out of the repository');
});

test('of a file that was empty, gone for a while or gone for good, the times without a text are told', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, at, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Empty', { 'terms.md': '' });
  commit('2020-02-01T10:00:00Z', 'Begin', { 'terms.md': text('10') });
  commit('2020-03-01T10:00:00Z', 'Emptied', { 'terms.md': '---\ntitle: Our Terms\n---\n\n<!-- soon -->\n   \n' });
  at('2020-04-01T10:00:00Z', 'rm', '-q', 'terms.md');
  commit('2020-04-01T10:00:00Z', 'Gone', {});
  commit('2020-05-01T10:00:00Z', 'Back', { 'terms.md': text('20') });
  at('2020-06-01T10:00:00Z', 'rm', '-q', 'terms.md');
  commit('2020-06-01T10:00:00Z', 'Withdrawn', { other: 'x' });

  const { versions, notes } = imported(library, { git: folder, path: 'terms.md' });

  expect(versions.map(({ version }) => version)).toEqual(['2020-02-01', '2020-05-01']);
  expect(notes.map(({ note }) => note.replace(/ \(\w{10}\)/, ''))).toEqual([
    'terms.md was removed on 2020-04-01, and came back later: the time between is not shown.',
    'terms.md was removed on 2020-06-01: its last version is shown as if it were in effect still. Where it goes on under another name, give that one with --path.',
    'Left out: There are no words in it.',
    'The front matter\'s "layout" was left out.',
  ]);
  expect(notes[2]?.days).toEqual(['2020-01-01', '2020-03-01']);
});

test('a trial tells days, titles and notes and writes nothing; an import that cannot end leaves nothing', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', { 'terms.md': '# Terms of Use\n\nEffective as of February 1, 2020.\n' });
  commit('2020-03-01T10:00:00Z', 'wip', { 'terms.md': '# Terms\n\nEffective as of February 1, 2020. More.\n' });
  commit('2020-04-01T10:00:00Z', 'wip', { 'terms.md': '# Terms\n\nEffective as of *February 1, 2020*. More.\n' });
  const wanted = { ...terms, git: folder, path: 'terms.md' };
  const before = readdirSync(library.root, { recursive: true });
  library.write('../summaries.yaml', '2020-03-01: Says more.\n2020-03-02: Nothing.\n');
  const summaries = join(library.root, '../summaries.yaml');

  const trial = imported(library, { ...wanted, isTrial: true });
  const refused = importHistory(library.root, { ...wanted, summaries });

  expect(trial.versions.map(({ version, title, summary }) => [version, title, summary])).toEqual([
    ['2020-01-01', 'Terms of Use', 'First recorded on January 1, 2020.'],
    ['2020-03-01', 'Terms', 'Changed on March 1, 2020.'],
  ]);
  expect(trial.notes).toEqual([
    { note: 'One day is left out: its words are those of the day before.', days: [] },
    {
      note:
        "The text names days of effect other than its commit's, which counts: " +
        '“Effective as of February 1, 2020” (2020-02-01) in version 2020-01-01.',
      days: [],
    },
  ]);
  expect(refused).toEqual({
    ok: false,
    problems: [`${summaries} has a summary for 2020-03-02, which is no version. There are: 2020-01-01, 2020-03-01.`],
  });
  expect(readdirSync(library.root, { recursive: true })).toEqual(before);

  library.write('../summaries.yaml', '2020-03-01: Says more.\n');
  const { versions } = imported(library, { ...wanted, summaries });
  expect(versions.map(({ summary }) => summary)).toEqual(['First recorded on January 1, 2020.', 'Says more.']);
});

test.each([
  ['de', 'Erste bekannte Fassung vom 1. März 2020.'],
  ['fr-CA', 'Première version connue, du 1er mars 2020.'],
  ['nl', 'First recorded on March 1, 2020.'],
])('of a text in %s, the day of a version is said in words that its readers have', (language, said) => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  repository.commit('2020-03-01T10:00:00Z', 'Begin', { 'terms.md': '# Terms\n\nWords.\n' });
  library.edit('terms/document.yaml', 'title:', `language: ${language}\ntitle:`);
  const { versions } = imported(library, { ...terms, git: repository.folder, path: 'terms.md', isTrial: true });
  expect(versions.map(({ summary }) => summary)).toEqual([said]);
});

const cli = join(import.meta.dirname, '../../src/library/commands/cli.ts');
/** A line now and then, where the machine is slow. */
const progressAlone = /^(Read \d+ of \d+ states\.\n)*$/;

/** Ends the program, as a power cut would, right behind its first move of a folder. */
const cutShort = `import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
const { renameSync } = fs;
fs.renameSync = (from, to) => {
  renameSync(from, to);
  if (to.endsWith('before')) process.kill(process.pid, 'SIGKILL');
};
syncBuiltinESMExports();`;

test('how far an import came is told, state by state', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  for (const month of ['01', '02', '03']) {
    repository.commit(`2020-${month}-01T10:00:00Z`, 'Change', { 'terms.md': text(month) });
  }
  const told: number[][] = [];
  const wanted = { ...terms, git: repository.folder, path: 'terms.md' };
  importHistory(library.root, wanted, (...how) => told.push(how));
  expect(told).toEqual([
    [1, 3],
    [2, 3],
    [3, 3],
  ]);
});

test('by the command a trial writes nothing, and what an import killed half-way moved is put back by the next', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  repository.commit('2020-01-01T10:00:00Z', 'Begin', { 'terms.md': text('10') });
  repository.commit('2020-03-01T10:00:00Z', 'wip', { 'terms.md': text('20') });
  const wanted = ['--document', 'terms', '--git', repository.folder, '--path', 'terms.md', '--content', library.root];
  const run = (...args: string[]) => spawnSync(process.execPath, args, { encoding: 'utf8' });
  const before = readdirSync(library.root, { recursive: true }).sort();

  const trial = run(cli, 'import', ...wanted, '--dry-run');
  expect(trial).toMatchObject({ status: 0, stderr: expect.stringMatching(progressAlone) });
  expect(trial.stdout).toContain('2020-03-01  Our Terms: Changed on March 1, 2020.');
  expect(trial.stdout).toContain('This would import 2 versions of terms. Nothing was written.');
  expect(readdirSync(library.root, { recursive: true }).sort()).toEqual(before);

  const preload = `data:text/javascript,${encodeURIComponent(cutShort)}`;
  expect(run('--import', preload, cli, 'import', ...wanted).signal).toBe('SIGKILL');
  expect(existsSync(join(library.root, 'terms'))).toBe(false);
  expect(check(library.root).map(({ problem }) => problem)).toContainEqual(
    'An import into terms was ended half-way, and this folder is left of it.',
  );

  expect(run(cli, 'import', ...wanted)).toMatchObject({ status: 0, stderr: expect.stringMatching(progressAlone) });
  expect(readdirSync(library.root).filter((name) => name.startsWith('.'))).toEqual([]);
  expect(readdirSync(join(library.root, 'terms')).sort()).toEqual([
    '2020-01-01.mdx',
    '2020-03-01.mdx',
    'chain.jsonl',
    'document.yaml',
    'draft.mdx',
  ]);
  const { documents } = verify(library.root);
  expect(documents.find(({ slug }) => slug === 'terms')).toMatchObject({ versions: 2, problems: [] });
});

test('after an import nothing is left to do but to class sentences', async () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, folder } = repository;
  const page = 'Your page is [username].example.com. Sign here: ______ XXX.';
  commit('2020-01-01T10:00:00Z', 'Begin', { 'terms.md': `${text('10')}\n## Old\n\n${page}\n` });
  const table = '| Data | Kept | Sold |\n| - | - | - |\n| Name | | yes |\n| | no | |';
  commit('2020-02-01T10:00:00Z', 'More', { 'terms.md': `${text('20')}\n## Pages\n\n${page} TODO.\n\n${table}\n` });
  imported(library, { git: folder, path: 'terms.md' });

  const problems = check(library.root, { promises: true, today: '2020-03-01' });
  const ours = problems.filter(({ file, remedy }) => `${file} ${remedy}`.includes('terms'));
  library.edit('terms/draft.mdx', '[username].example.com', '[username].[domain]');
  const edited = check(library.root);

  expect(ours.map(({ file }) => file)).toEqual(['promises/plain/terms.txt']);
  expect(await policy(library.root, ['class', '--document', 'terms', '--rest', 'plain'])).toMatchObject({ status: 0 });
  expect(edited.map(({ problem }) => problem)).toEqual(['"[domain]" was left to be filled in.']);
});

test('a state that git has lost is left out with its day', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, folder } = repository;
  for (const month of [1, 2, 3]) commit(`2020-0${month}-01T10:00:00Z`, 'Change', { 'tos.md': text(`${month}0`) });
  const { stdout } = spawnSync('git', ['rev-parse', 'HEAD~1:tos.md'], { cwd: folder, encoding: 'utf8' });
  rmSync(join(folder, '.git', 'objects', stdout.slice(0, 2), stdout.slice(2).trim()));

  const { versions, notes } = imported(library, { git: folder, path: 'tos.md' });

  expect(versions.map(({ version }) => version)).toEqual(['2020-01-01', '2020-03-01']);
  expect(notes).toContainEqual({ note: 'Left out: It is no text.', days: ['2020-02-01'] });
});

test('a state that is no text, or of a kind that is not read, is left out with its day', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, at, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', {
    'terms.rst': 'Terms\n=====\n\nWe keep it for ten days, and not longer.\n',
  });
  at('2020-02-01T10:00:00Z', 'mv', 'terms.rst', 'terms.md');
  commit('2020-02-01T10:00:00Z', 'Markdown', {});
  writeFileSync(join(folder, 'terms.md'), Buffer.from('Caf\xe9 terms.\n', 'latin1'));
  commit('2020-03-01T10:00:00Z', 'Latin', {});
  writeFileSync(join(folder, 'terms.md'), Buffer.from([0, 1, 2, 255]));
  commit('2020-04-01T10:00:00Z', 'Binary', {});

  const { versions, notes } = imported(library, { git: folder, path: 'terms.md' });

  expect(versions.map(({ version }) => version)).toEqual(['2020-02-01', '2020-03-01']);
  expect(library.read('terms/2020-03-01.mdx')).toContain('Café terms.');
  expect(notes.map(({ note }) => note)).toEqual([
    expect.stringContaining('terms.rst was renamed terms.md'),
    expect.stringMatching(
      /^Left out: \.rst files cannot be read, only Markdown, HTML and plain text: convert it first/,
    ),
    'The text is not in UTF-8: it was read as Windows-1252.',
    'Left out: It is no text.',
  ]);
});

test('history is imported before anything is published, and from a repository', () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  repository.commit('2020-01-01T10:00:00Z', 'Begin', { 'tos.md': text('10') });
  const git = repository.folder;
  const refused = (wanted: Partial<Import>) =>
    importHistory(library.root, { ...terms, git, path: 'tos.md', ...wanted });

  expect(refused({ document: 'privacy' })).toEqual({
    ok: false,
    problems: ['Privacy Policy has versions: history is imported before them.'],
  });
  expect(refused({ git: '/nowhere/at/all' })).toEqual({
    ok: false,
    problems: ['Git cannot read /nowhere/at/all.'],
  });
  expect(refused({ git: '--upload-pack=x' })).toEqual({
    ok: false,
    problems: ['"--upload-pack=x" is no repository.'],
  });
  expect(refused({ path: 'nothing.md' })).toEqual({
    ok: false,
    problems: ['HEAD has no nothing.md with a text.'],
  });
  expect(existsSync(join(library.root, 'terms/chain.jsonl'))).toBe(false);
});

function cleaned(text: string, { path = 'terms.md', ...options }: Partial<CleaningOptions> & { path?: string } = {}) {
  const done = createCleaner({ title: 'Terms', base: null, values: new Map(), ...options })(path, text);
  if (typeof done === 'string') throw new Error(done);
  return done;
}

test.each([
  ['braces and angle brackets', 'If a < b, {x} stays {% raw %}{y}{% endraw %}.', 'If a < b, {x} stays {y}.'],
  ['code in which they stand', 'Set `a < {b}`.', 'Set a < {b}.'],
  ['comments', 'One. <!-- not seen -->Two.\n\n<!-- nor\n\nthis -->\n\nThree.', 'One. Two.\nThree.'],
  ['tags', 'A<br>b <b>c</b> <span class="x">d</span>.', 'A\nb c d.'],
  ['blocks of HTML', '<div>\n  <p>One {a}</p>\n  <ul><li>Two</li></ul>\n</div>', 'One {a}\nTwo'],
  ['scripts', 'A.\n\n<script>alert(1)</script>\n\nB.', 'A.\nB.'],
  [
    'addresses',
    'Write to <privacy_a@example.com> or <https://example.com/a_b_c>.',
    'Write to privacy_a@example.com or https://example.com/a_b_c.',
  ],
  ['a template that stands for words', 'We are {{ site.name }}.', 'We are {{ site.name }}.'],
  [
    'a paragraph that begins like code',
    'export controls apply.\n\nimport duties too.',
    'export controls apply.\nimport duties too.',
  ],
  ['indented lines', 'A:\n\n    int { x }\n\nB.', 'A:\nint { x }\nB.'],
  ['signs that are not seen', '\uFEFFA\u200B\u202Eb\u0007.\r\nC.', 'Ab. C.'],
  ['a joiner that joins nothing', 'A\u200Cb.', 'Ab.'],
  ['marks of direction beside letters that need them', 'טל \u200E+972-3\u200E.', 'טל \u200E+972-3\u200E.'],
  ['codes for signs that are not seen', 'A&#8203;b&#x202E; c, **d&#x2060;e**.', 'Ab c, de.'],
  ['a joiner behind a Latin word', 'PDF\u200Cها.', 'PDF\u200Cها.'],
  ['pictures', '![A seal](seal.png) B.', 'A seal B.'],
  ['quotations with headings', '> ### Mind\n>\n> this', 'Mind\nthis'],
  ['tables', '| A | B |\n| --- | --- |\n| {a} | <b>c</b><br>d |', 'A\tB\n{a}\tc d'],
])('of an older text, %s are carried over as words', (_, body, words) => {
  const { body: mended, title } = cleaned(body);
  const { text } = render(`---\ntitle: ${title}\n---\n\n${mended}`);

  expect(text).toBe(`Terms\n${words}`);
});

test.each([
  [
    'raised and lowered signs',
    'Over 2<sup>16</sup> bits, H<sub>2</sub>O, the 5<sup>th</sup> of June, Acme<sup>TM</sup>, x<sup>n+1</sup>.',
    'Over 2¹⁶ bits, H₂O, the 5th of June, Acme™, xⁿ⁺¹.',
  ],
  ['raised words', 'See a<sup>note b</sup>.', 'See a^(note b).'],
  [
    'struck and inserted words',
    'We <del>never</del> <ins>always</ins> <s>sell</s> it.',
    'We ~~never~~ always ~~sell~~ it.',
  ],
  ['a list that counts from 3', '<ol start="3"><li>Keep</li><li>Tell</li></ol>', '3. Keep\n4. Tell'],
  [
    'lettered points',
    '<ol type="a"><li>Keep</li><li><p>Tell</p><ol type="i"><li>all</li><li>some</li></ol></li></ol>',
    'a. Keep\n\nb. Tell\n\ni. all\n\nii. some',
  ],
  [
    'points in capitals by style',
    '<ol style="list-style-type: upper-roman" start="4"><li>Keep</li><li>Tell</li></ol>',
    'IV. Keep\n\nV. Tell',
  ],
  [
    'points that count as they like',
    '<ol><li value="2">Keep</li><li value="5">Tell</li></ol>',
    '2\\. Keep\n\n5\\. Tell',
  ],
  [
    'terms and what they mean',
    '<dl><dt>Controller</dt><dd>Decides.</dd><dt>Processor</dt><dd>Acts.</dd></dl>',
    '**Controller**\n\nDecides.\n\n**Processor**\n\nActs.',
  ],
  ['lines of an address', '<p>Acme Ltd.<br>1 High Street<br/><br>London</p>', 'Acme Ltd.\\\n1 High Street\n\nLondon'],
  [
    'what opens on demand',
    '<details><summary>More</summary>\n\nHidden **words**.\n\n</details>',
    '**More**\n\nHidden **words**.',
  ],
  [
    'a table of paragraphs and points',
    '<table><caption>Bases</caption><tr><th>A<th>B<tr><td><p>One.</p><p>Two.</p><td><ul><li>x<li>y</ul></table>',
    '**Bases**\n\n| A | B |\n| - | - |\n| One. Two. | • x • y |',
  ],
  [
    'a table whose cells reach far',
    '<table><tr><th colspan="2">A</th><th>B</th></tr><tr><td rowspan="2">c</td><td>d</td><td>e</td></tr><tr><td>f</td><td>g|h</td></tr></table>',
    '| A | | B |\n| - | - | - |\n| c | d | e |\n| | f | g\\|h |',
  ],
  [
    'a table that arranges the page',
    '<table><tr><td><h2>A</h2><p>One.</p></td><td><table><tr><td>x</td><td>y</td></tr><tr><td>z</td><td>w</td></tr></table></td></tr></table>',
    '## A [#a]\n\nOne.\n\n| | |\n| - | - |\n| x | y |\n| z | w |',
  ],
  ['marks around paragraphs', '<b><p>One.</p><p>Two.</p></b>', '**One.**\n\n**Two.**'],
  ['hidden words', 'A.<span style="display: none">B.</span><template>C</template><nav>D</nav>', 'A.'],
  [
    'a tag that opens and closes elsewhere',
    '<div class="x">\n\nA [b](https://example.com/) <a href="https://example.com/c">\nc</a>.\n\n</div>',
    'A [b](https://example.com/) [c](https://example.com/c).',
  ],
  [
    'attribute lines',
    '## Rights\n{: .big #yours }\n\nA *b*{: .x}.\n{: lang="en" }\n\n* TOC\n{:toc}\n\n- C\n  {: .y}',
    '## Rights [#yours]\n\nA *b*.\n\n- C',
  ],
  ['footnotes beside tags', 'A<br>b.[^1]\n\n[^1]: Note <b>one</b>.', 'A\\\nb.[^1]\n\n[^1]: Note **one**.'],
  ['a name in brackets', 'Your page is [username].github.io, [sic].', 'Your page is \\[username].github.io, \\[sic].'],
  ['ticks', '- [x] Yes\n- [ ] No <br>', '- [x] Yes\n- [ ] No'],
  ['marks beside brackets', '<b>「規約」</b>は、*a* b。', '**「規約」**&#x306F;、*a* b。'],
  [
    'points in letters',
    'You shall\n(a) **never** pay\n(b) see [x](https://example.com/).\n\ni. one\nii. two <br>',
    'You shall\\\n(a) **never** pay\\\n(b) see [x](https://example.com/).\n\ni. one\\\nii. two',
  ],
  ['marks inside a word', 'A *b*c.', 'A bc.'],
  [
    'a program',
    'import duties.\n\n- export controls\n\n{x} <Y />',
    '&#x69;mport duties.\n\n- &#x65;xport controls\n\n\\{x}',
  ],
  [
    'a reference that stands elsewhere',
    '## A\n\n[b][c]\n\n## D\n\n[c]: https://example.com/',
    '## A [#a]\n\n[b](https://example.com/)\n\n## D [#d]',
  ],
])('of HTML and of what other programs add, %s stay as they were meant', (_, text, body) => {
  expect(cleaned(text).body).toBe(`${body}\n`);
});

test('a page is read as its reader saw it, and plain text means itself', () => {
  const page = cleaned(
    '<html><head><title>Privacy</title><style>p{}</style></head><body><header>Menu</header><main>' +
      '<p>Intro</p><h1>Data</h1><a name="x"></a><h2 id="r">Rights</h2><p>See <a href=#x>x</a>&nbsp;&amp; <a href="#r">r</a>.</main></body></html>',
    { path: 'privacy.html' },
  );
  const plain = cleaned(
    'TERMS OF USE\n============\n\n1. DATA\n\nWe keep *all* of it, {braces} and <tags> included, for as long as the law\nsays.\n\n' +
      'Acme\n1 High Street\n\n- one\n- two\n',
    { path: 'terms.txt' },
  );

  expect(page).toMatchObject({
    title: 'Privacy',
    body: 'Intro\n\n## Data [#data]\n\n### Rights [#r]\n\nSee [x](#r)\u00A0& [r](#r).\n',
    notes: ['What stood outside <main> belongs to the site and was left out.'],
  });
  expect(plain).toEqual({
    title: 'TERMS OF USE',
    body:
      '## 1. DATA [#section-1-data]\n\nWe keep \\*all\\* of it, \\{braces} and \\<tags> included, for as long as the law\nsays.\n\n' +
      'Acme\\\n1 High Street\n\n- one\n- two\n',
    notes: [],
  });
});

test('words of a template come from a file, or stand as they are', () => {
  const values = new Map([
    ['site.name', 'Acme'],
    ['site.url', 'https://example.com'],
    ['company', 'Acme Ltd.'],
  ]);
  const { body, notes } = cleaned(
    '[a](mailto:{{ mail }}) [b]({{ site.url }}/c) {{ site.name | escape }}, {% include company %}, {{< param "company" >}} and {{ other }}; {% if x %}y{% endif %} {% raw %}{{ z }}{% endraw %}',
    { values },
  );

  expect(body).toBe('a [b](https://example.com/c) Acme, Acme Ltd., Acme Ltd. and \\{\\{ other }}; y \\{\\{ z }}\n');
  expect(notes).toContain(
    'The link mailto:{{ mail }} leads where the repository does not tell: its words stay. Give it with --values.',
  );
  expect(notes).toContain(
    '{{ other }} stood for words that the repository does not tell: it is shown as it is. Give them with --values.',
  );
});

test.each([
  ['first and alone', '# The Terms\n\n## A', 'The Terms', ['## A [#a]']],
  ['behind other words', 'Effective 2024.\n\n# Data\n\nWe.', 'Terms', ['## Data [#data]']],
  [
    'beside others',
    '# 1. Data\n\n# 2. Courts',
    'Terms',
    ['## 1. Data [#section-1-data]', '## 2. Courts [#section-2-courts]'],
  ],
  [
    'below a title in the front matter',
    '---\ntitle: Front\n---\n# 1. Data\n\n# 2. Courts',
    'Front',
    ['## 1. Data [#section-1-data]', '## 2. Courts [#section-2-courts]'],
  ],
])('a first-level heading that stands %s is a title only there', (_, text, title, headings) => {
  const done = cleaned(text);

  expect(done.title).toBe(title);
  expect(done.body.match(/^#.*$/gm)).toEqual(headings);
});

test('a clause keeps its id from state to state: by heading, parent and likeness, never by order', () => {
  const clean = createCleaner({ title: 'Terms', base: null, values: new Map() });
  const idsOf = (text: string) => {
    const done = clean('terms.md', text);
    return typeof done === 'string'
      ? done
      : [...done.body.matchAll(/^#+ (.*) \[#(.*)\]$/gm)].map(([, words, id]) => `${words}: ${id}`);
  };
  const keep = 'The text about keeping says how long we keep data of customers and of others.';
  const tell = 'Nobody is told of anything unless a court of law tells us that we must do so.';

  const first = idsOf(
    `## 目的\n\nこの規約。\n\n## 保存\n\n30日間。\n\n## 1. Keeping\n\n${keep}\n\n### General\n\nA.\n\n## 2. Telling\n\n${tell}\n\n### General\n\nB.`,
  );
  const second = idsOf(
    `## 定義\n\n用語。\n\n## 目的\n\nこの規約。\n\n## 保存\n\n30日間。\n\n## 1. Telling\n\n${tell}\n\n### General\n\nB.\n\n## 2. How long\n\n${keep}\n\n### General\n\nA.\n\n## 3. Keeping\n\nAnother thing.`,
  );

  expect(first).toEqual([
    '目的: section',
    '保存: section-2',
    '1. Keeping: section-1-keeping',
    'General: general',
    '2. Telling: section-2-telling',
    'General: general-2',
  ]);
  expect(second).toEqual([
    '定義: section-3',
    '目的: section',
    '保存: section-2',
    '1. Telling: section-2-telling',
    'General: general-2',
    '2. How long: section-1-keeping',
    'General: general',
    '3. Keeping: section-3-keeping',
  ]);
});

test('headings get the ids that links within the text meant; other links are completed or become words', () => {
  const body =
    '# The Terms\n\n## 1. What & why\n\nTitle\n-----\n\n## Own {#mine}\n\n## Own\n\n' +
    '[a](#1-what--why) [b](#mine) [c](#gone) [d](../x.md) [e][ref] [f](javascript:x)\n\n[ref]: /y\n';

  const alone = cleaned(body);
  const based = cleaned(body, { base: 'https://example.com/legal/tos/' });

  expect(alone.title).toBe('The Terms');
  expect(alone.body.match(/^#.*$/gm)).toEqual([
    '## 1. What & why [#section-1-what--why]',
    '## Title [#title]',
    '## Own [#mine]',
    '## Own [#own]',
  ]);
  expect(alone.body).toContain('[a](#section-1-what--why) [b](#mine) c d e f');
  expect(based.body).toContain('c [d](https://example.com/legal/x.md) [e](https://example.com/y) f');
  expect(alone.notes).toContain('The link #gone leads to no heading: its words stay.');
});

test.skipIf(!existsSync(bundle)).each([
  ['privacy-policies/github-general-privacy-statement.md', 5],
  ['github-terms/github-terms-of-service.md', 26],
  ['privacy-policies/github-subprocessors.md', 10],
])('the history of a public policy, %s, is imported whole', (path, count) => {
  using library = libraryWithTerms();

  const { versions, notes } = imported(library, { git: bundle, path: `Policies/${path}` });

  expect(versions).toHaveLength(count);
  expect(notes.map(({ note }) => note)).not.toContainEqual(expect.stringContaining('could not be read'));
  expect(check(library.root).map(showProblem)).toEqual([]);
});
