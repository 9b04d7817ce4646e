import { diffArrays } from 'diff';
import { inOrder, likenesses } from './likeness.ts';
import type { Pair } from './parts.ts';
import { linesIn, type Passage } from './passages.ts';

/** A passage and what it became; null where there is none. */
export interface Aligned {
  readonly before: Passage | null;
  readonly after: Passage | null;
}

const mostEdits = 600;
const leastLike = 0.3;
/** A row is known by its first cell. */
const sameName = 0.5;
/** As many likely partners of one passage are weighed. */
const mostCandidates = 4;

/** Two clauses' passages side by side, in the order of either text. */
export function align(before: readonly Passage[], after: readonly Passage[]): Aligned[] {
  const [olds, news] = [before.map(keyOf), after.map(keyOf)];
  if (olds.length === news.length && olds.every((key, at) => key === news[at])) {
    return before.map((passage, at) => ({ before: passage, after: after[at] ?? null }));
  }
  // The same pairs in either direction.
  const pairs =
    olds.join('\n') <= news.join('\n') ? pairsOf(before, after, olds, news) : swap(pairsOf(after, before, news, olds));

  const aligned: Aligned[] = [];
  let [old, young] = [0, 0];
  for (const pair of [...pairs, { before: before.length, after: after.length }]) {
    for (const passage of before.slice(old, pair.before)) aligned.push({ before: passage, after: null });
    for (const passage of after.slice(young, pair.after)) aligned.push({ before: null, after: passage });
    const both = { before: before[pair.before] ?? null, after: after[pair.after] ?? null };
    if (both.before) aligned.push(both);
    [old, young] = [pair.before + 1, pair.after + 1];
  }
  return aligned;
}

export function swap<One extends Pair>(pairs: readonly One[]): Pair[] {
  return pairs.map(({ before, after }) => ({ before: after, after: before }));
}

/** The same words in the same place are the same, whether a paragraph or an item. */
function keyOf({ kind, cells }: Passage): string {
  return `${kind === 'row' ? 'row' : ''}\u0000${cells.map(({ text }) => text).join('\u0000')}`;
}

function pairsOf(
  before: readonly Passage[],
  after: readonly Passage[],
  olds: readonly string[],
  news: readonly string[],
): Pair[] {
  const heads = headPairs(before, after);
  const from = { before: leading(before), after: leading(after) };
  const same = equalPairs(olds.slice(from.before), news.slice(from.after), from);
  const pairs: Pair[] = [...heads];
  let last: Pair = { before: from.before - 1, after: from.after - 1 };
  for (const pair of [...same, { before: before.length, after: after.length }]) {
    pairs.push(...alike(before, after, last, pair));
    if (pair.before < before.length) pairs.push(pair);
    last = pair;
  }
  return pairs;
}

/** Section, title and heading are what they are, whatever they say. */
function leading(passages: readonly Passage[]): number {
  const first = passages.findIndex(({ kind }) => kind !== 'section' && kind !== 'title');
  if (first === 0) return passages[0]?.kind === 'heading' ? 1 : 0;
  return first === -1 ? passages.length : first;
}

function headPairs(before: readonly Passage[], after: readonly Passage[]): Pair[] {
  return before.slice(0, leading(before)).flatMap(({ kind }, at) => {
    const found = after.slice(0, leading(after)).findIndex((passage) => passage.kind === kind);
    return found === -1 ? [] : [{ before: at, after: found }];
  });
}

function equalPairs(before: readonly string[], after: readonly string[], from: Pair): Pair[] {
  const codes = new Map<string, number>();
  const coded = (keys: readonly string[]) =>
    keys.map((key) => {
      const code = codes.get(key) ?? codes.size;
      codes.set(key, code);
      return code;
    });
  const changes = diffArrays(coded(before), coded(after), { maxEditLength: mostEdits }) ?? [];

  let { before: old, after: young } = from;
  const pairs: Pair[] = [];
  for (const { count, added, removed } of changes) {
    if (!added && !removed) for (let at = 0; at < count; at += 1) pairs.push({ before: old + at, after: young + at });
    if (!added) old += count;
    if (!removed) young += count;
  }
  return pairs;
}

/** Between two places: the passages that were reworded. */
function alike(before: readonly Passage[], after: readonly Passage[], last: Pair, next: Pair): Pair[] {
  const olds = before.slice(last.before + 1, next.before);
  const news = after.slice(last.after + 1, next.after);
  if (olds.length === 0 || news.length === 0) return [];

  const wordsOf = (passage: Passage) => linesIn(passage).join(' ');
  const found = new Map<number, (Pair & { score: number })[]>();
  for (const { before, after, score } of likenesses(olds.map(wordsOf), news.map(wordsOf), 0.1)) {
    const [old, young] = [olds[before], news[after]];
    if (!old || !young || (old.kind === 'row') !== (young.kind === 'row')) continue;
    if ((old.kind === 'heading') !== (young.kind === 'heading')) continue;
    const isSameRow = old.kind === 'row' && old.cells[0]?.text && old.cells[0].text === young.cells[0]?.text;
    const total = score + (isSameRow ? sameName : 0);
    if (total >= leastLike) found.set(before, [...(found.get(before) ?? []), { before, after, score: total }]);
  }
  const candidates = [...found.values()].flatMap((pairs) =>
    pairs.toSorted((a, b) => b.score - a.score || a.after - b.after).slice(0, mostCandidates),
  );
  return inOrder(candidates, ({ score }) => score).map(({ before, after }) => ({
    before: before + last.before + 1,
    after: after + last.after + 1,
  }));
}
