import { spawnSync } from 'node:child_process';

/** A text of the history. Null where it is none. */
type Blob = { readonly text: string; readonly isOldEncoding: boolean } | null;

/** As many are in memory at once: git is asked rarely, and a long history does not fill it. */
const together = 24;

/** Reads texts by their digests in git, some at a time, in the order in which they will be asked for. */
export function createBlobReader(folder: string, order: readonly string[]): (blob: string) => Blob {
  let known = new Map<string, Blob>();
  return (blob) => {
    if (!known.has(blob)) known = readBlobs(folder, order.slice(order.indexOf(blob)).slice(0, together));
    return known.get(blob) ?? null;
  };
}

function readBlobs(folder: string, blobs: readonly string[]): Map<string, Blob> {
  const input = [...new Set(blobs)].map((blob) => `${blob}\n`).join('');
  const { stdout } = spawnSync('git', ['cat-file', '--batch'], { cwd: folder, input, maxBuffer: 1 << 30 });
  const found = new Map<string, Blob>();
  for (let at = 0; at < stdout.length; ) {
    const end = stdout.indexOf('\n', at);
    const [blob = '', kind, size] = stdout.toString('latin1', at, end).split(' ');
    const start = end + 1;
    if (kind === 'blob') found.set(blob, decode(stdout.subarray(start, start + Number(size))));
    at = kind === 'missing' ? start : start + Number(size) + 1;
  }
  return found;
}

function decode(bytes: Buffer): Blob {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  if (encoding === 'utf-8' && bytes.includes(0)) return null;
  try {
    return { text: new TextDecoder(encoding, { fatal: true }).decode(bytes), isOldEncoding: false };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), isOldEncoding: true };
  }
}
