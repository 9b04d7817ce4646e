import type { Day } from '../model/days.ts';
import { commitOf, type Git } from '../model/git.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { type Commit, commitsOn, find, removedIn, subjectOf } from './commits.ts';

/** A policy as one commit left it. */
export interface State {
  readonly commit: string;
  readonly day: Day;
  readonly subject: string;
  /** Where the text stood: behind a link in the tree, the file that it leads to. */
  readonly path: string;
  /** Of the text in git: equal texts have equal ones. */
  readonly blob: string;
}

interface History {
  /** Oldest first. */
  readonly states: readonly State[];
  /** What the history does not tell. */
  readonly notes: readonly string[];
}

/** What stood on a branch, one commit after the other: what a merge brought counts from the merge. Renames are followed. */
export function historyOf(git: Git, branch: string, path: string, formerly: string | null): Result<History, string> {
  const states: State[] = [];
  const notes: string[] = [];
  const names = [path];
  let tip: string | null = commitOf(git, branch);
  let lastDay: Day | null = null;
  let laterDays = 0;

  while (tip !== null) tip = readBack(tip, names.at(-1) ?? path);
  if (states.length === 0) {
    return fail(...notes.toReversed(), `${branch} has no ${path} with a text.`);
  }
  if (formerly !== null && !names.includes(formerly)) {
    const first = states.at(-1);
    const begins = `${first?.path} begins on ${first?.day} (${first?.commit.slice(0, 10)})`;
    const problem = `--formerly leads nowhere: ${branch} has no ${formerly} before ${begins}.`;
    return fail(`${problem} Look up the older name in the repository, or leave --formerly out.`);
  }
  if (laterDays > 0) {
    notes.push(
      `${laterDays} ${laterDays === 1 ? 'commit bears' : 'commits bear'} a later day than the commit after it: ` +
        'the earlier of both days counts.',
    );
  }
  return succeed({ states: states.reverse(), notes: notes.reverse() });

  /** Reads from a commit backwards, as long as the name leads to the same file; where to go on from, if anywhere. */
  function readBack(from: string, name: string): string | null {
    const place = find(git, from, name);
    if (typeof place === 'string') notes.push(`${place} (${from.slice(0, 10)}): what it says there is not shown.`);
    const isFound = place !== null && typeof place !== 'string';
    const paths = isFound ? [place.path, ...place.links] : [name];
    for (const commit of commitsOn(git, from, paths)) {
      const { changes, parent } = commit;
      const change = changes.find(({ path }) => path === (isFound ? place.path : name));
      const isEdited = isFound && changes.length === 1 && change?.status === 'M' && change.isFile;
      if (isEdited) {
        add(commit, place.path, change.blob);
        continue;
      }
      const at = find(git, commit.commit, name);
      if (at === null) {
        const day = `${commit.day} (${commit.commit.slice(0, 10)})`;
        const isLast = states.length === 0;
        notes.push(
          `${name} was removed on ${day}${isLast ? ': its last version is shown as if it were in effect still. Where it goes on under another name, give that one with --path.' : ', and came back later: the time between is not shown.'}`,
        );
      } else if (typeof at !== 'string') add(commit, at.path, at.blob);
      const before = parent && find(git, parent, name);
      return before === null && at !== null ? begin(commit, name) : parent;
    }
    return null;
  }

  /** The file was not there before: it had another name, or begins here. */
  function begin(commit: Commit, name: string): string | null {
    const { parent, day } = commit;
    if (parent === null) return null;
    const at = `${day} (${commit.commit.slice(0, 10)})`;
    if (formerly !== null && !names.includes(formerly)) {
      const [last] = commitsOn(git, parent, [formerly], 1);
      if (last) {
        const isThere = find(git, parent, formerly) !== null;
        const gap = isThere ? '' : `, which was removed on ${last.day}: the time between is not shown`;
        notes.push(`${at}: ${name} goes on from ${formerly}${gap}.`);
        names.push(formerly);
        return parent;
      }
    }
    const { renamed, removed } = removedIn(git, parent, commit.commit, name);
    if (renamed) {
      notes.push(`${at}: ${renamed} was renamed ${name}.`);
      names.push(renamed);
      return parent;
    }
    const isBack = commitsOn(git, parent, [name], 1).length > 0;
    if (removed.length > 0) {
      const others = removed.slice(0, 5).join(', ');
      notes.push(
        `${name} begins on ${at}, which removed ${others}. If it was called that before, say so with --formerly.`,
      );
    }
    return isBack ? parent : null;
  }

  function add({ commit, day: own, message }: Commit, path: string, blob: string): void {
    const day: Day = lastDay !== null && own > lastDay ? lastDay : own;
    if (day !== own) laterDays += 1;
    lastDay = day;
    states.push({ commit, day, subject: subjectOf(message), path, blob });
  }
}
