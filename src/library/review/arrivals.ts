import { posix } from 'node:path';
import type { ChainLine } from '../model/chain/line.ts';
import { type Day, dayIn } from '../model/days.ts';
import { canonicalJson } from '../model/files/canonical-json.ts';
import { blobsIn, gitIn } from '../model/git.ts';
import type { Document } from '../model/library.ts';

/** The day on which a line came to the main branch; null where the clone does not reach back so far. */
export type Arrival = (line: ChainLine) => Day | null;

/** What the main branch got at once: the chains that it altered, by their places, with the names that git gives their bytes. */
interface Landing {
  readonly day: Day | null;
  readonly chains: ReadonlyMap<string, string | null>;
}

/**
 * Asks git when the main branch got each line of the documents' chains, merges counted where they landed. A line that the
 * main branch has not arrives today; one that came under an older name of the folder came then.
 */
export function arrivalsOn(
  root: string,
  documents: readonly Pick<Document, 'slug' | 'formerly'>[],
  { main, timeZone, today }: { readonly main: string; readonly timeZone: string; readonly today: Day },
): Arrival[] {
  const landings = landingsOf(root, documents.flatMap(placesOf), main, timeZone);
  const ids = new Set(landings.flatMap(({ chains }) => [...chains.values()]).filter((id) => id !== null));
  const entries = [...ids].map((id) => ({ id }));
  const texts = new Map([...blobsIn(root, entries)].map(([{ id }, bytes]) => [id, bytes.toString()]));

  return documents.map((document) => {
    const places = placesOf(document);
    const standing = new Map<string, string | null>();
    const arrived = new Map<string, Day | null>();
    for (const { day, chains } of landings) {
      const altered = places.filter((place) => chains.has(place));
      if (altered.length === 0) continue;
      for (const place of altered) standing.set(place, chains.get(place) ?? null);
      const id = places.map((place) => standing.get(place)).find((id) => id);
      for (const line of (texts.get(id ?? '') ?? '').split('\n')) {
        if (!arrived.has(line)) arrived.set(line, day);
      }
    }
    return (line) => {
      const day = arrived.get(canonicalJson(line));
      return day === undefined ? today : day;
    };
  });
}

/** Where its chain stands or stood: under its own name first, then from the newest to the oldest that it had. */
function placesOf({ slug, formerly }: Pick<Document, 'slug' | 'formerly'>): string[] {
  const folders = [slug, ...formerly.map((name) => posix.join(slug, '..', name)).reverse()];
  return folders.map((folder) => `${folder}/chain.jsonl`);
}

/** From the first to the last. */
function landingsOf(root: string, places: readonly string[], main: string, timeZone: string): Landing[] {
  const git = gitIn(root);
  const how = ['--first-parent', '-m', '--raw', '--no-abbrev', '--no-renames', '--relative', '--format=%H %cI %P'];
  const log = git('-c', 'log.showRoot=true', 'log', ...how, main, '--', ...places) ?? '';
  const isShallow = git('rev-parse', '--is-shallow-repository')?.trim() === 'true';
  return log
    .split(/^(?=[0-9a-f])/m)
    .filter(Boolean)
    .map((entry) => {
      const [head = '', ...altered] = entry.split('\n');
      const [, time = '', parent] = head.split(' ');
      const chains = altered.flatMap((line): [string, string | null][] => {
        const [, mode = '', id = '', place = ''] = /^:\d+ (\d+) [0-9a-f]+ ([0-9a-f]+) \w+\t(.+)$/.exec(line) ?? [];
        return place ? [[place, /^1[02]/.test(mode) ? id : null]] : [];
      });
      return { day: isShallow && !parent ? null : dayIn(timeZone, new Date(time)), chains: new Map(chains) };
    })
    .reverse();
}
