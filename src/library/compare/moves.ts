import { inOrder } from './likeness.ts';
import type { Matches } from './sequence.ts';
import type { Tokens } from './tokens.ts';

/** So many words that stand elsewhere were moved; of a whole paragraph fewer do. */
const leastMoved = { words: 6, whole: 3 };
/** What occurs so often tells no places apart. */
const mostPlaces = 32;
/** So many runs are put in order: the work grows with their square. */
const mostRuns = 1000;

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
    addPlace(places, gram(other, others, at), at);
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
      if (key !== -1) addPlace(places, key, at);
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

function addPlace<Key>(places: Map<Key, number[]>, key: Key, at: number): void {
  const known = places.get(key);
  if (!known) places.set(key, [at]);
  else if (known.length < mostPlaces) known.push(at);
}
