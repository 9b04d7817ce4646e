import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { leftFor } from '../checking/files.ts';
import { writeChain } from '../model/chain/chain.ts';
import type { PublishedLine } from '../model/chain/line.ts';
import { commitOf, type Git, gitIn } from '../model/git.ts';
import { languageOf, openLibrary } from '../model/library.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { emptyBody } from '../publishing/new-document.ts';
import { documentIn } from '../publishing/version-file.ts';
import { historyOf } from './history.ts';
import type { ImportNote } from './notes.ts';
import { readSummaries, type Summaries, valuesIn } from './summaries.ts';
import { type Progress, writeVersions } from './versions.ts';

export interface Import {
  readonly document: string;
  /** A folder, a bundle or an address. */
  readonly git: string;
  readonly path: string;
  /** What it was called before it was written anew under its name, where git sees no rename. */
  readonly formerly: string | null;
  readonly branch: string | null;
  /** What a link within the old site is completed with; without it, its words stay and the link goes. */
  readonly base: string | null;
  /** `commits`, or a file with a summary for each version; without it, summaries say the day. */
  readonly summaries: string | null;
  /** A file with the words that stand behind a template's names. */
  readonly values: string | null;
  /** Only tells what would come of it. */
  readonly isTrial: boolean;
}

interface Imported {
  readonly versions: readonly (PublishedLine & { readonly title: string })[];
  readonly drafted: boolean;
  /** What could not be carried over, each with the days it was found on. */
  readonly notes: readonly ImportNote[];
}

/** Turns a policy's history in git into versions: one for each day on which its text changed. */
export function importHistory(root: string, wanted: Import, progress: Progress = () => {}): Result<Imported, string> {
  putBack(root, wanted.document);
  const library = openLibrary(root);
  const document = documentIn(library, wanted.document);
  if (!document.ok) return fail(...document.problems, 'To import a new one, make it first: `npm run policy -- new`.');
  const { slug, title, chain, files } = document.value;
  if (chain.length > 0 || files.length > 0) return fail(`${title} has versions: history is imported before them.`);
  if (/^-|::/.test(wanted.git)) return fail(`"${wanted.git}" is no repository.`);
  const summaries = readSummaries(wanted.summaries);
  if (typeof summaries === 'string' && summaries !== 'commits') return fail(summaries);
  const values = valuesIn(wanted.values);
  if (typeof values === 'string') return fail(values);

  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    const source = existsSync(wanted.git) ? resolve(wanted.git) : wanted.git;
    const repository = join(folder, 'history.git');
    const cloned = gitIn(folder)('clone', '--quiet', '--bare', '--', source, repository);
    if (cloned === null) return fail(`Git cannot read ${wanted.git}.`);
    const git = gitIn(repository);
    const branch = branchOf(git, wanted.branch);
    if (!branch) return fail('Say in --branch which branch was published.');

    const history = historyOf(git, branch, wanted.path, wanted.formerly);
    if (!history.ok) return history;
    // The versions wait beside the repository until all of them are there.
    const { states, notes } = history.value;
    const found = writeVersions(folder, repository, states, {
      title,
      base: wanted.base,
      values,
      summaries,
      language: languageOf(library, document.value),
      progress,
    });
    const problems = problemsWith(found.lines, summaries, wanted);
    const reasons = found.lines.length === 0 ? found.notes.map(({ note }) => note) : [];
    if (problems.length > 0) return fail(...problems, ...reasons);

    const all = [...notes.map((note) => ({ note, days: [] })), ...found.notes];
    const versions = found.lines.map((line, index) => ({ ...line, title: found.titles[index] ?? title }));
    const drafted = isDraftFree(join(root, slug));
    if (!wanted.isTrial) replaceDocument(join(root, slug), folder, found.lines, drafted);
    return succeed({ versions, drafted: drafted && !wanted.isTrial, notes: all });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A repository's own branch or, in a bundle that names none, the one that is called main. */
function branchOf(git: Git, wanted: string | null): string | null {
  const names = wanted === null ? ['HEAD', 'main', 'master'] : [wanted];
  const branches = git('for-each-ref', '--format=%(refname:short)', 'refs/heads')?.split('\n').filter(Boolean) ?? [];
  return (
    names.find((name) => commitOf(git, name)) ??
    (wanted === null && branches.length === 1 ? (branches[0] ?? null) : null)
  );
}

function problemsWith(
  lines: readonly PublishedLine[],
  summaries: Summaries,
  { path, summaries: file }: Import,
): string[] {
  if (lines.length === 0) return [`No state of ${path} can be a version.`];
  if (summaries === 'commits') return [];
  const strange = [...summaries.keys()].filter((day) => lines.every(({ version }) => version !== day));
  if (strange.length === 0) return [];
  const there = lines.map(({ version }) => version).join(', ');
  return [`${file} has a summary for ${strange.join(', ')}, which is no version. There are: ${there}.`];
}

/** Nobody has begun to write: work goes on from the last text. */
function isDraftFree(folder: string): boolean {
  const path = join(folder, 'draft.mdx');
  return !existsSync(path) || readFileSync(path, 'utf8').endsWith(`\n${emptyBody}`);
}

/** What an import that was ended half-way left beside the document's folder, which it may have moved away already. */
function putBack(root: string, slug: string): void {
  const folder = join(root, slug);
  for (const name of existsSync(dirname(folder)) ? readdirSync(dirname(folder)) : []) {
    if (leftFor(name) !== basename(folder)) continue;
    const beside = join(dirname(folder), name);
    if (!existsSync(folder) && existsSync(join(beside, 'before'))) renameSync(join(beside, 'before'), folder);
    rmSync(beside, { recursive: true, force: true });
  }
}

/** The document's folder with its versions in the place of the one without: all or nothing. */
function replaceDocument(folder: string, made: string, lines: readonly PublishedLine[], isDrafted: boolean): void {
  const beside = mkdtempSync(join(dirname(folder), `.${basename(folder)}-`));
  try {
    const [next, before] = [join(beside, 'next'), join(beside, 'before')];
    cpSync(folder, next, { recursive: true });
    for (const { version } of lines) cpSync(join(made, `${version}.mdx`), join(next, `${version}.mdx`));
    if (isDrafted) cpSync(join(made, `${lines.at(-1)?.version}.mdx`), join(next, 'draft.mdx'));
    writeFileSync(join(next, 'chain.jsonl'), writeChain(lines));
    renameSync(folder, before);
    try {
      renameSync(next, folder);
    } catch (error) {
      renameSync(before, folder);
      throw error;
    }
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
