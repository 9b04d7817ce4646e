import { redlineWords } from '../../../words/documents/comparison.ts';
import type { Comparison } from '../compare.ts';
import { excerptOf } from '../excerpt.ts';
import type { CellChange, PassageChange } from '../passage-changes.ts';
import { extentOf, nameOf, summaryOf } from '../summary.ts';

/** The redline in plain words: `{+what was inserted+}` and `[-what was deleted-]`, clause by clause. */
export function toText(comparison: Comparison): string {
  const clauses = comparison.clauses.flatMap((clause) => {
    const shown = excerptOf(clause, 'changes');
    if (!shown) return [];
    const lines = shown.flatMap((passage, at) => {
      if ('omitted' in passage) return clause.change === 'same' ? [] : [`  (${passage.omitted})`];
      const { kind } = passage.passage;
      const isSaid =
        passage.change === 'same' && (kind === 'section' || kind === 'title' || (at === 0 && kind === 'heading'));
      return isSaid ? [] : [`  ${lineOf(passage)}`];
    });
    return [[`${nameOf(clause)} (${extentOf(clause)})`, ...lines].join('\n')];
  });
  return [`${summaryOf(comparison.counts).join('. ')}.`, ...clauses].join('\n\n');
}

function lineOf({ passage, cells, isSplit, notes }: PassageChange): string {
  const said = [...cells.map(wordsOf), notes.length > 0 ? `(${notes.map(({ text }) => text).join('; ')})` : ''].filter(
    Boolean,
  );
  const words = [isSplit ? `(${redlineWords.split})` : '', ...(passage.kind === 'row' ? [] : said)]
    .filter(Boolean)
    .join(' ');
  if (passage.kind === 'row' && cells.length > 0) {
    return [`| ${cells.map(wordsOf).join(' | ')} |`, ...said.slice(cells.filter((cell) => wordsOf(cell)).length)].join(
      ' ',
    );
  }
  if (passage.kind !== 'item' || cells.length === 0) return words;
  return `${'  '.repeat(Math.max(passage.within.length - 1, 0))}${passage.number === null ? '-' : `${passage.number}.`} ${words}`;
}

function wordsOf({ pieces }: CellChange): string {
  return pieces
    .map(({ text, change, isJoined }) => {
      if (text.trim() === '') return change === 'deleted' ? '' : text;
      if (change !== 'same') return change === 'inserted' ? `{+${text}+}` : `[-${text}-]`;
      return isJoined ? `(${redlineWords.joined}) ${text}` : text;
    })
    .join('');
}
