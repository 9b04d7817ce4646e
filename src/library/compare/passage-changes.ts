import { type Note, notes as said } from '../../words/documents/comparison.ts';
import type { Passage } from '../text/passages.ts';
import type { Side } from './correspondence.ts';
import { breakNotes, markNotes, quote, shapeNotes } from './notes.ts';
import { clauseOf, type Overlay, titleOf } from './overlay.ts';
import { marksWithin, type Piece, piecesOf, type Token } from './pieces.ts';
import type { Tokens } from './tokens.ts';

export type Change = 'same' | 'changed' | 'added' | 'removed';

export interface PassageChange {
  readonly change: Change;
  /** As it is in the second version, or was when it is removed. */
  readonly passage: Passage;
  /** As it was in the first version, when it was one passage there. */
  readonly was: Passage | null;
  /** Empty where the passage stood that was moved elsewhere. */
  readonly cells: readonly CellChange[];
  /** With it begins what was the later part of a paragraph. */
  readonly isSplit: boolean;
  /** What changed without a word, in words. */
  readonly notes: readonly Note[];
}

export interface CellChange {
  readonly pieces: readonly Piece[];
}

/** Tokens of the first text that are gone, and the place in the second where they are shown. */
interface Gone {
  readonly ahead: Map<number, number[]>;
  readonly behind: Map<number, number[]>;
  /** By passage and column, where nothing beside them stays. */
  readonly lost: Map<string, number[]>;
}

