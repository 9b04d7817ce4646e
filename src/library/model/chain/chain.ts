import { sha256 } from '../digest.ts';
import { canonicalJson } from '../files/canonical-json.ts';
import { type Problem, problemIn } from '../problem.ts';
import { type ChainLine, type Event, type PublishedLine, parseLine, type Unplaced } from './line.ts';
import { problemsOf } from './rules.ts';

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
