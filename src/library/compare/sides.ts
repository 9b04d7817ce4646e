import { linesIn } from '../text/passages.ts';
import type { Comparison } from './compare.ts';
import type { Piece, Place } from './pieces.ts';

/** One of the two texts as it can be read from their comparison alone, to the letter. */
export function textIn(comparison: Comparison, side: 'before' | 'after'): string {
  const pieces = comparison.clauses
    .flatMap(({ passages }) => passages.flatMap(({ cells }) => cells.flatMap(({ pieces }) => pieces)))
    .flatMap((piece) => (piece[side] ? [{ piece, place: piece[side] }] : []))
    .toSorted((a, b) => order(a.place, b.place));
  const words = new Map<string, string>();
  for (const { piece, place } of pieces) add(words, piece, place);
  return comparison[side]
    .flatMap((passage, at) =>
      linesIn({
        ...passage,
        cells: passage.cells.map((_, cell) => ({ text: words.get(`${at} ${cell}`) ?? '', marks: [] })),
      }),
    )
    .join('\n');
}

function add(words: Map<string, string>, { text }: Piece, { passage, cell }: Place): void {
  const key = `${passage} ${cell}`;
  words.set(key, (words.get(key) ?? '') + text);
}

function order(a: Place, b: Place): number {
  return a.passage - b.passage || a.cell - b.cell || a.from - b.from;
}
