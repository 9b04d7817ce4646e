import type { CellChange, ClauseChange, Comparison } from './compare.ts';
import { linesWith } from './passages.ts';

/** One of the two texts as it can be read from their comparison alone, to the letter. */
export function textIn({ clauses }: Comparison, side: 'before' | 'after'): string {
  const own = clauses.filter((clause) => clause[side] !== null);
  return own
    .toSorted((a, b) => (a[side] ?? 0) - (b[side] ?? 0))
    .flatMap((clause) => linesOf(clause, side))
    .join('\n');
}

function linesOf({ passages }: ClauseChange, side: 'before' | 'after'): string[] {
  const lost = side === 'before' ? 'added' : 'removed';
  return passages
    .filter(({ change }) => change !== lost)
    .flatMap(({ passage, was, cells }) => {
      const own = side === 'before' && was ? was : passage;
      const texts = cells.filter((cell) => cell[side] !== null).map((cell) => wordsOf(cell, side));
      return linesWith(own, texts);
    });
}

function wordsOf({ pieces }: CellChange, side: 'before' | 'after'): string {
  const lost = side === 'before' ? 'inserted' : 'deleted';
  return pieces
    .filter(({ change }) => change !== lost)
    .map(({ text }) => text)
    .join('');
}
