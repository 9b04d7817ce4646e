import { type Matches, matchInOrder, slide } from './sequence.ts';
import type { Tokens } from './tokens.ts';

/** Of a passage or cell less than this share of words stays: it is shown as replaced. */
const leastKept = 0.25;
/** So many words in a row are no accident. */
const tellingRun = 8;

/** A stretch of either text, in passages, between those that are settled. */
export interface Gap {
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Tokens in a row, spaces left out; -1 for the end of a paragraph or cell. */
interface Row {
  readonly tokens: Int32Array;
  readonly codes: Int32Array;
  readonly ends: Uint8Array;
}

/** Compares some passages word by word, the end of a paragraph as a token of its own. */
export function settle(before: Tokens, after: Tokens, matches: Matches, gap: Gap): void {
  if (gap.before.length === 0 || gap.after.length === 0) return;
  const [olds, news] = [rowOf(before, matches.before, gap.before), rowOf(after, matches.after, gap.after)];
  const found = matchInOrder(olds.codes, news.codes);
  slide(olds.codes, olds.ends, found.before, found.after);
  slide(news.codes, news.ends, found.after, found.before);
  dropScraps(before, after, { olds, news }, found);
  dropWeak(before, after, { olds, news }, found);
  for (const [at, other] of found.before.entries()) {
    const [old, young] = [olds.tokens[at] as number, news.tokens[other] as number];
    if (other === -1 || old === -1) continue;
    matches.before[old] = young;
    matches.after[young] = old;
  }
}

function rowOf(tokens: Tokens, own: Int32Array, passages: readonly number[]): Row {
  const [places, codes, ends]: [number[], number[], number[]] = [[], [], []];
  const add = (place: number, code: number, end: number) => {
    places.push(place);
    codes.push(code);
    ends.push(end);
  };
  for (const passage of passages) {
    const [from, to] = tokens.spans.get(passage) ?? [0, 0];
    for (let at = from; at < to; at += 1) {
      if (at > from && tokens.cell[at] !== tokens.cell[at - 1]) add(-1, 0, 4);
      if (tokens.isSpace[at] === 0 && own[at] === -1)
        add(at, tokens.codes[at] as number, endOf(tokens.texts[at] as string));
    }
    add(-1, 0, 4);
  }
  return { tokens: Int32Array.from(places), codes: Int32Array.from(codes), ends: Uint8Array.from(ends) };
}

/** How good an end a sign is. */
function endOf(text: string): number {
  if (/^[.!?;:。！？؟।…]$/u.test(text)) return 3;
  return /^[,،、)\]”»–—]$/u.test(text) ? 1 : 0;
}

/** Matched tokens that follow one another on both sides. */
interface Stretch {
  readonly before: number;
  readonly after: number;
  length: number;
}

function stretchesIn({ before }: Matches): Stretch[] {
  const stretches: Stretch[] = [];
  for (const [at, other] of before.entries()) {
    if (other === -1) continue;
    const last = stretches.at(-1);
    if (last && last.before + last.length === at && last.after + last.length === other) last.length += 1;
    else stretches.push({ before: at, after: other, length: 1 });
  }
  return stretches;
}

/** A lone "of" between two changes is no help to a reader: it goes with them. */
function dropScraps(before: Tokens, after: Tokens, { olds, news }: { olds: Row; news: Row }, found: Matches): void {
  const stretches = stretchesIn(found);
  const words = (tokens: Tokens, row: Row, from: number, to: number) => {
    let count = 0;
    for (let at = from; at < to; at += 1) {
      const token = row.tokens[at] as number;
      if (token !== -1) count += tokens.isWord[token] as number;
    }
    return count;
  };
  let [old, young] = [0, 0];
  let last = { before: 0, after: 0 };
  for (const [at, stretch] of stretches.entries()) {
    const ends = stretches[at + 1] ?? { before: olds.tokens.length, after: news.tokens.length };
    last = {
      before: last.before + words(before, olds, old, stretch.before),
      after: last.after + words(after, news, young, stretch.after),
    };
    [old, young] = [stretch.before + stretch.length, stretch.after + stretch.length];
    const next = { before: words(before, olds, old, ends.before), after: words(after, news, young, ends.after) };
    const isBetween = [last.before, last.after, next.before, next.after].every((count) => count > 0);
    if (isBetween && last.before + next.before >= 3 && last.after + next.after >= 3 && isScrap(stretch)) {
      for (let token = 0; token < stretch.length; token += 1) unmatch(found, stretch.before + token);
      const own = words(before, olds, stretch.before, old);
      last = { before: last.before + own, after: last.after + own };
    } else last = { before: 0, after: 0 };
  }

  function isScrap({ before: from, length }: Stretch): boolean {
    let text = '';
    for (let at = from; at < from + length; at += 1) {
      const token = olds.tokens[at] as number;
      if (token === -1) return false;
      text += before.texts[token];
    }
    return text.length <= 3 && !/\p{N}/u.test(text);
  }
}

function unmatch(found: Matches, at: number): void {
  const other = found.before[at] as number;
  found.before[at] = -1;
  found.after[other] = -1;
}

