import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import type { Result } from '../../../server/result.ts';
import { extend, type PublishedLine } from '../chain.ts';
import { digestsOf } from '../derivation.ts';
import { gitIn } from '../git.ts';
import { openLibrary } from '../library.ts';
import { emptyBody } from '../publish-new.ts';
import { documentIn, refuse, writeVersion } from '../publish-write.ts';
import { createRenderer } from '../render.ts';
import { createCleaner } from './clean.ts';
import { historyOf, type State } from './history.ts';

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
}

export interface Imported {
  readonly versions: readonly PublishedLine[];
  readonly drafted: boolean;
  /** What could not be carried over, each with the days it was found on. */
  readonly notes: readonly { readonly note: string; readonly days: readonly string[] }[];
}

/** Turns a policy's history in git into versions: one for each day on which its text changed. */
export async function importHistory(root: string, wanted: Import): Promise<Result<Imported, string>> {
  const library = openLibrary(root);
  const document = documentIn(library, wanted.document);
  if (!document.ok) return document;
  const { slug, title, chain, files } = document.value;
  if (chain.length > 0 || files.length > 0) return refuse(`${title} has versions: history is imported before them.`);
  if (/^-|::/.test(wanted.git)) return refuse(`"${wanted.git}" is no repository.`);

  const folder = mkdtempSync(join(tmpdir(), 'import-'));
  try {
    const source = existsSync(wanted.git) ? resolve(wanted.git) : wanted.git;
    const cloned = gitIn(folder)('clone', '--quiet', '--bare', '--', source, 'history.git');
    if (cloned === null) return refuse(`Git cannot read ${wanted.git}.`);
    const git = gitIn(join(folder, 'history.git'));
    const branch = branchOf(git, wanted.branch);
    if (!branch) return refuse('Say in --branch which branch was published.');

    const history = historyOf(git, branch, wanted.path, wanted.formerly);
    if (history.states.length === 0) return refuse(`${branch} has no ${wanted.path}.`);
    const { versions, notes } = await versionsFrom(history.states, { title, base: wanted.base });
    const noted = [...history.notes.map((note) => ({ note, days: [] })), ...notes];
    const lines: PublishedLine[] = [];
    for (const { source, line } of versions) {
      lines.push(extend(lines, line));
      writeVersion(library, slug, lines, lines.at(-1) as PublishedLine, source);
    }
    return { ok: true, value: { versions: lines, drafted: draft(root, slug, versions.at(-1)?.source), notes: noted } };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A repository's own branch or, in a bundle that names none, the one that is called main. */
function branchOf(git: ReturnType<typeof gitIn>, wanted: string | null): string | null {
  const names = wanted === null ? ['HEAD', 'main', 'master'] : [wanted];
  const isThere = (name: string) => git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  const branches = git('for-each-ref', '--format=%(refname:short)', 'refs/heads')?.split('\n').filter(Boolean) ?? [];
  return names.find(isThere) ?? (wanted === null && branches.length === 1 ? (branches[0] ?? null) : null);
}

async function versionsFrom(states: readonly State[], { title, base }: { title: string; base: string | null }) {
  const [clean, render] = [await createCleaner(), await createRenderer()];
  const found = new Map<string, string[]>();
  const versions: { source: string; line: Parameters<typeof extend>[1] }[] = [];
  let previous: string | null = null;
  let subjects: string[] = [];

  for (const [index, state] of states.entries()) {
    const cleaned = clean(state.text, { title, base });
    const source = `---\n${stringify({ title: cleaned.title })}---\n\n${cleaned.body}`;
    const digests = digestsOf(source, await render(source));
    const { textSha256 } = digests;
    if (textSha256 !== previous) subjects.push(state.subject);
    // Of a day, its last state counts.
    if (states[index + 1]?.day === state.day || subjects.length === 0) {
      previous = textSha256;
      continue;
    }
    previous = textSha256;
    if (versions.at(-1)?.line.textSha256 !== textSha256) {
      for (const note of cleaned.notes) found.set(note, [...(found.get(note) ?? []), state.day]);
      versions.push({ source, line: lineFor(state, subjects, digests) });
    }
    subjects = [];
  }
  return { versions, notes: [...found].map(([note, days]) => ({ note, days })) };
}

/** The line of a state, before it has its place on a chain. */
export function lineFor(
  { day, author, commit, path }: State,
  subjects: readonly string[],
  digests: ReturnType<typeof digestsOf>,
): Parameters<typeof extend>[1] {
  const summary = [...new Set(subjects.map((subject) => subject.trim()).filter(Boolean))].join('; ');
  return {
    version: day,
    publishedOn: day,
    effectiveOn: day,
    class: null,
    summary: summary.length > 500 ? `${summary.slice(0, 499)}…` : summary || 'No summary was recorded.',
    approvedBy: { name: author.trim() || 'not recorded', capacity: 'author of the commit' },
    imported: { commit, path },
    ...digests,
  };
}

/** Work goes on from the last text, where nobody has begun to write. */
function draft(root: string, slug: string, source: string | undefined): boolean {
  const path = join(root, slug, 'draft.mdx');
  const isBegun = existsSync(path) && !readFileSync(path, 'utf8').endsWith(`\n${emptyBody}`);
  if (!source || isBegun) return false;
  writeFileSync(path, source);
  return true;
}
