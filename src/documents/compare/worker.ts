import { parentPort } from 'node:worker_threads';
import { sourceOf } from '../library.ts';
import { createRenderer } from '../render.ts';
import { compareVersions } from './compare.ts';
import type { Compared, Order } from './comparisons.ts';
import { toHtml } from './html.ts';
import { changesIn, summaryOf } from './summary.ts';

/** As many versions stay read, most of them compared with one another. */
const most = 12;
const render = createRenderer({ most });

parentPort?.on('message', async (order: Order) => {
  const answer = await compared(order).catch((error: unknown) => ({ error: String(error) }));
  parentPort?.postMessage(answer);
});

async function compared({ root, document, a, b, show }: Order): Promise<{ value: Compared }> {
  const read = async (version: string) => (await render)(sourceOf({ root }, document, version));
  const comparison = compareVersions(await read(a), await read(b));
  return {
    value: {
      summary: summaryOf(comparison.counts),
      changes: changesIn(comparison),
      html: toHtml(comparison, show),
    },
  };
}
