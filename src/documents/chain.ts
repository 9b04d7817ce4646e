import { z } from 'zod';
import { isDay } from './days.ts';
import { sha256 } from './digest.ts';
import { type Problem, problemIn } from './problem.ts';

export const changeClasses = ['editorial', 'notice', 'agreement'] as const;
export type ChangeClass = (typeof changeClasses)[number];

export const versionPattern = /^(\d{4}-\d{2}-\d{2})(?:-([2-9]|[1-9]\d+))?$/;

const day = z.string().refine(isDay, 'must be a day, as 2026-04-23');
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be a SHA-256 in hexadecimal digits');

/** One line of `chain.jsonl`: what happened to a document. `previous` is the digest of the line before. */
const lineShape = z.strictObject({
  seq: z.int().positive(),
  event: z.literal('published'),
  version: z.string().regex(versionPattern, 'must be named by its day, as 2026-04-23 or 2026-04-23-2'),
  publishedOn: day,
  effectiveOn: day,
  /** The first version of a document has none. */
  class: z.enum(changeClasses).nullable(),
  summary: z.string().min(1),
  approvedBy: z.strictObject({ name: z.string().min(1), capacity: z.string().min(1) }),
  sourceSha256: digest,
  textSha256: digest,
  previous: digest.nullable(),
});

export type ChainLine = z.infer<typeof lineShape>;

/** RFC 8785, as far as strings, whole numbers, null and plain objects go. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(',')}}`;
}

/** A chain's text, newline at the end of each line. The digest of a line leaves the newline out. */
export function writeChain(lines: readonly ChainLine[]): string {
  return lines.map((line) => `${canonicalJson(line)}\n`).join('');
}

/** The line that follows. */
export function extend(lines: readonly ChainLine[], event: Omit<ChainLine, 'seq' | 'event' | 'previous'>): ChainLine {
  const last = lines.at(-1);
  return {
    ...event,
    seq: lines.length + 1,
    event: 'published',
    previous: last ? sha256(canonicalJson(last)) : null,
  };
}

/** Reads a chain as far as it holds together, and says where it does not. */
export function readChain(file: string, text: string): { lines: ChainLine[]; problems: Problem[] } {
  const lines: ChainLine[] = [];
  const problems: Problem[] = [];
  const restore = 'Restore the file from the main branch; lines are only ever added at the end, by `npm run policy`.';
  if (text !== '' && !text.endsWith('\n')) problems.push(problemIn(file, 'The last line has no end.', restore));

  let previous: string | null = null;
  const written = text.split('\n').filter((line, index, all) => line !== '' || index < all.length - 1);
  for (const [index, bytes] of written.entries()) {
    const report = (problem: string) => problems.push(problemIn(file, problem, restore, { line: index + 1 }));
    const line = parseLine(bytes);
    if (typeof line === 'string') report(`This line cannot be read: ${line}.`);
    else {
      if (canonicalJson(line) !== bytes) report('This line is not written in canonical form: it was edited by hand.');
      if (line.seq !== index + 1) report(`This line is number ${line.seq} and stands as number ${index + 1}.`);
      if (line.previous !== previous) {
        report('The chain is broken here: this line does not hold the digest of the line before it.');
      }
      if (lines.some(({ version }) => version === line.version)) report(`Version ${line.version} is published twice.`);
      if (!line.version.startsWith(line.publishedOn)) report('The version is not named by the day of its publication.');
      if (line.effectiveOn < line.publishedOn) report('The version takes effect before it was published.');
      if ((line.class === null) !== (index === 0))
        report('The first version has no change class, every later one has.');
      lines.push(line);
    }
    previous = sha256(bytes);
  }
  return { lines, problems };
}

function parseLine(bytes: string): ChainLine | string {
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
