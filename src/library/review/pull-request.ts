import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { blobsIn, commitOf, type Entry, type Git, gitIn, mergeOf, treeOf } from '../model/git.ts';
import { type Problem, problemIn } from '../model/problem.ts';

/** What a branch would make of the main branch, laid out as plain files: nothing of it is run, and nothing of it steers git. */
export interface PullRequest extends Disposable {
  /** Its `content/`. */
  readonly content: string;
  /** What it changes beside `content/`. */
  readonly outside: readonly string[];
  /** What is wrong before anything is read. */
  readonly problems: readonly Problem[];
}

const largest = 5_000_000;
/** In bytes. */
const longestName = 200;
const longestPath = 1_000;

/** The main branch's own `content/`, as plain files without git: of what is wrong there already, no change is to blame. */
export function openMainContent(root: string, main: string): Pick<PullRequest, 'content'> & Disposable {
  const git = gitIn(root);
  const prefix = git('rev-parse', '--show-prefix')?.trim() ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'main-content-'));
  layOut(root, git, { tree: commitOf(git, main) ?? main, prefix, folder });
  return {
    content: join(folder, prefix),
    [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** In words, where there is nothing to lay out. */
export function openPullRequest(root: string, main: string, branch: string): PullRequest | string {
  const git = gitIn(root);
  const [base, head] = [commitOf(git, main), commitOf(git, branch)];
  const prefix = git('rev-parse', '--show-prefix')?.trim();
  if (prefix === undefined || !base || !head) {
    const unknown = base ? branch : main;
    return `Git knows no "${unknown}" here: fetch it, with its history, and try again.`;
  }
  const merged = mergeOf(git('rev-parse', '--show-toplevel')?.trim() ?? root, base, head);
  if (!merged) return `${branch} has no history in common with ${main}: it cannot be merged.`;

  const folder = mkdtempSync(join(tmpdir(), 'pull-request-'));
  const identity = ['-c', 'user.name=Review', '-c', 'user.email=review@example.com', '-c', 'commit.gpgSign=false'];
  const commit = git(...identity, 'commit-tree', merged.tree, '-p', base, '-p', head, '-m', 'Merge')?.trim() ?? '';
  // A work tree of its own, so that git answers there; its files are written by us, as git keeps them.
  git('-c', 'core.hooksPath=/dev/null', 'worktree', 'add', '--quiet', '--detach', '--no-checkout', folder, commit);
  const leave = () => {
    git('worktree', 'remove', '--force', folder);
    rmSync(folder, { recursive: true, force: true });
  };
  const problems: Problem[] = [];
  try {
    problems.push(...layOut(root, git, { tree: merged.tree, prefix, folder }));
  } catch (error) {
    leave();
    throw error;
  }
  problems.push(...merged.conflicts.map((path) => conflictIn(path, prefix)));
  return {
    content: join(folder, prefix),
    outside: changedIn(git, base, merged.tree).filter((path) => !path.startsWith(prefix)),
    problems,
    [Symbol.dispose]: leave,
  };
}

function layOut(
  root: string,
  git: Git,
  { tree, prefix, folder }: { tree: string; prefix: string; folder: string },
): Problem[] {
  const problems: Problem[] = [];
  const written: Entry[] = [];
  for (const entry of treeOf(git, tree, { whole: true })) {
    if (!entry.path.startsWith(prefix)) {
      if (isSameFolder(entry.path, prefix)) problems.push(overContent(entry.path));
      continue;
    }
    const file = entry.path.slice(prefix.length);
    const report = (problem: string, remedy: string) =>
      problems.push({ ...problemIn(file, problem, remedy), isFrozen: true });
    if (!entry.mode.startsWith('100')) {
      report('This is no file but leads to another, or to another repository.', 'Put the file itself there.');
    } else if (entry.path.split('/').some((name) => /^(\.\.?|\.git|)$/i.test(name) || /[\\\0]/.test(name))) {
      report('The name of this file leads elsewhere.', 'Rename it: small letters, digits and hyphens.');
    } else if (
      Buffer.byteLength(file) > longestPath ||
      entry.path.split('/').some((name) => Buffer.byteLength(name) > longestName)
    ) {
      report('The name of this file is longer than some machines can write.', 'Shorten it.');
    } else if (entry.size > largest) {
      report(`This file has more than ${largest / 1_000_000} MB.`, 'Nothing that people read is so long: remove it.');
    } else written.push(entry);
  }
  mkdirSync(join(folder, prefix), { recursive: true });
  for (const [{ path }, bytes] of blobsIn(root, written)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes, { flag: 'wx' });
  }
  return problems;
}

/** Where letters large and small are one, as on Windows and macOS. */
function isSameFolder(path: string, prefix: string): boolean {
  const folded = (text: string) => text.normalize('NFKC').toLowerCase();
  return prefix !== '' && folded(path).startsWith(folded(prefix));
}

function overContent(path: string): Problem {
  const problem = 'On some machines this stands in content/, over what is published.';
  return { ...problemIn(`../${path}`, problem, 'Remove it.'), isFrozen: true };
}

function conflictIn(path: string, prefix: string): Problem {
  const file = path.startsWith(prefix) ? path.slice(prefix.length) : `../${path}`;
  const problem = 'The main branch and this one changed it in different ways: it cannot be merged as it is.';
  return problemIn(file, problem, 'Merge the main branch into this one, and say there what is to stand.');
}

function changedIn(git: Git, base: string, tree: string): string[] {
  return (git('diff-tree', '-r', '-z', '--name-only', '--no-renames', base, tree) ?? '').split('\0').filter(Boolean);
}
