import { join } from 'node:path';
import { diffWords } from 'diff';
import { compareVersions } from '../src/documents/compare/compare.ts';
import { createRenderer } from '../src/documents/render.ts';
import { generatedEdit, realEdit, unrelated } from './compare-texts.ts';
import type { Bench, Row } from './report.ts';

const rounds = 9;
/** Milliseconds. */
const most = { edited: 30, unrelated: 1000 };
const bundle = join(import.meta.dirname, '../../shared/corpus/site-policy.bundle');

/** Two versions of a long document compared, beside jsdiff's diffWords over the whole of a real edit. */
export const compare: Bench = {
  name: 'compare',
  async run() {
    const render = await createRenderer();
    const real = await realEdit(bundle);
    const edit = real ?? generatedEdit();
    const [before, after] = [await render(edit.before), await render(edit.after)];
    const [one, other] = [await render(unrelated('a')), await render(unrelated('b'))];

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
    ];
  },
};

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
