import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';

/** What git says; null when it refuses. */
export type Git = (...args: string[]) => string | null;

/** A file of a commit. */
export interface Entry {
  /** From the folder that git was asked in. */
  readonly path: string;
  /** As git writes it: `100644`; `120000` is a link, `160000` another repository. */
  readonly mode: string;
  readonly id: string;
  readonly size: number;
}

const quiet = ['-c', 'core.quotePath=false', '-c', 'core.askPass=true', '-c', 'log.showSignature=false'];
const most = 1 << 28;

/** Git in a folder; it asks nobody anything. */
export function gitIn(folder: string): Git {
  return (...args) => {
    const { status, stdout } = spawnSync('git', [...quiet, ...args], {
      cwd: folder,
      encoding: 'utf8',
      maxBuffer: most,
    });
    return status === 0 ? stdout : null;
  };
}

/** The commit that a branch, a tag or a digest names. */
export function commitOf(git: Git, name: string): string | null {
  const found = git('rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`);
  return found?.trim() ?? null;
}

/** Every file that a commit, or a tree, has in git's folder and below; or the whole of it, from its root. */
export function treeOf(git: Git, commit: string, { whole = false } = {}): Entry[] {
  const listed = git('ls-tree', '-r', '-z', '-l', ...(whole ? ['--full-tree'] : []), commit) ?? '';
  return listed.split('\0').flatMap((entry) => {
    const [, mode = '', id = '', size = '', path = ''] =
      /^(\d+) \w+ ([0-9a-f]+) +(\d+|-)\t([\s\S]+)$/.exec(entry) ?? [];
    return path ? [{ path, mode, id, size: Number(size) || 0 }] : [];
  });
}

/** Whether bytes are those of a file of a commit, by the name that git gives to bytes. */
export function isSame(bytes: Buffer, { id, size }: Entry): boolean {
  if (bytes.length !== size) return false;
  const algorithm = id.length === 64 ? 'sha256' : 'sha1';
  return createHash(algorithm).update(`blob ${bytes.length}\0`).update(bytes).digest('hex') === id;
}

/** What merging two commits comes to, without touching a file; null where they have nothing in common. */
export function mergeOf(folder: string, ours: string, theirs: string): { tree: string; conflicts: string[] } | null {
  const args = ['merge-tree', '--write-tree', '-z', '--name-only', '--no-messages', ours, theirs];
  const { status, stdout } = spawnSync('git', [...quiet, ...args], { cwd: folder, encoding: 'utf8', maxBuffer: most });
  if (status !== 0 && status !== 1) return null;
  const [tree = '', ...conflicts] = stdout.split('\0').filter(Boolean);
  return { tree: tree.trim(), conflicts };
}

type Wanted = Pick<Entry, 'id'> & Partial<Pick<Entry, 'size'>>;

/** The bytes of files as git keeps them: no attribute, filter or line ending of a clone alters them. Throws where it has none. */
export function* blobsIn<Blob extends Wanted>(folder: string, entries: readonly Blob[]): Generator<[Blob, Buffer]> {
  for (const [entry, bytes] of blobsLeftIn(folder, entries)) {
    if (!bytes) throw new Error(`Git has no text ${entry.id}`);
    yield [entry, bytes];
  }
}

/** The same; null for what git has lost. */
export function* blobsLeftIn<Blob extends Wanted>(
  folder: string,
  entries: readonly Blob[],
): Generator<[Blob, Buffer | null]> {
  for (let start = 0; start < entries.length; ) {
    let size = entries[start]?.size ?? 0;
    let end = start + 1;
    while (end < entries.length && size + (entries[end]?.size ?? 0) < most / 4) size += entries[end++]?.size ?? 0;
    const part = entries.slice(start, end);
    const input = part.map(({ id }) => `${id}\n`).join('');
    const { stdout } = spawnSync('git', [...quiet, 'cat-file', '--batch'], {
      cwd: folder,
      input,
      maxBuffer: size + 200 * part.length + most,
    });
    let offset = 0;
    for (const entry of part) {
      const head = stdout.indexOf('\n', offset);
      const [, kind, length] = stdout.subarray(offset, head).toString().split(' ');
      const from = head + 1;
      // Of what is missing it says no more than that, in one line.
      const to = length === undefined ? from : from + Number(length);
      offset = length === undefined ? from : to + 1;
      yield [entry, kind === 'blob' ? stdout.subarray(from, to) : null];
    }
    start = end;
  }
}

/** A file of a document's folder as it stands on a branch, also where the folder had an older name there. */
export function fileOn(git: Git, ref: string, formerly: readonly string[], file: string): string | null {
  const folders = ['.', ...formerly.map((name) => `../${name}`).reverse()];
  for (const folder of folders) {
    const text = git('show', `${ref}:${folder}/${file}`);
    if (text !== null) return text;
  }
  return null;
}
