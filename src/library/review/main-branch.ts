import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blobsIn, commitOf, type Entry, type Git, gitIn, treeOf } from '../model/git.ts';
import { type Library, readLibrary } from '../model/library.ts';

/** The library as one commit has it. */
export interface Committed extends Disposable {
  readonly commit: string;
  /** Every file of it, by its place in `content/`. */
  readonly entries: ReadonlyMap<string, Entry>;
  /** A file, as it stands there; null where there is none. Chains and rules are read at once, a text when it is asked for. */
  bytes(file: string): Buffer | null;
  /** Rules and chains, without the texts. Null where this program cannot read them. */
  readonly library: Library | null;
}

/** Where a branch stands beside the one that publishes. */
export interface MainBranch extends Disposable {
  /** As a person would write it. */
  readonly name: string;
  readonly tip: Committed;
  /** What this branch has of it: the same, unless it went on meanwhile. Empty where git cannot tell. */
  readonly known: readonly Committed[];
}

/** Null where git knows no such branch or commit here. */
export function openMain(root: string, ref: string): MainBranch | null {
  const git = gitIn(root);
  const commit = commitOf(git, ref);
  if (commit === null) return null;
  const isWhole = ['HEAD', 'MERGE_HEAD'].some((head) => git('merge-base', '--is-ancestor', commit, head) !== null);
  const bases = isWhole ? [commit] : (git('merge-base', '--all', commit, 'HEAD') ?? '').split('\n').filter(Boolean);
  const commits = new Set([commit, ...bases]);
  const opened = new Map([...commits].map((commit) => [commit, openCommit(root, git, commit)]));
  const at = (commit: string) => opened.get(commit) as Committed;
  return {
    name: /^[0-9a-f]{40,64}$/.test(ref) ? 'the main branch' : ref,
    tip: at(commit),
    known: bases.map(at),
    [Symbol.dispose]: () => {
      for (const committed of opened.values()) committed[Symbol.dispose]();
    },
  };
}

function openCommit(root: string, git: Git, commit: string): Committed {
  const entries = treeOf(git, commit).filter(({ mode }) => mode.startsWith('100'));
  const byPath = new Map(entries.map((entry) => [entry.path, entry]));
  const read = entries.filter(({ path }) => /\.(jsonl|yaml)$/.test(path));
  const texts = new Map<string, Buffer>();
  const folder = mkdtempSync(join(tmpdir(), 'main-'));
  for (const [{ path }, bytes] of blobsIn(root, read)) {
    texts.set(path, bytes);
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return {
    commit,
    entries: byPath,
    bytes(file) {
      const entry = texts.has(file) ? undefined : byPath.get(file);
      if (entry) for (const [, bytes] of blobsIn(root, [entry])) texts.set(file, bytes);
      return texts.get(file) ?? null;
    },
    library: readLibrary(folder).library,
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}
