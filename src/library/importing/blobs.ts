import { blobsLeftIn } from '../model/git.ts';
import { attempt } from '../model/result.ts';

/** A text of the history. Null where it is none. */
type Blob = { readonly text: string; readonly isOldEncoding: boolean } | null;

/** As many are in memory at once: git is asked rarely, and a long history does not fill it. */
const together = 24;

/** Reads texts by their digests in git, some at a time, in the order in which they will be asked for. */
export function createBlobReader(folder: string, order: readonly string[]): (blob: string) => Blob {
  let known = new Map<string, Blob>();
  return (blob) => {
    if (!known.has(blob)) {
      const next = new Set(order.slice(order.indexOf(blob)).slice(0, together));
      const read = blobsLeftIn(
        folder,
        [...next].map((id) => ({ id })),
      );
      known = new Map([...read].map(([{ id }, bytes]) => [id, bytes && decode(bytes)]));
    }
    return known.get(blob) ?? null;
  };
}

function decode(bytes: Buffer): Blob {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8';
  if (encoding === 'utf-8' && bytes.includes(0)) return null;
  const text = attempt(() => new TextDecoder(encoding, { fatal: true }).decode(bytes));
  return text === null
    ? { text: new TextDecoder('windows-1252').decode(bytes), isOldEncoding: true }
    : { text, isOldEncoding: false };
}
