import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { canonicalJson } from '../../src/library/model/files/canonical-json.ts';
import type { PublicKey } from '../crypto/signatures.ts';
import { type Link, parseOrNull } from './entry.ts';
import { type Committed, headShape, keyShape } from './heads/head-file.ts';
import { headWitness, type Witness } from './verification.ts';

/** Stands first, and says what stands last: a file that was cut off is short of it. */
const openingShape = z.strictObject({
  export: z.strictObject({ seq: z.int(), digest: z.string(), heads: z.array(headShape), keys: z.array(keyShape) }),
});

const linkShape = z.strictObject({
  seq: z.int(),
  previous: z.string(),
  entry: z.string(),
  digest: z.string(),
  signature: z.string(),
});

interface Export {
  readonly links: AsyncIterable<Link>;
  /** What the file says of itself. */
  readonly witnesses: readonly Witness[];
  readonly keys: readonly PublicKey[];
}

/** The whole ledger as lines. It names nobody: subjects are random names, and parts stay where they are. */
export async function* exportLines(
  links: AsyncIterable<Link>,
  { last, heads, keys }: { last: Pick<Link, 'seq' | 'digest'> } & Committed,
): AsyncGenerator<string> {
  yield `${canonicalJson({ export: { ...last, heads: heads.map((head) => ({ ...head })), keys: keys.map((key) => ({ ...key })) } })}\n`;
  for await (const { seq, previous, entry, digest, signature } of links) {
    if (seq > last.seq) return;
    yield `${canonicalJson({ seq, previous, entry, digest, signature })}\n`;
  }
}

/** Null where the file is no export. */
export async function readExport(file: string): Promise<Export | null> {
  const lines = createInterface({ input: createReadStream(file, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  const iterator = lines[Symbol.asyncIterator]();
  const first = await iterator.next();
  const opening = openingShape.safeParse(first.done ? null : parseOrNull(first.value));
  if (!opening.success) return null;
  const { seq, digest, heads, keys } = opening.data.export;
  const end: Witness = { seq, digest, kind: 'head', name: 'the first line of the export' };
  return { keys, links: links(), witnesses: [...heads.map((head) => headWitness(head)), ...(seq > 0 ? [end] : [])] };

  async function* links(): AsyncGenerator<Link> {
    let after = 0;
    for await (const line of { [Symbol.asyncIterator]: () => iterator }) {
      const read = linkShape.safeParse(parseOrNull(line));
      // A line that nobody can read is the next entry, and is not what was recorded.
      const link = read.success ? read.data : { seq: after + 1, previous: '', entry: line, digest: '', signature: '' };
      after = link.seq;
      yield link;
    }
  }
}
