import { z } from 'zod';
import { sha256 } from '../../src/library/model/digest.ts';
import { canonicalJson, type Json } from '../../src/library/model/files/canonical-json.ts';
import { entryKinds } from './kinds.ts';

/** SHA-256, in hexadecimal. */
export const digestShape = z.string().regex(/^[0-9a-f]{64}$/);

/**
 * The text that an act is about, the signal, or the document of whose new versions somebody hears; as
 * `purpose:ai-training`, `document:dpa`, `signal:sec-gpc` or `notices:privacy`.
 */
const about = z.strictObject({
  type: z.enum(['purpose', 'document', 'signal', 'notices']),
  id: z.string(),
  /** Null where there is no text: a signal has none, and notices are of every version. */
  version: z.string().nullable(),
  textSha256: digestShape.nullable(),
});

const entry = z.strictObject({
  seq: z.int().positive(),
  id: z.string(),
  kind: z.enum(entryKinds),
  /** A random name, which only the operator can lead back to an account or a subscriber, and only while there is one. */
  subject: z.string(),
  about,
  /**
   * What the person had before them: addresses, each with the digest of what stood there. Of a text, that of its source;
   * of the words of a form, that of the part `shown`, as canonical JSON.
   */
  shown: z.array(z.strictObject({ url: z.string(), sha256: digestShape })),
  given: z.strictObject({
    /** `unauthenticated`: somebody who gave the address and did not show that it is theirs. */
    by: z.enum(['person', 'unauthenticated', 'operator', 'server']),
    through: z.enum(['page', 'api', 'command', 'header', 'request', 'job']),
    /** The page, the route or the command. */
    where: z.string(),
    /** The button, field or header with which it was done. */
    control: z.string(),
  }),
  /** The entry that this one withdraws, carries forward or follows. */
  refersTo: z.string().nullable(),
  at: z.iso.datetime({ precision: 3 }),
  /** What is personal, under a secret of its subject. */
  commitments: z.record(z.string(), digestShape),
});

export type Entry = z.infer<typeof entry>;
export type About = z.infer<typeof about>;
export type Given = Entry['given'];

/** An entry in its place on the chain. */
export interface Link {
  readonly seq: number;
  readonly previous: string;
  /** Canonical JSON: these bytes are what was digested. */
  readonly entry: string;
  readonly digest: string;
  /** Over the digest, by a key of the ledger. */
  readonly signature: string;
}

/** What the first entry has in place of the digest of the one before. */
export const beginning = '0'.repeat(64);

/**
 * The digest of an entry is one over the digest before and the digest of what was recorded, in hexadecimal digits:
 * whoever shows that a later digest rests on an earlier one need not show what others recorded in between.
 */
export function follow(previous: string, contentDigest: string): string {
  return sha256(previous + contentDigest);
}

export function link(previous: string, recorded: Json & { seq: number }, sign: (digest: string) => string): Link {
  const content = canonicalJson(recorded);
  const digest = follow(previous, sha256(content));
  return { seq: recorded.seq, previous, entry: content, digest, signature: sign(digest) };
}

/** Null where the text is no entry. */
export function readEntry(text: string): Entry | null {
  return readCanonical(entry, text);
}

/** Null where the text is nothing of that shape, or is not written canonically. */
export function readCanonical<Read extends Json>(shape: z.ZodType<Read>, text: string): Read | null {
  const read = shape.safeParse(parseOrNull(text));
  return read.success && canonicalJson(read.data) === text ? read.data : null;
}

export function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export function nameOf({ type, id }: Pick<About, 'type' | 'id'>): string {
  return `${type}:${id}`;
}
