import { counted, extentWords, redlineWords, summaryWords } from '../../words/documents/comparison.ts';
import { fill } from '../../words/fill.ts';
import { showCount } from '../../words/language.ts';
import type { ClauseChange } from './clause-changes.ts';
import type { Comparison, Counts } from './compare.ts';
import type { PassageChange } from './passage-changes.ts';

/** How much has changed, in two phrases: of clauses, and of words. */
export function summaryOf(counts: Counts): string[] {
  const { clauses, changed, added, removed, moved, inserted, deleted } = counts;
  const more = (['added', 'removed', 'moved'] as const)
    .filter((what) => counts[what] > 0)
    .map((what) => fill(summaryWords[what], { count: showCount(counts[what]) }));
  if (changed + added + removed + moved === 0) return [summaryWords.nothing];
  return [
    [fill(summaryWords.clauses, { changed: showCount(changed), clauses: counted.clause(clauses) }), ...more].join(', '),
    fill(summaryWords.words, { inserted: counted.word(inserted), deleted: showCount(deleted) }),
  ];
}

/** The clauses in which something changed, for a list of contents. */
export function changesIn({ clauses }: Comparison): { id: string; text: string; note: string }[] {
  return clauses
    .filter(isChanged)
    .map((clause) => ({ id: anchorOf(clause), text: nameOf(clause), note: extentOf(clause) }));
}

export function isChanged({ change, moved }: ClauseChange): boolean {
  return change !== 'same' || moved !== null;
}

/** What stands before the first clause has no id of its own; no clause's begins so. */
export function anchorOf({ id }: ClauseChange): string {
  return id ?? '_opening';
}

export function nameOf({ id, title }: ClauseChange): string {
  return id === null ? redlineWords.opening : title;
}

/** `moved up, 3 words in, 1 out`. */
export function extentOf({ change, moved, words, passages }: ClauseChange): string {
  const parts: string[] = [];
  if (change === 'added' || change === 'removed') parts.push(extentWords[change]);
  if (moved) parts.push(moved === 'up' ? extentWords.movedUp : extentWords.movedDown);
  if (change === 'same') parts.push(extentWords.sameWords);
  if (change !== 'changed') return parts.join(', ');

  const changes = passages.filter(({ change }) => change !== 'same');
  const rows = changes.filter(({ passage }) => passage.kind === 'row');
  if (rows.length === changes.length) {
    const kinds = [
      ['added', extentWords.rowsAdded],
      ['removed', extentWords.rowsRemoved],
      ['changed', extentWords.rowsChanged],
    ] as const;
    for (const [kind, text] of kinds) {
      const count = rows.filter(({ change }) => change === kind).length;
      if (count > 0) parts.push(fill(text, { rows: counted.row(count) }));
    }
    return parts.join(', ');
  }
  const isMarked = changes.some(({ cells }) =>
    cells.some(({ pieces }) => pieces.some(({ change, text }) => change !== 'same' && text.trim() !== '')),
  );
  if (!isMarked) return [...parts, ...new Set(changes.flatMap(kindsOf)), extentWords.noWord].join(', ');
  const { inserted, deleted } = words;
  if (inserted > 0) parts.push(fill(extentWords.inserted, { words: counted.word(inserted) }));
  if (deleted > 0) {
    parts.push(fill(extentWords.deleted, { words: inserted > 0 ? showCount(deleted) : counted.word(deleted) }));
  }
  return (inserted + deleted > 0 ? parts : [...parts, extentWords.punctuation]).join(', ');
}

/** In a word or two what changed without words. */
function kindsOf({ cells, isSplit, notes }: PassageChange): string[] {
  const isJoined = cells.some(({ pieces }) => pieces.some(({ isJoined }) => isJoined));
  return [
    ...(isSplit ? [extentWords.split] : []),
    ...(isJoined ? [extentWords.joined] : []),
    ...notes.map(({ kind }) => kind),
  ];
}