/** Where two paragraphs or cells have only scattered words in common, they are not the same one reworded. */
function dropWeak(before: Tokens, after: Tokens, { olds, news }: { olds: Row; news: Row }, found: Matches): void {
  const cellOf = (tokens: Tokens, token: number) =>
    (tokens.passage[token] as number) * 4096 + (tokens.cell[token] as number);
  const sizes = { before: sizesOf(before, olds), after: sizesOf(after, news) };
  const links = new Map<string, { shared: number; longest: number; before: number; after: number; places: number[] }>();
  let [run, last] = [0, ''];
  for (const [at, other] of found.before.entries()) {
    const [old, young] = [olds.tokens[at] as number, other === -1 ? -1 : (news.tokens[other] as number)];
    if (other === -1 || old === -1) {
      run = 0;
      continue;
    }
    const [from, to] = [cellOf(before, old), cellOf(after, young)];
    const key = `${from} ${to}`;
    const isNext = key === last && at > 0 && found.before[at - 1] === other - 1;
    run = (isNext ? run : 0) + (before.isWord[old] as number);
    last = key;
    const link = links.get(key) ?? { shared: 0, longest: 0, before: from, after: to, places: [] };
    link.shared += before.isWord[old] as number;
    link.longest = Math.max(link.longest, run);
    link.places.push(at);
    links.set(key, link);
  }
  for (const { shared, longest, before: from, after: to, places } of links.values()) {
    const [one, other] = [sizes.before.get(from) ?? 0, sizes.after.get(to) ?? 0];
    const [least, most] = [Math.min(one, other), Math.max(one, other)];
    const isTelling = longest >= tellingRun || (shared >= 0.5 * least && (longest >= 3 || shared === least));
    if (shared >= leastKept * most || isTelling) continue;
    for (const at of places) unmatch(found, at);
  }

  function sizesOf(tokens: Tokens, row: Row): Map<number, number> {
    const sizes = new Map<number, number>();
    for (const token of row.tokens) {
      if (token !== -1)
        sizes.set(cellOf(tokens, token), (sizes.get(cellOf(tokens, token)) ?? 0) + (tokens.isWord[token] as number));
    }
    return sizes;
  }
}

/** The space between two words that stay stays. */
export function matchSpaces(before: Tokens, after: Tokens, matches: Matches, moved: Uint8Array): void {
  for (const side of [1, -1]) {
    for (let young = 0; young < matches.after.length; young += 1) {
      const old = matches.after[young] as number;
      if (old === -1 || after.isSpace[young] === 1) continue;
      const [space, other] = [young + side, old + side];
      if (after.isSpace[space] !== 1 || before.isSpace[other] !== 1) continue;
      if (matches.after[space] !== -1 || matches.before[other] !== -1) continue;
      if (after.codes[space] !== before.codes[other]) continue;
      if (after.passage[space] !== after.passage[young] || before.passage[other] !== before.passage[old]) continue;
      if (after.cell[space] !== after.cell[young] || before.cell[other] !== before.cell[old]) continue;
      matches.after[space] = other;
      matches.before[other] = space;
      moved[space] = moved[young] as number;
    }
  }
}

/**
 * Where a word beside what stays or moved was taken for the same word elsewhere, both go to their neighbours: so one
 * passage is not torn where it happens to end with the word that another begins with.
 */
export function straighten(before: Tokens, after: Tokens, matches: Matches, moved: Uint8Array): void {
  const nextOf = (tokens: Tokens, at: number, side: 1 | -1): number => {
    let next = at + side;
    while (tokens.isSpace[next] === 1) next += side;
    return next >= 0 && next < tokens.codes.length ? next : -1;
  };
  /** The token of the first text that stands beside what the neighbour of this one was. */
  const expected = (young: number, side: 1 | -1): number => {
    const neighbour = nextOf(after, young, side === 1 ? -1 : 1);
    const old = neighbour === -1 ? -1 : (matches.after[neighbour] as number);
    const at = old === -1 ? -1 : nextOf(before, old, side);
    return at !== -1 && before.codes[at] === after.codes[young] ? at : -1;
  };
  for (const side of [1, -1] as const) {
    for (let step = 0; step < matches.after.length; step += 1) {
      const young = side === 1 ? step : matches.after.length - 1 - step;
      if (matches.after[young] !== -1 || after.isSpace[young] === 1) continue;
      const old = expected(young, side);
      const other = old === -1 ? -1 : (matches.before[old] as number);
      if (old === -1) continue;
      if (other !== -1) {
        const instead = ([1, -1] as const)
          .map((way) => expected(other, way))
          .find((at) => at !== -1 && matches.before[at] === -1);
        if (instead === undefined) continue;
        match(instead, other, moved[other] as number);
      }
      match(old, young, moved[nextOf(after, young, side === 1 ? -1 : 1)] as number);
    }
  }

  function match(old: number, young: number, isMoved: number): void {
    matches.before[old] = young;
    matches.after[young] = old;
    moved[young] = isMoved;
  }
}
