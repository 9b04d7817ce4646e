import { unspaced } from '../model/direction.ts';
import type { Mark } from '../text/mark.ts';
import type { Cell } from '../text/passages.ts';
import { lettersIn } from './words.ts';

/** Words in a row with one fate, as they stand in the text. */
export interface Piece {
  readonly text: string;
  readonly change: 'same' | 'inserted' | 'deleted';
  /** How many words it has. */
  readonly words: number;
  readonly marks: readonly Mark[];
  /** It stood elsewhere. */
  readonly isMoved: boolean;
  /** With it begins what was a paragraph of its own. */
  readonly isJoined: boolean;
  readonly before: Place | null;
  readonly after: Place | null;
}

/** Where a piece begins in one of the two texts. */
export interface Place {
  readonly passage: number;
  readonly cell: number;
  readonly from: number;
}

export interface Token extends Pick<Piece, 'text' | 'change' | 'words' | 'isMoved' | 'before' | 'after'> {
  /** In which it stands. */
  readonly cell: Cell | undefined;
}

/** Between their words is no space: what two words share at either end is seen letter by letter. */
const isUnspaced = new RegExp(`[${unspaced}]`, 'u');

export function piecesOf(tokens: readonly Token[]): Piece[] {
  const pieces = byLetters(joined(deletedFirst(tokens)));
  let last: number | null = null;
  return pieces.map(({ cell, ...piece }) => {
    const own = piece.change === 'same' && !piece.isMoved ? (piece.before?.passage ?? null) : null;
    const isJoined = own !== null && last !== null && own !== last;
    last = own ?? last;
    return { ...piece, isJoined, marks: marksOf(cell, piece) };
  });
}

/** The parts of a piece that have the same marks from end to end. */
export function runsOf({ text, marks }: Pick<Piece, 'text' | 'marks'>) {
  const places = [...new Set([0, text.length, ...marks.flatMap(({ from, to }) => [from, to])])].toSorted(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, at) => {
    const start = places[at] ?? 0;
    return { text: text.slice(start, end), marks: marks.filter(({ from, to }) => from <= start && to >= end) };
  });
}

export function wordsOf(pieces: readonly Piece[], change: Piece['change']): number {
  return pieces.reduce((sum, piece) => sum + (piece.change === change ? piece.words : 0), 0);
}

function deletedFirst(tokens: readonly Token[]): Token[] {
  const ordered: Token[] = [];
  let inserted: Token[] = [];
  for (const token of tokens) {
    if (token.change === 'inserted') {
      inserted.push(token);
      continue;
    }
    if (token.change === 'same') {
      ordered.push(...inserted);
      inserted = [];
    }
    ordered.push(token);
  }
  return [...ordered, ...inserted];
}

function joined(tokens: readonly Token[]): Token[] {
  const pieces: Token[] = [];
  for (const token of tokens) {
    const last = pieces.at(-1);
    const follows = (side: 'before' | 'after') => {
      const [own, before] = [token[side], last?.[side]];
      if (!own || !before) return own === (before ?? null);
      return (
        own.passage === before.passage &&
        own.cell === before.cell &&
        own.from === before.from + (last?.text.length ?? 0)
      );
    };
    const isOne = last && last.change === token.change && last.isMoved === token.isMoved;
    if (isOne && follows('before') && follows('after')) {
      pieces[pieces.length - 1] = { ...last, text: last.text + token.text, words: last.words + token.words };
    } else pieces.push(token);
  }
  return pieces;
}

function byLetters(pieces: readonly Token[]): Token[] {
  return pieces.flatMap((piece, at) => {
    const [last, next] = [pieces[at - 1], pieces[at + 1]];
    if (isReplaced(piece, next)) return [];
    return isReplaced(last, piece) && last ? lettersOf(last, piece) : [piece];
  });
}

function isReplaced(old: Token | undefined, young: Token | undefined): boolean {
  if (old?.change !== 'deleted' || young?.change !== 'inserted') return false;
  return [old.text, young.text].every((text) => isUnspaced.test(text) && !/\s/.test(text));
}

function lettersOf(old: Token, young: Token): Token[] {
  const [olds, news] = [lettersIn(old.text), lettersIn(young.text)];
  const most = Math.min(olds.length, news.length);
  let start = 0;
  while (start < most && olds[start] === news[start]) start += 1;
  let end = 0;
  while (end < most - start && olds.at(-1 - end) === news.at(-1 - end)) end += 1;
  const sizeOf = (letters: readonly string[]) => letters.join('').length;
  const [from, tail] = [sizeOf(olds.slice(0, start)), end > 0 ? sizeOf(olds.slice(-end)) : 0];
  const [oldEnd, newEnd] = [old.text.length - tail, young.text.length - tail];
  return [
    { ...young, text: old.text.slice(0, from), change: 'same' as const, words: 0, before: old.before },
    { ...old, text: old.text.slice(from, oldEnd), before: later(old.before, from) },
    { ...young, text: young.text.slice(from, newEnd), after: later(young.after, from) },
    {
      ...young,
      text: young.text.slice(newEnd),
      change: 'same' as const,
      words: 0,
      before: later(old.before, oldEnd),
      after: later(young.after, newEnd),
    },
  ].filter(({ text }) => text !== '');
}

function later(place: Place | null, by: number): Place | null {
  return place && { ...place, from: place.from + by };
}

function marksOf(cell: Cell | undefined, { text, change, before, after }: Omit<Token, 'cell'>): Mark[] {
  const from = (change === 'deleted' ? before : after)?.from ?? 0;
  return marksWithin(cell?.marks ?? [], from, text.length);
}

/** Marks on part of a cell's words, from where that begins. */
export function marksWithin(marks: readonly Mark[], from: number, length: number): Mark[] {
  return marks
    .filter((mark) => mark.from < from + length && mark.to > from)
    .map((mark) => ({ ...mark, from: Math.max(mark.from - from, 0), to: Math.min(mark.to - from, length) }));
}
