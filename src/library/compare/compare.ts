import type { Passage } from '../text/passages.ts';
import type { Rendered } from '../text/render.ts';
import { type ClauseChange, clauseChanges } from './clause-changes.ts';
import { correspondenceOf, flip, type Side, sideOf } from './correspondence.ts';
import { overlayOf } from './overlay.ts';
import { passageChanges } from './passage-changes.ts';

/** What a comparison needs of a version. */
export type Comparable = Pick<Rendered, 'text' | 'passages'>;

export interface Comparison {
  readonly counts: Counts;
  /** In the order of the second version, removed ones where they stood. */
  readonly clauses: readonly ClauseChange[];
  /** What the passages of either version are; their words stand in the pieces alone. */
  readonly before: readonly Passage[];
  readonly after: readonly Passage[];
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

interface Options {
  /** Whether what moved is told as moved; otherwise it is deleted there and inserted here. */
  readonly moves?: boolean;
}

/** What has changed from one version to another: the whole text, word by word, the ends of paragraphs among them. */
export function compareVersions(a: Comparable, b: Comparable, { moves = true }: Options = {}): Comparison {
  const [before, after] = [sideOf(a.passages), sideOf(b.passages)];
  // The same is found in either direction.
  const found =
    a.text <= b.text ? correspondenceOf(before, after, moves) : flip(correspondenceOf(after, before, moves));
  const overlay = overlayOf(before, after, found);
  const clauses = clauseChanges(overlay, passageChanges(overlay));
  const shapes = ({ passages }: Side) =>
    passages.map((passage) => ({ ...passage, cells: passage.cells.map(() => ({ text: '', marks: [] })) }));
  return { counts: countsOf(clauses), clauses, before: shapes(before), after: shapes(after) };
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
