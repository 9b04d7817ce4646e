import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checkPublished } from '../library/checking/published.ts';
import { type Library, sourceOf, versioned } from '../library/model/library.ts';
import { attempt } from '../library/model/result.ts';
import { createRenderer } from '../library/text/render.ts';
import { openRenderingCache, type Place } from '../library/text/rendering-cache.ts';

/** A version, by its document and its name. */
interface Wanted {
  readonly slug: string;
  readonly version: string;
}

export interface Order {
  readonly root: string;
  readonly wanted: readonly Wanted[];
  readonly place: Place;
}

/** Versions for which another thread is worth its start. */
const worthwhile = 50;
const mostThreads = 4;
/** Without limits a thread takes several times the memory and is hardly faster. */
const resourceLimits = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 32 };

/** Renders and checks the versions that are not in the cache yet, and says how many there were. */
export async function renderMissing(library: Library, place: Place): Promise<number> {
  const { root } = library;
  const cache = openRenderingCache(place);
  const wanted = versioned(library).flatMap(({ slug, versions, files }) =>
    versions.filter(({ version }) => files.includes(version)).map(({ version }) => ({ slug, version })),
  );
  const missing = wanted.filter(({ slug, version }) => {
    const source = sourceOf(library, slug, version);
    return !cache.has('rendered', source) || !cache.has('checked', source);
  });

  const threads = Math.min(availableParallelism(), mostThreads, Math.ceil(missing.length / worthwhile));
  if (threads < 2) renderAll({ root, wanted: missing, place });
  else {
    const shares = Array.from({ length: threads }, (_, thread) => missing.filter((_, at) => at % threads === thread));
    await Promise.all(shares.map((wanted) => onThread({ root, wanted, place })));
  }
  return missing.length;
}

/** A text that cannot be read is left out: the check says what is wrong with it. */
export function renderAll({ root, wanted, place }: Order): void {
  const cache = openRenderingCache(place);
  const render = createRenderer({ most: 1, cache });
  for (const { slug, version } of wanted) {
    const source = sourceOf({ root }, slug, version);
    attempt(() => render(source));
    checkPublished(cache, { file: `${slug}/${version}.mdx`, text: source }, []);
  }
}

function onThread(order: Order): Promise<void> {
  const program = join(import.meta.dirname, 'render-worker.ts');
  return new Promise((resolve, reject) => {
    const worker = new Worker(program, { workerData: order, resourceLimits });
    worker.on('error', reject).on('exit', () => resolve());
  });
}