/** What became of each passage of the second text. */
export function passageChanges({
  before,
  after,
  found,
  partnerOf,
  pairOf,
  links,
  columnsOf,
}: Overlay): PassageChange[] {
  const { equal, matches, moved } = found;
  const [olds, news] = [found.before, found.after];
  const gone = goneIn();
  /** The passage of the first text that each was, or most of it. */
  const mainOf = new Map<number, number>();
  const blocks = after.passages.map((_, at) => blockOf(at));
  markSplits();
  markClauses();
  return blocks;

  /** What of the first text is shown where in the second. */
  function goneIn(): Gone {
    const gone: Gone = { ahead: new Map(), behind: new Map(), lost: new Map() };
    const put = <Key>(map: Map<Key, number[]>, key: Key, token: number) => {
      const known = map.get(key);
      if (known) known.push(token);
      else map.set(key, [token]);
    };
    for (const place of olds.passages) {
      const partner = partnerOf.before.get(place);
      if (partner === undefined && !links.has(place)) continue;
      const [from, to] = olds.spans.get(place) ?? [0, 0];
      const isRow = partner !== undefined && before.passages[place]?.kind === 'row';
      for (let at = from; at < to; at += 1) {
        if (matches.before[at] !== -1) continue;
        const isNear = (other: number) => other >= from && other < to && (!isRow || olds.cell[other] === olds.cell[at]);
        let [last, next] = [at - 1, at + 1];
        while (isNear(last) && matches.before[last] === -1) last -= 1;
        while (isNear(next) && matches.before[next] === -1) next += 1;
        if (isNear(last)) put(gone.behind, matches.before[last] as number, at);
        else if (isNear(next)) put(gone.ahead, matches.before[next] as number, at);
        else put(gone.lost, `${partner} ${isRow ? olds.cell[at] : 0}`, at);
      }
    }
    return gone;
  }

  function blockOf(at: number): PassageChange {
    const passage = after.passages[at] as Passage;
    const same = equal.get(at);
    if (same) return sameBlock(passage, at, same);
    const [from, to] = news.spans.get(at) ?? [0, 0];
    const partner = partnerOf.after.get(at);
    const isRow = passage.kind === 'row';
    const was = partner === undefined ? null : (before.passages[partner] ?? null);
    const columns = isRow
      ? columnsOf({ before: was, after: passage })
      : passage.cells.map((_, cell) => ({ before: cell, after: cell }));
    const cells = columns.map((column) => {
      const tokens: Token[] = (gone.lost.get(`${at} ${isRow ? column.before : 0}`) ?? []).map(deleted);
      for (let token = from; token < to; token += 1) {
        if (news.cell[token] !== column.after) continue;
        tokens.push(...(gone.ahead.get(token) ?? []).map(deleted), tokenOf(token));
        tokens.push(...(gone.behind.get(token) ?? []).map(deleted));
      }
      return { pieces: piecesOf(tokens) };
    });
    const sources = sourcesOf(cells);
    const [main] = [...sources].toSorted((a, b) => b[1] - a[1])[0] ?? [partner];
    if (main === undefined) return { change: 'added', passage, was: null, cells, isSplit: false, notes: [] };
    mainOf.set(at, main);
    const old = before.passages[main] ?? null;
    const notes = [
      ...moveNotes(at, cells),
      ...(old ? [...shapeNotes(old, passage), ...columnNotes(at, main, cells)] : []),
      ...breakNotes(cells.flatMap(({ pieces }) => pieces)),
      ...markNotes(cells.flatMap(({ pieces }) => pieces.filter(({ change }) => change === 'same').map(keptOf))),
    ];
    const isKept = cells.every(({ pieces }) => pieces.every(({ change }) => change === 'same'));
    if (isRow && isKept && notes.length === 0 && (sources.size > 1 || main !== partner)) {
      notes.push(said.otherRow());
    }
    const isSame = notes.length === 0 && isKept;
    return { change: isSame ? 'same' : 'changed', passage, was: old, cells, isSplit: false, notes };
  }

  function sameBlock(passage: Passage, at: number, { before: old, isMoved }: { before: number; isMoved: boolean }) {
    mainOf.set(at, old);
    const was = before.passages[old] as Passage;
    const cells = passage.cells.map(({ text, marks }, cell): CellChange => {
      const place = { cell, from: 0 };
      const places = { before: { passage: old, ...place }, after: { passage: at, ...place } };
      const words = 0;
      return { pieces: text ? [{ text, change: 'same', words, marks, isMoved, isJoined: false, ...places }] : [] };
    });
    const kept = passage.cells.map(({ text, marks }, cell) => ({
      text,
      before: was.cells[cell]?.marks ?? [],
      after: marks,
    }));
    const notes = [...(isMoved ? [movedFrom(old, at)] : []), ...shapeNotes(was, passage), ...markNotes(kept)];
    return {
      change: notes.length > 0 ? ('changed' as const) : ('same' as const),
      passage,
      was,
      cells,
      isSplit: false,
      notes,
    };
  }

  function tokenOf(at: number): Token {
    const old = matches.after[at] as number;
    const place = placeIn(news, at);
    return {
      text: news.texts[at] as string,
      words: news.isWord[at] as number,
      change: old === -1 ? 'inserted' : 'same',
      before: old === -1 ? null : placeIn(olds, old),
      after: place,
      isMoved: moved[at] === 1,
      cell: after.passages[place.passage]?.cells[place.cell],
    };
  }

  function deleted(at: number): Token {
    const place = placeIn(olds, at);
    return {
      text: olds.texts[at] as string,
      words: olds.isWord[at] as number,
      change: 'deleted',
      before: place,
      after: null,
      isMoved: false,
      cell: before.passages[place.passage]?.cells[place.cell],
    };
  }

  function keptOf({ text, marks, before: place }: Piece) {
    const cell = place && before.passages[place.passage]?.cells[place.cell];
    return { text, before: cell ? marksWithin(cell.marks, place.from, text.length) : [], after: marks };
  }

  function movedFrom(old: number, at: number, words = ''): Note {
    const from = clauseOf(before, old);
    const isHere = pairOf.after.get(clauseOf(after, at))?.before === from;
    const values = { words: quote(words), clause: titleOf(before, from) };
    if (words) return isHere ? said.wordsMoved(values) : said.wordsMovedFrom(values);
    return isHere ? said.moved() : said.movedFrom(values);
  }

  function moveNotes(at: number, cells: readonly CellChange[]): Note[] {
    const pieces = cells.flatMap(({ pieces }) => pieces).filter(({ change }) => change === 'same');
    const isAll = pieces.every(({ isMoved }) => isMoved);
    const places = new Map<number, string>();
    for (const { isMoved, before: place, text } of pieces) {
      if (isMoved && place && !places.has(place.passage)) places.set(place.passage, text.trim());
    }
    return [...places].map(([old, words]) => movedFrom(old, at, isAll && places.size === 1 ? '' : words));
  }

  /** A cell's words that stand in another column. */
  function columnNotes(at: number, old: number, cells: readonly CellChange[]): Note[] {
    const [was, is] = [before.passages[old], after.passages[at]];
    if (was?.kind !== 'row' || is?.kind !== 'row' || partnerOf.after.get(at) !== old) return [];
    const columns = columnsOf({ before: was, after: is });
    return cells.flatMap(({ pieces }, column) =>
      pieces.flatMap(({ change, before: place, after: own, text }) => {
        const isHere = !place || place.passage !== old || place.cell === columns[column]?.before;
        if (change !== 'same' || isHere || !text.trim()) return [];
        return [said.movedToColumn({ words: quote(text.trim()), column: columnName(after, is.table, own?.cell ?? 0) })];
      }),
    );
  }

  /** The later parts of a paragraph that was one. */
  function markSplits(): void {
    let last = -1;
    for (const [at, block] of blocks.entries()) {
      const own = block.cells
        .flatMap(({ pieces }) => pieces)
        .filter(({ change, isMoved }) => change === 'same' && !isMoved)
        .flatMap(({ before: place }) => (place ? [place.passage] : []));
      if (own.length === 0) continue;
      if (own[0] === last && block.passage.kind !== 'row') {
        blocks[at] = { ...block, change: 'changed', isSplit: true };
      }
      last = own.at(-1) ?? last;
    }
    for (const [at, block] of blocks.entries()) {
      if (!block.cells.some(({ pieces }) => pieces.some(({ isJoined }) => isJoined))) continue;
      blocks[at] = { ...block, change: 'changed' };
    }
  }

  /** What stood in another clause in the same place, where that was split or joined. */
  function markClauses(): void {
    let last = '';
    for (const [at, block] of blocks.entries()) {
      const main = mainOf.get(at);
      if (main === undefined) continue;
      const [from, to] = [clauseOf(before, main), clauseOf(after, at)];
      const isMoved = block.cells.some(({ pieces }) => pieces.some(({ isMoved }) => isMoved));
      const isOther = !isMoved && pairOf.after.get(to)?.before !== from;
      if (isOther && last !== `${from} ${to}`) {
        blocks[at] = {
          ...block,
          change: 'changed',
          notes: [...block.notes, said.stoodIn({ clause: titleOf(before, from) })],
        };
      }
      last = isOther ? `${from} ${to}` : '';
    }
  }
}

/** How many letters of it came from each passage of the first text. */
function sourcesOf(cells: readonly CellChange[]): Map<number, number> {
  const sources = new Map<number, number>();
  for (const { change, before, text } of cells.flatMap(({ pieces }) => pieces)) {
    if (change === 'same' && before) sources.set(before.passage, (sources.get(before.passage) ?? 0) + text.length);
  }
  return sources;
}

function placeIn(tokens: Tokens, at: number) {
  return {
    passage: tokens.passage[at] as number,
    cell: tokens.cell[at] as number,
    from: tokens.from[at] as number,
  };
}

function columnName({ passages }: Side, table: number, column: number): string {
  const head = passages.find((passage) => passage.kind === 'row' && passage.table === table && passage.isHead);
  return head?.cells[column]?.text || String(column + 1);
}
