import { join } from 'node:path';
import { diffWords } from 'diff';
import { compareVersions } from '../src/library/compare/compare.ts';
import { wordsIn } from '../src/library/compare/words.ts';
import { createRenderer, type Render } from '../src/library/text/render.ts';
import { consecutiveEdits, mostInOrder } from './compare-histories.ts';
import { generatedEdit, realEdit, unrelated } from './compare-texts.ts';
import type { Bench, Row } from './report.ts';

const rounds = 9;
/** Milliseconds. */
const most = { edited: 30, unrelated: 1000 };
const bundle = join(import.meta.dirname, '../../shared/corpus/site-policy.bundle');

/** How many times the fewest words that can explain a change are marked, and in how many of the changes at the most. */
const extent = { good: { ratio: 1.3, share: 0.05 }, bad: { ratio: 3, share: 0 } };

/** Two versions of a long document compared, beside jsdiff's diffWords over the whole of a real edit. */
export const compare: Bench = {
  name: 'compare',
  async run() {
    const render = createRenderer();
    const real = await realEdit(bundle);
    const edit = real ?? generatedEdit();
    const [before, after] = [render(edit.before), render(edit.after)];
    const [one, other] = [render(unrelated('a')), render(unrelated('b'))];

    const ours = milliseconds(() => compareVersions(before, after));
    const whole = milliseconds(() => diffWords(before.text, after.text));
    const worst = milliseconds(() => compareVersions(one, other));
    const { counts } = compareVersions(before, after);
    const words = after.text.split(/\s+/).length.toLocaleString('en');
    const what = real ? 'a real edit' : 'a generated edit (no corpus of real ones beside the repository)';
    return [
      { what: `${what}: words, inserted, deleted`, value: `${words}, ${counts.inserted}, ${counts.deleted}` },
      { what: 'diffWords over the whole', value: `${whole.toFixed(1)} ms` },
      row('ours', ours, whole, most.edited),
      row('ours, 15,000 words with nothing in common', worst, whole, most.unrelated),
      ...(await extents(render)),
    ];
  },
};

/** Of each two consecutive states of real policies: the words that we mark to the fewest, by a longest common subsequence. */
async function extents(render: Render): Promise<Row[]> {
  const edits = await consecutiveEdits(bundle);
  if (!edits)
    return [{ what: 'words marked to the fewest possible', value: 'skipped: no corpus beside the repository' }];
  const ratios: number[] = [];
  for (const { before, after } of edits) {
    const [a, b] = [render(before), render(after)];
    const { inserted, deleted } = compareVersions(a, b).counts;
    const [old, young] = [wordsIn(a.text), wordsIn(b.text)];
    const fewest = old.length + young.length - 2 * mostInOrder(old, young);
    // What moved can be explained with fewer than in order.
    ratios.push(
      fewest === 0 ? (inserted + deleted === 0 ? 1 : Number.POSITIVE_INFINITY) : (inserted + deleted) / fewest,
    );
  }
  const sorted = ratios.toSorted((a, b) => a - b);
  const shares = [extent.good, extent.bad].map(({ ratio, share }): Row => {
    const found = sorted.filter((value) => value > ratio).length / sorted.length;
    return {
      what: `share of them above ${ratio}`,
      value: `${(100 * found).toFixed(1)} %`,
      budget: `at most ${100 * share} %`,
      isMet: found <= share,
    };
  });
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const worst = sorted.at(-1) ?? Number.NaN;
  return [
    {
      what: `words marked to the fewest possible, ${ratios.length} real edits: median, most`,
      value: `${median.toFixed(2)}, ${worst.toFixed(2)}`,
    },
    ...shares,
  ];
}

function row(what: string, time: number, peer: number, most: number): Row {
  return {
    what,
    value: `${time.toFixed(1)} ms`,
    ratio: (time / peer).toFixed(2),
    budget: `below ${most.toLocaleString('en')} ms`,
    isMet: time < most,
  };
}

/** The median, once everything is warm. */
function milliseconds(work: () => unknown): number {
  work();
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    work();
    return performance.now() - began;
  });
  return times.toSorted((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
}
