import { type Note, noteParts, notes as said } from '../../words/documents/comparison.ts';
import type { Mark } from '../text/mark.ts';
import type { Cell, Passage } from '../text/passages.ts';
import type { Rendered } from '../text/render.ts';
import { columnsIn } from './columns.ts';
import { type Correspondence, correspondenceOf, type Side, sideOf } from './correspondence.ts';
import { breakNotes, markNotes, quote, shapeNotes } from './notes.ts';
import type { Pair } from './parts.ts';
import { type Piece, piecesOf, type Token, wordsOf } from './pieces.ts';
import type { Tokens } from './tokens.ts';
import { wordsIn } from './words.ts';

/** Of what moved away so much is quoted. */
const mostLetters = 40;

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
  const clauses = inReadingOrder(before, after, found);
  const shapes = ({ passages }: Side) =>
    passages.map((passage) => ({ ...passage, cells: passage.cells.map(() => ({ text: '', marks: [] })) }));
  return { counts: countsOf(clauses), clauses, before: shapes(before), after: shapes(after) };
}

/** Whether a version says the same as another, and shows it in the same way. */
export function isSame({ clauses }: Comparison): boolean {
  return clauses.every(({ change, moved }) => change === 'same' && moved === null);
}

function flip(found: Correspondence): Correspondence {
  const swapped = new Map(found.clauses.map((pair) => [pair, { before: pair.after, after: pair.before }]));
  const moved = new Uint8Array(found.before.texts.length);
  for (const [at, other] of found.matches.before.entries()) if (other !== -1) moved[at] = found.moved[other] as number;
  return {
    clauses: [...swapped.values()],
    still: new Set([...found.still].flatMap((pair) => swapped.get(pair) ?? [])),
    equal: new Map([...found.equal].map(([after, { before, isMoved }]) => [before, { before: after, isMoved }])),
    partners: found.partners.map(({ before, after }) => ({ before: after, after: before })),
    before: found.after,
    after: found.before,
    matches: { before: found.matches.after, after: found.matches.before },
    moved,
  };
}

/** Tokens of the first text that are gone, and the place in the second where they are shown. */
interface Gone {
  readonly ahead: Map<number, number[]>;
  readonly behind: Map<number, number[]>;
  /** By passage and column, where nothing beside them stays. */
  readonly lost: Map<string, number[]>;
}

function inReadingOrder(before: Side, after: Side, found: Correspondence): ClauseChange[] {
  const { equal, partners, matches, moved } = found;
  const [olds, news] = [found.before, found.after];
  const partnerOf = {
    before: new Map(partners.map((pair) => [pair.before, pair.after])),
    after: new Map(partners.map((pair) => [pair.after, pair.before])),
  };
  const pairOf = {
    before: new Map(found.clauses.map((pair) => [pair.before, pair])),
    after: new Map(found.clauses.map((pair) => [pair.after, pair])),
  };
  const whole = new Map([...equal].map(([young, { before: old, isMoved }]) => [old, { after: young, isMoved }]));
  const columnsOf = columnsIn(
    partners.map((pair) => ({
      before: before.passages[pair.before] ?? null,
      after: after.passages[pair.after] ?? null,
    })),
  );
  const links = linksIn(olds, matches.before, news, moved);
  const gone = goneIn();

  /** The passage of the first text that each was, or most of it. */
  const mainOf = new Map<number, number>();
  const blocks = after.passages.map((_, at) => blockOf(at));
  markSplits();
  markClauses();
  return clausesInOrder();

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
    return { text, before: cell ? within(cell, place.from, text.length) : [], after: marks };
  }

  /** The clause of the first text that this one is, or is in. */
  function clauseOf(side: Side, place: number): number {
    return side.partOf[place] as number;
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

  function clausesInOrder(): ClauseChange[] {
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
  }

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

/** Which passages of the second text hold words of each of the first, and whether these were moved there. */
function linksIn(
  olds: Tokens,
  matches: Int32Array,
  news: Tokens,
  moved: Uint8Array,
): Map<number, Map<number, boolean>> {
  const links = new Map<number, Map<number, boolean>>();
  for (const [at, other] of matches.entries()) {
    if (other === -1 || olds.isSpace[at] === 1) continue;
    const [old, young] = [olds.passage[at] as number, news.passage[other] as number];
    const known = links.get(old) ?? new Map<number, boolean>();
    known.set(young, (known.get(young) ?? true) && moved[other] === 1);
    links.set(old, known);
  }
  return links;
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

function textOf({ cells }: Passage): string {
  return cells.map(({ text }) => text).join(' ');
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

/** Marks on part of a cell's words, from where that begins. */
function within({ marks }: Cell, from: number, length: number): Mark[] {
  return marks
    .filter((mark) => mark.from < from + length && mark.to > from)
    .map((mark) => ({ ...mark, from: Math.max(mark.from - from, 0), to: Math.min(mark.to - from, length) }));
}

function titleOf({ parts }: Side, part: number): string {
  return parts[part]?.id === null ? noteParts.opening : (parts[part]?.title ?? '');
}

function columnName({ passages }: Side, table: number, column: number): string {
  const head = passages.find((passage) => passage.kind === 'row' && passage.table === table && passage.isHead);
  return head?.cells[column]?.text || String(column + 1);
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
