import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { check } from '../../src/documents/check.ts';
import { createCleaner } from '../../src/documents/import/clean.ts';
import { type Import, importHistory } from '../../src/documents/import/import.ts';
import { showProblem } from '../../src/documents/problem.ts';
import { begin } from '../../src/documents/publish-new.ts';
import { verify } from '../../src/documents/publish-verify.ts';
import { createRenderer } from '../../src/documents/render.ts';
import { type ScratchLibrary, scratchLibrary } from '../support/library.ts';

// The whole library is read each time, and the machine may be busy.
vi.setConfig({ testTimeout: 120_000 });

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

const terms = { document: 'terms', formerly: null, branch: null, base: null };
const text = (days: string, more = '') =>
  `---\ntitle: Our Terms\nlayout: page\n---\n\n# Our Terms\n\n## Storage\n\nWe keep it ${days} days, and then it is gone for good.\n\nYou may ask us about it at any time, by mail or by letter.\n${more}`;

async function imported(library: ScratchLibrary, wanted: Omit<Import, keyof typeof terms> & Partial<Import>) {
  const done = await importHistory(library.root, { ...terms, ...wanted });
  if (!done.ok) throw new Error(done.problems.join('\n'));
  return done.value;
}

test('each day on which the text changed is a version: renames are followed, merges count where they landed', async () => {
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

  const { versions, drafted, notes } = await imported(library, { git: folder, path: 'terms.md' });

  expect(versions.map(({ version, summary }) => [version, summary])).toEqual([
    ['2020-01-01', 'Begin'],
    ['2020-02-01', 'Twenty days; Thirty days'],
    ['2020-05-05', 'Keep it longer'],
    ['2020-06-01', 'Late in the day'],
  ]);
  expect(versions[2]).toMatchObject({
    effectiveOn: '2020-05-05',
    class: null,
    approvedBy: { name: 'Grace Hopper', capacity: 'author of the commit' },
    imported: { commit: expect.stringMatching(/^[0-9a-f]{40}$/), path: 'terms.md' },
  });
  expect(drafted).toBe(true);
  expect(notes.map(({ note }) => note)).toContain('The front matter\'s "layout" was left out.');
  expect(library.read('terms/2020-06-01.mdx')).toContain('## Storage [#storage]');
  expect((await check(library.root)).map(showProblem)).toEqual([]);
  expect((await verify(library.root)).documents.flatMap(({ problems }) => problems)).toEqual([]);
});

test('a bundle is read like a repository, and a file written anew under another name is followed when told', async () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  const { commit, at, folder } = repository;
  commit('2020-01-01T10:00:00Z', 'Begin', { 'old.md': text('10') });
  at('2020-02-01T10:00:00Z', 'rm', '-q', 'old.md');
  commit('2020-02-01T10:00:00Z', 'Anew', { 'new.md': '## Other\n\nNothing is as it was.\n' });
  at('2020-02-01T10:00:00Z', 'bundle', 'create', '-q', 'all.bundle', 'main');
  const git = join(folder, 'all.bundle');

  const short = await imported(library, { git, path: 'new.md' });
  library.write('terms/chain.jsonl', '');
  rmSync(join(library.root, 'terms/2020-02-01.mdx'));
  const long = await imported(library, { git, path: 'new.md', formerly: 'old.md' });

  expect(short.versions.map(({ version }) => version)).toEqual(['2020-02-01']);
  expect(short.notes[0]?.note).toContain('which removed old.md. If it was called that before, say so with --formerly.');
  expect(long.versions.map(({ version }) => version)).toEqual(['2020-01-01', '2020-02-01']);
});

test('history is imported before anything is published, and from a repository', async () => {
  using library = libraryWithTerms();
  using repository = scratchRepository();
  repository.commit('2020-01-01T10:00:00Z', 'Begin', { 'tos.md': text('10') });
  const git = repository.folder;
  const refused = (wanted: Partial<Import>) =>
    importHistory(library.root, { ...terms, git, path: 'tos.md', ...wanted });

  expect(await refused({ document: 'privacy' })).toEqual({
    ok: false,
    problems: ['Privacy Policy has versions: history is imported before them.'],
  });
  expect(await refused({ git: '/nowhere/at/all' })).toEqual({
    ok: false,
    problems: ['Git cannot read /nowhere/at/all.'],
  });
  expect(await refused({ git: '--upload-pack=x' })).toEqual({
    ok: false,
    problems: ['"--upload-pack=x" is no repository.'],
  });
  expect(await refused({ path: 'nothing.md' })).toEqual({ ok: false, problems: ['HEAD has no nothing.md.'] });
  expect(existsSync(join(library.root, 'terms/chain.jsonl'))).toBe(false);
});

const clean = await createCleaner();
const render = await createRenderer();
const cleaned = (body: string, base: string | null = null) => clean(body, { title: 'Terms', base });

test.each([
  ['braces and angle brackets', 'If a < b, {x} stays {% raw %}{y}{% endraw %}.', 'If a < b, {x} stays {y}.'],
  ['code in which they stand', 'Set `a < {b}`.', 'Set a < {b}.'],
  ['comments', 'One. <!-- not seen -->Two.\n\n<!-- nor\n\nthis -->\n\nThree.', 'One. Two.\nThree.'],
  ['tags', 'A<br>b <b>c</b> <span class="x">d</span>.', 'A b c d.'],
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
  ['pictures', '![A seal](seal.png) B.', 'A seal B.'],
  ['quotations with headings', '> ### Mind\n>\n> this', 'Mind\nthis'],
  ['tables', '| A | B |\n| --- | --- |\n| {a} | <b>c</b><br>d |', 'A\tB\n{a}\tc d'],
])('of an older text, %s are carried over as words', async (_, body, words) => {
  const { body: mended, title } = cleaned(body);
  const { text } = await render(`---\ntitle: ${title}\n---\n\n${mended}`);

  expect(text).toBe(`Terms\n${words}`);
});

test('headings get the ids that links within the text meant; other links are completed or become words', () => {
  const body =
    '# The Terms\n\n## 1. What & why\n\nTitle\n-----\n\n## Own {#mine}\n\n## Own\n\n' +
    '[a](#1-what--why) [b](#mine) [c](#gone) [d](../x.md) [e][ref] [f](javascript:x)\n\n[ref]: /y\n';

  const alone = cleaned(body);
  const based = cleaned(body, 'https://example.com/legal/tos/');

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
  ['privacy-policies/github-general-privacy-statement.md', 3],
  ['github-terms/github-terms-of-service.md', 22],
  ['privacy-policies/github-subprocessors.md', 10],
])('the history of a public policy, %s, is imported whole', async (path, count) => {
  using library = libraryWithTerms();

  const { versions, notes } = await imported(library, { git: bundle, path: `Policies/${path}` });

  expect(versions).toHaveLength(count);
  expect(notes.map(({ note }) => note)).not.toContainEqual(expect.stringContaining('could not be read'));
  expect((await check(library.root)).map(showProblem)).toEqual([]);
});
