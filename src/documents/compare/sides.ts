import type { CellChange, ClauseChange, Comparison } from './compare.ts';

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
    .flatMap(({ passage, cells }) => {
      const lines = cells.flatMap((cell) => wordsOf(cell, side).split('\n'));
      return passage.kind === 'heading' ? lines : lines.filter(Boolean);
    });
}

function wordsOf({ pieces }: CellChange, side: 'before' | 'after'): string {
  const lost = side === 'before' ? 'inserted' : 'deleted';
  return pieces
    .filter(({ change }) => change !== lost)
    .map(({ text }) => text)
    .join('');
}
