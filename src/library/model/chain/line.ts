import { z } from 'zod';
import { isDay } from '../days.ts';

export const changeClasses = ['editorial', 'notice', 'agreement'] as const;
export type ChangeClass = (typeof changeClasses)[number];

export const versionPattern = /^(\d{4}-\d{2}-\d{2})(?:-([2-9]|[1-9]\d+))?$/;

const day = z.string().refine(isDay, 'must be a day, as 2026-04-23');
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits');
const words = z.string().regex(/\S/, 'is missing');
const party = z.strictObject({ name: words, capacity: words });
/** `previous` is the digest of the line before. */
const place = { seq: z.int().positive(), previous: digest.nullable() };
/** The login of who ran the command at the host; what is recorded on a machine of one's own has none. */
const recordedBy = words.optional();
const version = z.string().regex(versionPattern, 'must be named by its day, as 2026-04-23 or 2026-04-23-2');

const publishedShape = z.strictObject({
  ...place,
  event: z.literal('published'),
  version,
  publishedOn: day,
  effectiveOn: day,
  /** The first version of a document has none, nor have those that came with its git history. */
  class: z.enum(changeClasses).nullable(),
  summary: words,
  approvedBy: party,
  recordedBy,
  /** The version whose place it takes while that waits, with its class and day of effect, and what it corrects of it. */
  corrects: z.strictObject({ version, summary: words }).optional(),
  /** Why a subprocessor is replaced at once, without the notice period. */
  urgent: words.optional(),
  /** Why a change of what the text says is editorial all the same. */
  confirmed: words.optional(),
  /** Where the text was kept before. */
  imported: z.strictObject({ commit: z.string().regex(/^[0-9a-f]{40,64}$/), path: words }).optional(),
  sourceSha256: digest,
  /** How the digest of the text was made; where nothing is said, by the first derivation. */
  derivation: z.literal(2).optional(),
  textSha256: digest,
});

const postponedShape = z.strictObject({
  ...place,
  event: z.literal('postponed'),
  version,
  on: day,
  effectiveOn: day,
  reason: words,
  by: party,
  recordedBy,
});

const cancelledShape = z.strictObject({
  ...place,
  event: z.literal('cancelled'),
  version,
  on: day,
  reason: words,
  by: party,
  recordedBy,
});

/** One line of `chain.jsonl`: what happened to a document. */
const lineShape = z.discriminatedUnion('event', [publishedShape, postponedShape, cancelledShape]);

export type ChainLine = z.infer<typeof lineShape>;
export type PublishedLine = z.infer<typeof publishedShape>;
export type PostponedLine = z.infer<typeof postponedShape>;
export type CancelledLine = z.infer<typeof cancelledShape>;
export type Party = z.infer<typeof party>;
/** An event that has no place on a chain yet. */
export type Event = Unplaced<PublishedLine> | Unplaced<PostponedLine> | Unplaced<CancelledLine>;
export type Unplaced<Line> = Omit<Line, keyof typeof place>;

/** The line, or what is wrong with it. */
export function parseLine(bytes: string): ChainLine | string {
  let value: unknown;
  try {
    value = JSON.parse(bytes);
  } catch {
    return 'it is not JSON';
  }
  const parsed = lineShape.safeParse(value);
  return parsed.success
    ? parsed.data
    : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; ');
}
