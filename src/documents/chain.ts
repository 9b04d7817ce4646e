import { z } from 'zod';
import { problemsOf } from './chain-rules.ts';
import { isDay } from './days.ts';
import { sha256 } from './digest.ts';
import { type Problem, problemIn } from './problem.ts';

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
type Unplaced<Line> = Omit<Line, keyof typeof place>;

/** RFC 8785, as far as strings, whole numbers, null and plain objects go. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** A chain's text, newline at the end of each line. The digest of a line leaves the newline out. */
export function writeChain(lines: readonly ChainLine[]): string {
  return lines.map((line) => `${canonicalJson(line)}\n`).join('');
}

/** The line that follows. */
export function link<Line extends Event>(
  lines: readonly ChainLine[],
  event: Line,
): Line & Pick<ChainLine, 'seq' | 'previous'> {
  const last = lines.at(-1);
  return { ...event, seq: lines.length + 1, previous: last ? sha256(canonicalJson(last)) : null };
}

/** The line that publishes a version. */
export function extend(lines: readonly ChainLine[], event: Omit<Unplaced<PublishedLine>, 'event'>): PublishedLine {
  return link(lines, { ...event, event: 'published' });
}

/** Reads a chain as far as it holds together, and says where it does not. */
export function readChain(file: string, text: string): { lines: ChainLine[]; problems: Problem[] } {
  const lines: ChainLine[] = [];
  const problems: Problem[] = [];
  const [slug = ''] = file.split('/');
  const restore = 'Restore the file from the main branch; lines are only ever added at the end, by `npm run policy`.';
  const rederive = `Update your copy of the main branch, then run \`npm run policy -- publish --rederive --document ${slug}\`.`;
  if (text !== '' && !text.endsWith('\n')) problems.push(problemIn(file, 'The last line has no end.', restore));

  const digests: string[] = [];
  const written = text.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
  const marker = written.findIndex((line) => conflictMarker.test(line));
  if (marker !== -1) {
    const problem = 'Two events were added beside each other, on two branches: git left both.';
    return { lines, problems: [...problems, problemIn(file, problem, rederive, { line: marker + 1 })] };
  }

  for (const [index, bytes] of written.entries()) {
    const report = (problem: string, remedy = restore) =>
      problems.push(problemIn(file, problem, remedy, { line: index + 1 }));
    const line = parseLine(bytes);
    if (typeof line === 'string') report(`This line cannot be read: ${line}.`);
    else {
      if (canonicalJson(line) !== bytes) report('This line is not written in canonical form: it was edited by hand.');
      const isBeside = line.previous !== null ? digests.slice(0, -1).includes(line.previous) : index > 0;
      if (isBeside && line.seq <= index) {
        report('This line was made on another branch, beside the line before it.', rederive);
      } else {
        if (line.seq !== index + 1) report(`This line is number ${line.seq} and stands as number ${index + 1}.`);
        if (line.previous !== (digests.at(-1) ?? null)) {
          report('The chain is broken here: this line does not hold the digest of the line before it.');
        }
      }
      for (const problem of problemsOf(lines, line)) report(problem);
      lines.push(line);
    }
    digests.push(sha256(bytes));
  }
  return { lines, problems };
}

/** What git leaves where two branches added at the same place. */
export const conflictMarker = /^(<{7}|\|{7}|={7}|>{7})( |$)/;

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
