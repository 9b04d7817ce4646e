import { noteParts, notes as said } from '../../words/documents/comparison.ts';
import type { Passage } from '../text/passages.ts';
import type { Side } from './correspondence.ts';
import { quote } from './notes.ts';
import { clauseOf, type Overlay, titleOf } from './overlay.ts';
import { type Pair, textOf } from './parts.ts';
import type { CellChange, Change, PassageChange } from './passage-changes.ts';
import { wordsOf } from './pieces.ts';
import { wordsIn } from './words.ts';

/** Of what moved away so much is quoted. */
const mostLetters = 40;

export interface ClauseChange {
  /** Null for what stands before the first clause. */
  readonly id: string | null;
  readonly level: number;
  readonly title: string;
  readonly change: Change;
  /** Towards the beginning, or the end, past clauses that stay. One that goes with the clause around it is not moved. */
  readonly moved: 'up' | 'down' | null;
  readonly words: { readonly inserted: number; readonly deleted: number };
  readonly passages: readonly PassageChange[];
  /** Its place in either version. */
  readonly before: number | null;
  readonly after: number | null;
}

/** The clauses in the order of the second text, removed ones where they stood, with what became of their passages. */
export function clauseChanges(
  { before, after, found, partnerOf, pairOf, links, columnsOf }: Overlay,
  blocks: readonly PassageChange[],
): ClauseChange[] {
  const whole = new Map([...found.equal].map(([young, { before: old, isMoved }]) => [old, { after: young, isMoved }]));
  const clauses: ClauseChange[] = [];
  const removedAfter = new Map<number, ClauseChange[]>();
  let anchor = -1;
  const isLeft = new Map<number, { at: number; blocks: PassageChange[] }[]>();
  const starts = startsOf(before);
  for (const [at, part] of before.parts.entries()) {
    const pair = pairOf.before.get(at);
    if (pair && found.still.has(pair)) anchor = pair.after;
    const left = leftOf(starts[at] as number, part.passages.length, pair?.after ?? null);
    if (pair) {
      isLeft.set(pair.after, left);
      continue;
    }
    const passages = left.flatMap(({ blocks }) => blocks);
    if (passages.length === 0) continue;
    const removed = clauseChange(part, 'removed', passages, { before: at, after: null, moved: null });
    removedAfter.set(anchor, [...(removedAfter.get(anchor) ?? []), removed]);
  }
  clauses.push(...(removedAfter.get(-1) ?? []));
  const begins = startsOf(after);
  for (const [at, part] of after.parts.entries()) {
    const pair = pairOf.after.get(at);
    const start = begins[at] as number;
    const left = isLeft.get(at) ?? [];
    const own = [...part.passages.keys()].flatMap((place) => [
      blocks[start + place] as PassageChange,
      ...left.filter((removed) => removed.at === start + place).flatMap(({ blocks }) => blocks),
    ]);
    const passages = [...left.filter((removed) => removed.at < start).flatMap(({ blocks }) => blocks), ...own];
    const places = { before: pair?.before ?? null, after: at, moved: pair ? movement(pair) : null };
    const isKept = passages.every(({ change }) => change === 'same');
    clauses.push(clauseChange(part, !pair ? 'added' : isKept ? 'same' : 'changed', passages, places));
    clauses.push(...(removedAfter.get(at) ?? []));
  }
  return clauses;

  /** What is left of a clause of the first text: what was removed, and where something stood that moved away. */
  function leftOf(start: number, count: number, clause: number | null): { at: number; blocks: PassageChange[] }[] {
    const left: { at: number; blocks: PassageChange[] }[] = [];
    let anchor = -1;
    let last = '';
    for (let place = start; place < start + count; place += 1) {
      const passage = before.passages[place] as Passage;
      const same = whole.get(place);
      const linked = [
        ...(same && !same.isMoved ? [same.after] : []),
        ...(partnerOf.before.has(place) ? [partnerOf.before.get(place) as number] : []),
        ...[...(links.get(place) ?? [])].flatMap(([young, isMoved]) => (isMoved ? [] : [young])),
      ].filter((young) => clauseOf(after, young) === clause);
      if (linked.length > 0) anchor = Math.max(anchor, ...linked);
      const all = [...(same ? [same.after] : []), ...(links.get(place)?.keys() ?? [])];
      if (all.length === 0 && !partnerOf.before.has(place)) {
        left.push({ at: anchor, blocks: [removedBlock(passage, place)] });
        continue;
      }
      const away = all.filter((young) => clauseOf(after, young) !== clause);
      if (away.length === 0) {
        last = '';
        continue;
      }
      const titles = [...new Set(away.map((young) => titleOf(after, clauseOf(after, young))))].join(', ');
      const words = away.length < all.length ? noteParts.part : quote(textOf(passage), mostLetters);
      const isMoved = same ? same.isMoved : away.some((young) => links.get(place)?.get(young));
      const note = isMoved ? said.movedTo({ words, clauses: titles }) : said.fromHereIn({ clauses: titles });
      const key = passage.kind === 'row' ? `row ${passage.table} ${titles}` : isMoved ? '' : titles;
      if (key === '' || key !== last) {
        const shown = { change: 'changed', passage, was: passage, cells: [], isSplit: false, notes: [note] } as const;
        left.push({ at: anchor, blocks: [shown] });
      }
      last = key;
    }
    return left;
  }

  function removedBlock(passage: Passage, place: number): PassageChange {
    const columns =
      passage.kind === 'row'
        ? columnsOf({ before: passage, after: null })
        : passage.cells.map((_, cell) => ({ before: cell, after: cell }));
    const cells = columns.map(({ before: cell }): CellChange => {
      const { text = '', marks = [] } = cell === null ? {} : (passage.cells[cell] ?? {});
      const places = { before: { passage: place, cell: cell ?? 0, from: 0 }, after: null };
      const words = wordsIn(text).length;
      return {
        pieces: text ? [{ text, change: 'deleted', words, marks, isMoved: false, isJoined: false, ...places }] : [],
      };
    });
    return { change: 'removed', passage, was: null, cells, isSplit: false, notes: [] };
  }

  function movement(pair: Pair): ClauseChange['moved'] {
    const { still } = found;
    if (still.has(pair)) return null;
    const [old, young] = [before.parts[pair.before]?.parent, after.parts[pair.after]?.parent];
    const around = typeof young === 'number' ? pairOf.after.get(young) : undefined;
    if (around && around.before === old && !still.has(around)) return null;
    const passed = [...still].filter((other) => other.before < pair.before).length;
    return [...still].filter((other) => other.after < pair.after).length < passed ? 'up' : 'down';
  }
}

function clauseChange(
  { id, level, title }: Pick<ClauseChange, 'id' | 'level' | 'title'>,
  change: ClauseChange['change'],
  passages: readonly PassageChange[],
  places: Pick<ClauseChange, 'before' | 'after' | 'moved'>,
): ClauseChange {
  const pieces = passages.flatMap(({ cells }) => cells.flatMap(({ pieces }) => pieces));
  const words = { inserted: wordsOf(pieces, 'inserted'), deleted: wordsOf(pieces, 'deleted') };
  return { id, level, title, change, words, passages, ...places };
}

function startsOf({ parts }: Side): number[] {
  const starts: number[] = [];
  let start = 0;
  for (const { passages } of parts) {
    starts.push(start);
    start += passages.length;
  }
  return starts;
}
