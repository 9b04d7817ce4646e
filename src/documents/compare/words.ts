import { diffWords, diffWordsWithSpace } from 'diff';
import { wordsIn } from './likeness.ts';

export interface Piece {
  readonly text: string;
  readonly change: 'same' | 'inserted' | 'deleted';
}

/** What stays, or what is replaced by what. */
interface Stretch {
  same: string;
  deleted: string;
  inserted: string;
}

/** Beyond so many edits nobody reads word by word, and the work would grow with their square. */
const mostEdits = 400;
/** A text of which less than this share of words stays is shown as replaced. */
const leastKept = 0.25;

/** The two texts word by word: what is the same and inserted is the new one, what is the same and deleted the old. */
export function compareWords(before: string, after: string): Piece[] {
  if (before === after) return pieces([{ same: after, deleted: '', inserted: '' }]);
  // The same stretches in either direction.
  if (before <= after) return pieces(stretchesOf(before, after));
  return pieces(
    stretchesOf(after, before).map(({ same, deleted, inserted }) => ({ same, deleted: inserted, inserted: deleted })),
  );
}

function pieces(stretches: readonly Stretch[]): Piece[] {
  return stretches.flatMap(({ same, deleted, inserted }) =>
    [
      { text: same, change: 'same' as const },
      { text: deleted, change: 'deleted' as const },
      { text: inserted, change: 'inserted' as const },
    ].filter(({ text }) => text !== ''),
  );
}

function stretchesOf(before: string, after: string): Stretch[] {
  const replaced = [{ same: '', deleted: before, inserted: after }];
  const most = Math.max(wordsIn(before).length, wordsIn(after).length);
  if (sharedWords(before, after) < leastKept * most) return replaced;

  const stretches = exact(before, after, diffWords) ?? exact(before, after, diffWordsWithSpace);
  if (!stretches) return replaced;
  const calm = withoutScraps(stretches);
  const kept = calm.reduce((sum, { same }) => sum + wordsIn(same).length, 0);
  return kept < leastKept * most ? replaced : calm;
}

/** diffWords forgives white space: its answer counts where both texts can be read from it to the letter. */
function exact(before: string, after: string, diff: typeof diffWords): Stretch[] | null {
  const changes = diff(before, after, { maxEditLength: mostEdits });
  if (!changes) return null;
  const stretches: Stretch[] = [];
  for (const { value, added, removed } of changes) {
    const last = stretches.at(-1);
    if (!added && !removed) stretches.push({ same: value, deleted: '', inserted: '' });
    else if (!last || last.same) {
      stretches.push({ same: '', deleted: removed ? value : '', inserted: added ? value : '' });
    } else if (removed) last.deleted += value;
    else last.inserted += value;
  }
  const old = stretches.map(({ same, deleted }) => same + deleted).join('');
  const young = stretches.map(({ same, inserted }) => same + inserted).join('');
  return old === before && young === after ? stretches : null;
}

/** A lone "of" between two changes is no help to a reader: it goes with them. */
function withoutScraps(stretches: readonly Stretch[]): Stretch[] {
  const calm: Stretch[] = [];
  for (const [at, stretch] of stretches.entries()) {
    const [last, next] = [calm.at(-1), stretches[at + 1]];
    const isScrap = stretch.same && last && !last.same && next && isSmall(stretch.same) && isLarge(last, next);
    if (isScrap) {
      last.deleted += stretch.same;
      last.inserted += stretch.same;
    } else if (last && !last.same && !stretch.same) {
      last.deleted += stretch.deleted;
      last.inserted += stretch.inserted;
    } else calm.push({ ...stretch });
  }
  return calm;
}

function isSmall(text: string): boolean {
  return text.trim().length <= 3 && !/\d/.test(text);
}

function isLarge(last: Stretch, next: Stretch): boolean {
  const count = (text: string) => wordsIn(text).length;
  return (
    count(last.deleted) + count(next.deleted) >= 3 &&
    count(last.inserted) + count(next.inserted) >= 3 &&
    [last, next].every(({ deleted, inserted }) => deleted && inserted)
  );
}

function sharedWords(before: string, after: string): number {
  const counts = new Map<string, number>();
  for (const word of wordsIn(before)) counts.set(word, (counts.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of wordsIn(after)) {
    const left = counts.get(word) ?? 0;
    if (left > 0) shared += 1;
    counts.set(word, left - 1);
  }
  return shared;
}
