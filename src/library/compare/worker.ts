import { parentPort } from 'node:worker_threads';
import { sourceOf } from '../model/library.ts';
import { createRenderer } from '../text/render.ts';
import { compareVersions } from './compare.ts';
import type { Answer, Compared, Order } from './comparisons.ts';
import { toDocx } from './formats/docx.ts';
import { toHtml } from './formats/html.ts';
import { toSideBySide } from './formats/side-by-side.ts';
import { changesIn, summaryOf } from './summary.ts';

/** As many versions stay read, most of them compared with one another. */
const most = 12;
const render = createRenderer({ most });

parentPort?.on('message', (order: Order) => {
  say('begun');
  say(answerTo(order));
});

function say(answer: Answer): void {
  parentPort?.postMessage(answer);
}

function answerTo(order: Order): Answer {
  try {
    return { value: compared(order) };
  } catch (error) {
    return { error: String(error) };
  }
}

function compared({ root, document, a, b, show, view, author, language }: Order): Compared {
  const [before, after] = [render(sourceOf({ root }, document, a)), render(sourceOf({ root }, document, b))];
  if (view === 'docx') {
    const comparison = compareVersions(before, after, { moves: false });
    // A version is named by the day of its publication.
    const about = { title: after.title, from: a, to: b, author, on: b.slice(0, 10) };
    return { summary: [], changes: [], html: '', isMoveMarked: false, file: toDocx(comparison, about) };
  }
  const comparison = compareVersions(before, after);
  const isBeside = view === 'side-by-side';
  return {
    summary: summaryOf(comparison.counts),
    changes: changesIn(comparison),
    html: isBeside
      ? toSideBySide(comparison, show, { before: a, after: b }, { language })
      : toHtml(comparison, show, { language }),
    isMoveMarked: !isBeside && comparison.counts.moved > 0,
    file: null,
  };
}
