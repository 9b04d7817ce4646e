import type { ChainLine } from '../model/chain/line.ts';
import { type Day, dayIn } from '../model/days.ts';
import { canonicalJson } from '../model/files/canonical-json.ts';
import { fileOn, type Git } from '../model/git.ts';

/** The day on which a line came to the main branch; null where the clone does not reach back so far. */
export type Arrival = (line: ChainLine) => Day | null;

/**
 * Asks git, in a document's folder, when the main branch got each line of its chain, merges counted where they
 * landed. A line that the main branch has not arrives today; one that came under an older name of the folder came then.
 */
export function arrivalsOn(
  git: Git,
  formerly: readonly string[],
  { main, timeZone, today }: { readonly main: string; readonly timeZone: string; readonly today: Day },
): Arrival {
  const chains = ['.', ...formerly.map((name) => `../${name}`)].map((folder) => `${folder}/chain.jsonl`);
  const log = git('log', '--first-parent', '--format=%H %cI %P', main, '--', ...chains) ?? '';
  const isShallow = git('rev-parse', '--is-shallow-repository')?.trim() === 'true';
  const arrived = new Map<string, Day | null>();
  for (const entry of log.split('\n').filter(Boolean).reverse()) {
    const [commit, time = '', parent] = entry.split(' ');
    const day = isShallow && !parent ? null : dayIn(timeZone, new Date(time));
    for (const line of (fileOn(git, commit ?? '', formerly, 'chain.jsonl') ?? '').split('\n')) {
      if (!arrived.has(line)) arrived.set(line, day);
    }
  }
  return (line) => {
    const day = arrived.get(canonicalJson(line));
    return day === undefined ? today : day;
  };
}
