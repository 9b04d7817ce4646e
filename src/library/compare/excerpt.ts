import { counted, redlineWords } from '../../words/documents/comparison.ts';
import { fill } from '../../words/fill.ts';
import type { ClauseChange } from './clause-changes.ts';
import type { PassageChange } from './passage-changes.ts';
import { isChanged } from './summary.ts';

/** `changes` leaves out what is the same, but for the neighbours of what is not. */
export type Show = 'changes' | 'all';

export type Shown = PassageChange | Omission;

interface Omission {
  /** What is left out here, in words. */
  readonly omitted: string;
  readonly near: PassageChange;
}

/** What of a clause is shown; null for nothing at all. */
export function excerptOf(clause: ClauseChange, show: Show): Shown[] | null {
  if (show === 'all') return [...clause.passages];
  if (!isChanged(clause)) return null;

  const passages = clause.passages.filter(
    ({ passage, change }) => change !== 'same' || (passage.kind !== 'section' && passage.kind !== 'title'),
  );
  const isKept = passages.map(
    ({ passage, change }, at) =>
      change !== 'same' ||
      (at === 0 && passage.kind === 'heading') ||
      (passage.kind === 'row' && passage.isHead && isChangedTable(passages, passage.table)) ||
      [passages[at - 1], passages[at + 1]].some(
        (next) => next && next.change !== 'same' && next.passage.kind !== 'heading',
      ),
  );
  const shown: Shown[] = [];
  for (let at = 0; at < passages.length; at += 1) {
    const passage = passages[at];
    if (!passage) continue;
    if (isKept[at]) {
      shown.push(passage);
      continue;
    }
    const isRow = passage.passage.kind === 'row';
    const end = passages.findIndex(
      (next, index) => index > at && (isKept[index] || (next.passage.kind === 'row') !== isRow),
    );
    const count = (end === -1 ? passages.length : end) - at;
    const what = isRow ? counted.row(count) : counted.paragraph(count);
    shown.push({ omitted: fill(redlineWords.same, { count: what }), near: passage });
    at += count - 1;
  }
  return shown;
}

function isChangedTable(passages: readonly PassageChange[], table: number): boolean {
  return passages.some(({ passage, change }) => passage.kind === 'row' && passage.table === table && change !== 'same');
}
