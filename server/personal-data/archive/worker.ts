import { parentPort, workerData } from 'node:worker_threads';
import type { ArchiveOrder } from './archive.ts';
import { toArchive } from './files.ts';

// It is built and compressed in one go: on the server's own thread everybody would wait for it.
const order = workerData as ArchiveOrder;
const archive = toArchive(order, await textsOf(order));
parentPort?.postMessage(archive, [archive.buffer as ArrayBuffer]);

/** The texts that were agreed to, by their address. What sets them takes a while to load, and most need none. */
async function textsOf({ copies, content, head }: ArchiveOrder): Promise<Map<string, string>> {
  const texts = new Map<string, string>();
  if (copies.length === 0) return texts;
  const { openTexts } = await import('../../../src/library/text/published-texts.ts');
  const textOf = openTexts(content, head.origin);
  for (const { document, ...published } of copies.flatMap((copy) => copy.texts))
    texts.set(published.url, textOf({ slug: document, ...published }));
  return texts;
}
