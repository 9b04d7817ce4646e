import type { Rendered } from '../render.ts';
import { type Aligned, align, swap } from './alignment.ts';
import { type Column, columnsIn } from './columns.ts';
import { wordsIn } from './likeness.ts';
import { type Pair, type Part, pairParts, partsOf, staying } from './parts.ts';
import { type Cell, isSamePassage, type Passage } from './passages.ts';
import { compareWords, type Piece } from './words.ts';

/** What a comparison needs of a version. */
export type Comparable = Pick<Rendered, 'text' | 'passages'>;

export interface Comparison {
  readonly counts: Counts;
  /** In the order of the second version, removed ones where they stood. */
  readonly clauses: readonly ClauseChange[];
}

export interface Counts {
  /** Of the second version, with the opening. */
  readonly clauses: number;
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly moved: number;
  readonly inserted: number;
  readonly deleted: number;
}

export interface ClauseChange {
  /** Null for what stands before the first clause. */
  readonly id: string | null;
  readonly level: number;
  readonly title: string;
  readonly change: 'same' | 'changed' | 'added' | 'removed';
  /** Towards the beginning, or the end, past clauses that stay. One that goes with the clause around it is not moved. */
  readonly moved: 'up' | 'down' | null;
  readonly words: { readonly inserted: number; readonly deleted: number };
  readonly passages: readonly PassageChange[];
  /** Its place in either version. */
  readonly before: number | null;
  readonly after: number | null;
}

export interface PassageChange {
  readonly change: ClauseChange['change'];
  /** As it is in the second version, or was when it is removed. */
  readonly passage: Passage;
  /** As it was in the first version: its number, its place and its marks may be others, its words the same. */
  readonly was: Passage | null;
  readonly cells: readonly CellChange[];
}

export interface CellChange {
  readonly pieces: readonly Piece[];
  readonly before: Cell | null;
  readonly after: Cell | null;
}

/** What has changed from one version to another: clauses by their ids and likeness, then passages, then words. */
export function compareVersions(a: Comparable, b: Comparable): Comparison {
  const [before, after] = [partsOf(a.passages), partsOf(b.passages)];
  // The same pairs in either direction.
  const isForward = a.text <= b.text;
  const found = isForward ? pairParts(before, after) : pairParts(after, before);
  const still = isForward ? staying(found, before, after) : staying(found, after, before);
  const isMoved = found.map((pair) => !still.has(pair));
  const pairs = isForward ? found : swap(found);

  const clauses = inReadingOrder(before, after, pairs, new Set(pairs.filter((_, at) => !isMoved[at])));
  return { counts: countsOf(clauses), clauses };
}

/** Whether a version says the same as another. */
export function isSame({ clauses }: Comparison): boolean {
  return clauses.every(({ change, moved }) => change === 'same' && moved === null);
}

function inReadingOrder(
  before: readonly Part[],
  after: readonly Part[],
  pairs: readonly Pair[],
  still: ReadonlySet<Pair>,
): ClauseChange[] {
  const byOld = new Map(pairs.map((pair) => [pair.before, pair]));
  const byNew = new Map(pairs.map((pair) => [pair.after, pair]));
  const clauses: ClauseChange[] = [];
  const removedAfter = new Map<number, ClauseChange[]>();
  let anchor = -1;
  for (const [at, part] of before.entries()) {
    const pair = byOld.get(at);
    if (pair && still.has(pair)) anchor = pair.after;
    if (pair) continue;
    const removed = clauseChange(part, null, { before: at, after: null, moved: null });
    removedAfter.set(anchor, [...(removedAfter.get(anchor) ?? []), removed]);
  }
  for (const [at, part] of after.entries()) {
    const pair = byNew.get(at);
    const old = pair && before[pair.before];
    clauses.push(
      pair && old
        ? clauseChange(old, part, { ...pair, moved: movement(pair) })
        : clauseChange(null, part, { before: null, after: at, moved: null }),
      ...(removedAfter.get(at) ?? []),
    );
  }
  return clauses;

  function movement(pair: Pair): ClauseChange['moved'] {
    if (still.has(pair)) return null;
    const [old, young] = [before[pair.before]?.parent, after[pair.after]?.parent];
    const around = typeof young === 'number' ? byNew.get(young) : undefined;
    if (around && around.before === old && !still.has(around)) return null;
    const passed = [...still].filter((other) => other.before < pair.before).length;
    return [...still].filter((other) => other.after < pair.after).length < passed ? 'up' : 'down';
  }
}

function clauseChange(
  before: Part | null,
  after: Part | null,
  places: Pick<ClauseChange, 'before' | 'after' | 'moved'>,
): ClauseChange {
  const part = after ?? before;
  if (!part) throw new Error('A clause is in one version at least');
  const aligned = alignedIn(before, after);
  const columnsOf = columnsIn(aligned);
  const passages = aligned.map((pair) => passageChange(pair, columnsOf(pair)));
  const change = !before ? 'added' : !after ? 'removed' : passages.every(isKept) ? 'same' : 'changed';
  const pieces = passages
    .filter((passage) => !isKept(passage))
    .flatMap(({ cells }) => cells.flatMap(({ pieces }) => pieces));
  const count = (kind: Piece['change']) =>
    pieces.reduce((sum, { change, text }) => sum + (change === kind ? wordsIn(text).length : 0), 0);
  const words = { inserted: count('inserted'), deleted: count('deleted') };
  return { id: part.id, level: part.level, title: part.title, change, words, passages, ...places };
}

function alignedIn(before: Part | null, after: Part | null): Aligned[] {
  if (before && after) return align(before.passages, after.passages);
  return [
    ...(before?.passages ?? []).map((passage) => ({ before: passage, after: null })),
    ...(after?.passages ?? []).map((passage) => ({ before: null, after: passage })),
  ];
}

function isKept({ change }: PassageChange): boolean {
  return change === 'same';
}

function passageChange({ before, after }: Aligned, columns: readonly Column[]): PassageChange {
  const passage = after ?? before;
  if (!passage) throw new Error('A passage is in one version at least');
  const cells = columns.map((column) => {
    const old = column.before === null ? null : (before?.cells[column.before] ?? null);
    const young = column.after === null ? null : (after?.cells[column.after] ?? null);
    return { before: old, after: young, pieces: compareWords(old?.text ?? '', young?.text ?? '') };
  });
  if (!before) return { change: 'added', passage, was: null, cells };
  if (!after) return { change: 'removed', passage, was: before, cells };
  return { change: isSamePassage(before, after) ? 'same' : 'changed', passage, was: before, cells };
}

function countsOf(clauses: readonly ClauseChange[]): Counts {
  const count = (change: ClauseChange['change']) => clauses.filter((clause) => clause.change === change).length;
  const sum = (kind: 'inserted' | 'deleted') => clauses.reduce((sum, { words }) => sum + words[kind], 0);
  return {
    clauses: clauses.filter(({ after }) => after !== null).length,
    added: count('added'),
    removed: count('removed'),
    changed: count('changed'),
    moved: clauses.filter(({ moved }) => moved !== null).length,
    inserted: sum('inserted'),
    deleted: sum('deleted'),
  };
}
