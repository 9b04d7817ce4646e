import { parentPort } from 'node:worker_threads';
import { sourceOf } from '../model/library.ts';
import { createRenderer } from '../text/render.ts';
import { compareVersions } from './compare.ts';
import type { Compared, Order } from './comparisons.ts';
import { toDocx } from './formats/docx.ts';
import { toHtml } from './formats/html.ts';
import { toSideBySide } from './formats/side-by-side.ts';
import { changesIn, summaryOf } from './summary.ts';

/** As many versions stay read, most of them compared with one another. */
const most = 12;
const render = createRenderer({ most });

parentPort?.on('message', async (order: Order) => {
  const answer = await compared(order).catch((error: unknown) => ({ error: String(error) }));
  parentPort?.postMessage(answer);
});

async function compared({ root, document, a, b, show, view, author, language }: Order): Promise<{ value: Compared }> {
  const read = async (version: string) => (await render)(sourceOf({ root }, document, version));
  const [before, after] = [await read(a), await read(b)];
  if (view === 'docx') {
    const comparison = compareVersions(before, after, { moves: false });
    // A version is named by the day of its publication.
    const about = { title: after.title, from: a, to: b, author, on: b.slice(0, 10) };
    return { value: { summary: [], changes: [], html: '', file: toDocx(comparison, about) } };
  }
  const comparison = compareVersions(before, after);
  const isBeside = view === 'side-by-side';
  return {
    value: {
      summary: summaryOf(comparison.counts),
      changes: changesIn(comparison),
      html: isBeside
        ? toSideBySide(comparison, show, { before: a, after: b }, { language })
        : toHtml(comparison, show, { language }),
      file: null,
    },
  };
}
