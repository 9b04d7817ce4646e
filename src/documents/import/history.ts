import type { Day } from '../days.ts';
import type { Git } from '../git.ts';

/** A policy as one commit left it. */
export interface State {
  readonly commit: string;
  readonly day: Day;
  readonly subject: string;
  readonly author: string;
  readonly path: string;
  readonly text: string;
}

export interface History {
  /** Oldest first. */
  readonly states: readonly State[];
  /** What the history does not tell. */
  readonly notes: readonly string[];
}

interface Commit {
  readonly commit: string;
  /** The day that the commit itself bears, where it was made. */
  readonly day: Day;
  readonly author: string;
  readonly message: string;
  readonly changes: readonly { readonly status: string; readonly from: string; readonly to: string }[];
}

/** What stood on a branch, one commit after the other: what a merge brought counts from the merge. Renames are followed. */
export function historyOf(git: Git, branch: string, path: string, formerly: string | null): History {
  const states: State[] = [];
  const notes: string[] = [];
  let name = path;
  let lastDay: Day | null = null;

  for (const { commit, day: own, author, message, changes } of commitsOn(git, branch)) {
    const change = changes.find(({ to }) => to === name);
    if (!change) continue;
    const at = commit.slice(0, 10);
    if (change.status === 'D') {
      notes.push(`${name} was removed in ${at}, and came back later: the time between is not shown.`);
      continue;
    }
    const text = git('cat-file', 'blob', `${commit}:${name}`);
    if (text === null) notes.push(`${name} could not be read in ${at}.`);
    else {
      let day = own;
      if (lastDay !== null && day > lastDay) {
        notes.push(`${at} bears a later day (${day}) than the commit after it: it counts as of ${lastDay}.`);
        day = lastDay;
      }
      lastDay = day;
      states.push({ commit, day, subject: subjectOf(message), author, path: name, text });
    }
    const from = change.status.startsWith('R') ? change.from : formerly;
    const isRenamed =
      change.status.startsWith('R') || (change.status === 'A' && removed(changes).includes(formerly ?? ''));
    if (isRenamed && from) {
      notes.push(`${at}: ${from} was renamed ${name}.`);
      name = from;
    } else if (change.status === 'A' && removed(changes).length > 0) {
      const others = removed(changes).slice(0, 5).join(', ');
      notes.push(
        `${name} begins in ${at}, which removed ${others}. If it was called that before, say so with --formerly.`,
      );
    }
  }
  return { states: states.reverse(), notes: notes.reverse() };
}

/** Files of words that a commit took away: one may have been this policy, written anew under another name. */
function removed(changes: Commit['changes']): string[] {
  return changes.filter(({ status, to }) => status === 'D' && /\.(md|mdx|markdown|txt)$/i.test(to)).map(({ to }) => to);
}

/** Newest first; of a merge, what it changed against the branch that it was merged into. */
function commitsOn(git: Git, branch: string): Commit[] {
  const format = '%x01%H%x00%cs%x00%an%x00%B%x02';
  const options = ['--first-parent', '-m', '--name-status', '-z', '-M40%', '-l0', '--no-ext-diff', '--no-color'];
  const log = git('log', ...options, `--format=${format}`, '--end-of-options', branch) ?? '';
  return log
    .split('\x01')
    .filter(Boolean)
    .map((entry) => {
      const [head = '', files = ''] = entry.split('\x02');
      const [commit = '', day = '', author = '', message = ''] = head.split('\0');
      return { commit, day, author, message, changes: changesIn(files) };
    });
}

function changesIn(files: string): Commit['changes'] {
  const fields = files.replace(/^[\0\n]+/, '').split('\0');
  const changes: { status: string; from: string; to: string }[] = [];
  for (let index = 0; index < fields.length - 1; ) {
    const status = fields[index] ?? '';
    const [first = '', second = ''] = fields.slice(index + 1, index + 3);
    const hasTwo = /^[RC]/.test(status);
    changes.push({ status, from: first, to: hasTwo ? second : first });
    index += hasTwo ? 3 : 2;
  }
  return changes;
}

/** A merge's own words say little: the pull request's title stands below them. */
function subjectOf(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  const [first = '', ...rest] = lines.filter(Boolean);
  const subject = /^Merge (pull request|branch|remote)/.test(first) ? (rest[0] ?? first) : first;
  return subject.replace(/\s*\(#\d+\)$/, '').replace(/\p{C}/gu, '');
}
