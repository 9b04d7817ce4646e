import { posix } from 'node:path';
import type { Day } from '../model/days.ts';
import type { Git } from '../model/git.ts';

export interface Commit {
  readonly commit: string;
  readonly parent: string | null;
  /** The day that the commit itself bears, where it was made. */
  readonly day: Day;
  readonly message: string;
  readonly changes: readonly Change[];
}

interface Change {
  readonly status: string;
  readonly isFile: boolean;
  readonly blob: string;
  readonly path: string;
}

/** Where a name leads in the tree of a commit, and the links on the way. */
type Place = { readonly path: string; readonly blob: string; readonly links: readonly string[] };

/** Follows links in the tree, folders among them; words where one leads out of it, null where nothing is there. */
export function find(git: Git, commit: string, name: string): Place | string | null {
  const links: string[] = [];
  let rest = name.split('/');
  let folder: string[] = [];
  while (rest.length > 0) {
    const [part = ''] = rest;
    rest = rest.slice(1);
    const path = [...folder, part].join('/');
    const [mode, kind, blob = ''] = (git('ls-tree', commit, '--', path) ?? '').split(/[ \t]/);
    if (!kind) return links.length > 0 ? `${links[0]} is a link to a file that is not there` : null;
    if (kind === 'commit') return `${path} is another repository`;
    if (mode === '120000') {
      links.push(path);
      const target = git('cat-file', 'blob', blob) ?? '';
      const whole = posix.normalize(posix.join(folder.join('/'), target));
      if (target.startsWith('/') || whole.startsWith('..')) return `${path} is a link that leads out of the repository`;
      if (links.length > 16) return `${links[0]} is a link that leads to itself`;
      rest = [...whole.split('/'), ...rest];
      folder = [];
    } else if (rest.length === 0) return kind === 'blob' ? { path, blob, links } : `${path} is a folder`;
    else folder = [...folder, part];
  }
  return null;
}

/** What git takes for the older name of a file that came, and files of words that the same commit took away. */
export function removedIn(git: Git, parent: string, commit: string, name: string) {
  const options = ['-r', '--name-status', '-z', '--no-ext-diff', '-M40%', '-l3000'];
  const fields = (git('diff-tree', ...options, parent, commit) ?? '').split('\0');
  const removed: string[] = [];
  let renamed: string | null = null;
  for (let index = 0; index < fields.length - 1; ) {
    const [status = '', first = '', second = ''] = fields.slice(index, index + 3);
    const hasTwo = /^[RC]/.test(status);
    if (status.startsWith('R') && second === name) renamed = first;
    if (status === 'D' && /\.(md|mdx|markdown|txt|html?)$/i.test(first)) removed.push(first);
    index += hasTwo ? 3 : 2;
  }
  return { renamed, removed };
}

/** Newest first; of a merge, what it changed against the branch that it was merged into. */
export function commitsOn(git: Git, from: string, paths: readonly string[], most?: number): Commit[] {
  const format = '%x01%H%x00%P%x00%cs%x00%B%x02';
  const options = ['--first-parent', '-m', '--raw', '-z', '--no-abbrev', '--no-renames', '--no-ext-diff', '--no-color'];
  const limit = most === undefined ? [] : [`--max-count=${most}`];
  const literally = paths.map((path) => `:(literal)${path}`);
  const log =
    git('log', ...options, ...limit, `--format=${format}`, '--end-of-options', from, '--', ...literally) ?? '';
  return log
    .split('\x01')
    .filter(Boolean)
    .map((entry) => {
      const [head = '', files = ''] = entry.split('\x02');
      const [commit = '', parents = '', day = '', message = ''] = head.split('\0');
      return { commit, parent: parents.split(' ')[0] || null, day, message, changes: changesIn(files) };
    });
}

function changesIn(files: string): Change[] {
  const fields = files.replace(/^[\0\n]+/, '').split('\0');
  const changes: Change[] = [];
  for (let index = 0; index < fields.length - 1; index += 2) {
    const [, mode = '', , blob = '', status = ''] = (fields[index] ?? '').replace(/^:/, '').split(' ');
    changes.push({ status, isFile: mode.startsWith('100'), blob, path: fields[index + 1] ?? '' });
  }
  return changes;
}

/** A merge's own words say little: the pull request's title stands below them. */
export function subjectOf(message: string): string {
  const lines = message.split('\n').map((line) => line.trim());
  const [first = '', ...rest] = lines.filter(Boolean);
  const subject = /^Merge (pull request|branch|remote)/.test(first) ? (rest[0] ?? first) : first;
  return subject.replace(/\s*\(#\d+\)$/, '').replace(/\p{C}/gu, '');
}
