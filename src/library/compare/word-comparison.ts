import { inOrder } from './likeness.ts';
import { type Matches, matchInOrder, slide } from './sequence.ts';
import type { Tokens } from './tokens.ts';

/** Of a passage or cell less than this share of words stays: it is shown as replaced. */
const leastKept = 0.25;
/** So many words in a row are no accident. */
const tellingRun = 8;
/** So many words that stand elsewhere were moved; of a whole paragraph fewer do. */
const leastMoved = { words: 6, whole: 3 };
/** What occurs so often tells no places apart. */
const mostPlaces = 32;
/** So many runs are put in order: the work grows with their square. */
const mostRuns = 1000;

/** Some passages of either text. */
interface Gap {
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

/** Two runs of tokens that say the same. */
interface Run {
  readonly before: number;
  readonly after: number;
  readonly length: number;
}

/**
 * Whole paragraphs that are a part of one on the other side, in another order: they were moved and joined, or split off
 * and moved. They are taken first, so that no word of theirs is matched by chance.
 */
export function takeWholeMoves(before: Tokens, after: Tokens, matches: Matches, moved: Uint8Array): void {
  const [olds, news] = [unmatchedIn(before, matches.before), unmatchedIn(after, matches.after)];
  const runs = [
    ...wholeRuns(before, olds, after, news).map(({ before, after, length }) => ({
      before: after,
      after: before,
      length,
    })),
    ...wholeRuns(after, news, before, olds),
  ];
  const taken = { before: new Set<number>(), after: new Set<number>() };
  const apart = runs
    .toSorted((a, b) => b.length - a.length || a.before - b.before || a.after - b.after)
    .filter(({ before, after, length }) => {
      const steps = Array.from({ length }, (_, step) => step);
      if (steps.some((step) => taken.before.has(before + step) || taken.after.has(after + step))) return false;
      for (const step of steps) {
        taken.before.add(before + step);
        taken.after.add(after + step);
      }
      return true;
    })
    .slice(0, mostRuns);
  const still = new Set(inOrder(apart, ({ length }) => length));
  for (const run of apart) {
    for (let step = 0; step < run.length && !still.has(run); step += 1) {
      const [old, young] = [olds[run.before + step] as number, news[run.after + step] as number];
      matches.before[old] = young;
      matches.after[young] = old;
      moved[young] = 1;
    }
  }
}

/** Where each passage of one side stands in the tokens of the other. */
function wholeRuns(own: Tokens, sequence: readonly number[], other: Tokens, others: readonly number[]): Run[] {
  const gram = ({ codes }: Tokens, row: readonly number[], at: number) =>
    [0, 1, 2].map((step) => codes[row[at + step] as number]).join(' ');
  const places = new Map<string, number[]>();
  for (let at = 0; at + 2 < others.length; at += 1) {
    const key = gram(other, others, at);
    const known = places.get(key);
    if (!known) places.set(key, [at]);
    else if (known.length < mostPlaces) known.push(at);
  }
  const runs: Run[] = [];
  for (let start = 0; start < sequence.length; ) {
    const passage = own.passage[sequence[start] as number];
    let end = start;
    let words = 0;
    while (end < sequence.length && own.passage[sequence[end] as number] === passage) {
      words += own.isWord[sequence[end] as number] as number;
      end += 1;
    }
    const isThere = (place: number) => {
      for (let at = start; at < end; at += 1) {
        const found = others[place + at - start];
        if (found === undefined || own.codes[sequence[at] as number] !== other.codes[found]) return false;
      }
      return true;
    };
    const place = words >= leastMoved.whole ? (places.get(gram(own, sequence, start)) ?? []).find(isThere) : undefined;
    if (place !== undefined) runs.push({ before: place, after: start, length: end - start });
    start = end;
  }
  return runs;
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

/** Words that are gone here and stand there were moved. */
export function findMoves(before: Tokens, after: Tokens, matches: Matches, moved: Uint8Array): void {
  const [olds, news] = [unmatchedIn(before, matches.before), unmatchedIn(after, matches.after)];
  if (olds.length === 0 || news.length === 0) return;
  takeEqual();
  takeLong();

  /** What is marked between two words that stay, or a paragraph's ends, is exactly what is marked elsewhere. */
  function takeEqual(): void {
    const regions = (tokens: Tokens, own: Int32Array) => {
      const found = new Map<string, number[][]>();
      for (const region of regionsIn(tokens, own)) {
        const key = region.map((at) => tokens.codes[at]).join(' ');
        found.set(key, [...(found.get(key) ?? []), region]);
      }
      return found;
    };
    const there = regions(before, matches.before);
    for (const [key, places] of regions(after, matches.after)) {
      for (const place of places) {
        const words = place.filter((at) => after.isWord[at] === 1).length;
        const isEnough = (region: readonly number[]) =>
          words >= leastMoved.whole || (words > 0 && (isWhole(before, region) || isWhole(after, place)));
        const other = there.get(key)?.find(isEnough);
        if (!other) continue;
        there.set(
          key,
          (there.get(key) ?? []).filter((region) => region !== other),
        );
        take(other, place);
      }
    }
  }

  function takeLong(): void {
    const places = new Map<number, number[]>();
    const [oldNext, newNext] = [chainOf(before, matches.before), chainOf(after, matches.after)];
    const gram = (tokens: Tokens, at: number, next: Int32Array) => {
      const following = next[at] as number;
      return following === -1 ? -1 : (tokens.codes[at] as number) * 2 ** 24 + (tokens.codes[following] as number);
    };
    for (const at of olds) {
      const key = gram(before, at, oldNext);
      if (key === -1) continue;
      const known = places.get(key);
      if (!known) places.set(key, [at]);
      else if (known.length < mostPlaces) known.push(at);
    }
    const runs: { before: number[]; after: number[] }[] = [];
    let reached = -1;
    for (const at of news) {
      const key = at > reached ? gram(after, at, newNext) : -1;
      if (key === -1) continue;
      let best: { before: number[]; after: number[] } | null = null;
      for (const start of places.get(key) ?? []) {
        const run = extend(start, at);
        if (isWorthwhile(run) && run.before.length > (best?.before.length ?? 0)) best = run;
      }
      if (!best) continue;
      runs.push(best);
      reached = best.after.at(-1) ?? reached;
    }
    for (const run of runs.toSorted((a, b) => b.before.length - a.before.length)) {
      const isFree =
        run.before.every((at) => matches.before[at] === -1) && run.after.every((at) => matches.after[at] === -1);
      if (isFree) take(run.before, run.after);
    }

    function extend(start: number, at: number): { before: number[]; after: number[] } {
      const run: { before: number[]; after: number[] } = { before: [], after: [] };
      let [old, young] = [start, at];
      while (old !== -1 && young !== -1 && before.codes[old] === after.codes[young]) {
        run.before.push(old);
        run.after.push(young);
        [old, young] = [oldNext[old] as number, newNext[young] as number];
      }
      return run;
    }
  }

  function isWorthwhile(run: { before: number[]; after: number[] }): boolean {
    const words = run.before.reduce((sum, at) => sum + (before.isWord[at] as number), 0);
    if (words >= leastMoved.words) return true;
    return words >= leastMoved.whole && (isWhole(before, run.before) || isWhole(after, run.after));
  }

  function take(old: readonly number[], young: readonly number[]): void {
    for (const [at, place] of old.entries()) {
      const other = young[at] as number;
      matches.before[place] = other;
      matches.after[other] = place;
      moved[other] = 1;
    }
  }
}

function unmatchedIn(tokens: Tokens, own: Int32Array): number[] {
  const places: number[] = [];
  for (let at = 0; at < own.length; at += 1) if (own[at] === -1 && tokens.isSpace[at] === 0) places.push(at);
  return places;
}

/** For each token that is marked the one that follows it, unless it stays: -1. */
function chainOf(tokens: Tokens, own: Int32Array): Int32Array {
  const next = new Int32Array(own.length).fill(-1);
  let following = -1;
  for (let at = own.length - 1; at >= 0; at -= 1) {
    if (tokens.isSpace[at] === 1) continue;
    next[at] = following;
    following = own[at] === -1 ? at : -1;
  }
  return next;
}

/** Tokens in a row that are marked, within one passage. */
function regionsIn(tokens: Tokens, own: Int32Array): number[][] {
  const regions: number[][] = [];
  let last = -1;
  for (let at = 0; at < own.length; at += 1) {
    if (tokens.isSpace[at] === 1) continue;
    if (own[at] === -1) {
      if (last !== -1 && tokens.passage[last] === tokens.passage[at]) regions.at(-1)?.push(at);
      else regions.push([at]);
    }
    last = own[at] === -1 ? at : -1;
  }
  return regions;
}

function isWhole({ passage, spans, isSpace }: Tokens, run: readonly number[]): boolean {
  const [first, last] = [run[0] as number, run.at(-1) as number];
  return [first, last].some((at) => {
    const [from, to] = spans.get(passage[at] as number) ?? [0, 0];
    let [start, end] = [from, to - 1];
    while (start < end && isSpace[start] === 1) start += 1;
    while (end > start && isSpace[end] === 1) end -= 1;
    return start >= first && end <= last;
  });
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
