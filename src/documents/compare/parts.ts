import { inOrder, likenesses } from './likeness.ts';
import { linesIn, type Passage } from './passages.ts';

/** A clause with its own passages, or what stands before the first. */
export interface Part {
  readonly id: string | null;
  readonly level: number;
  readonly title: string;
  readonly text: string;
  readonly passages: readonly Passage[];
  /** The place of the clause that it belongs to. */
  readonly parent: number | null;
}

/** Which place on one side belongs to which on the other. */
export interface Pair {
  readonly before: number;
  readonly after: number;
}

/** Clauses with other ids are still the same when so much of their words is. */
const leastLike = 0.5;
const sameTitle = 0.3;

export function partsOf(passages: readonly Passage[]): Part[] {
  const groups: Passage[][] = [[]];
  for (const passage of passages) {
    if (passage.kind === 'heading' && passage.id) groups.push([]);
    groups.at(-1)?.push(passage);
  }
  const parts: Part[] = [];
  for (const group of groups) {
    const head = group.find(({ kind }) => kind === 'heading' || kind === 'title');
    const level = parts.length > 0 && head?.kind === 'heading' ? head.level : 0;
    parts.push({
      id: parts.length > 0 && head?.kind === 'heading' ? head.id : null,
      level,
      title: head?.cells[0]?.text ?? '',
      text: group.flatMap(linesIn).join('\n'),
      passages: group,
      parent: parts.findLastIndex((part) => part.level > 0 && part.level < level),
    });
  }
  return parts.map((part) => (part.parent === -1 ? { ...part, parent: null } : part));
}

/** The same clauses on both sides: by their ids, then by likeness. In the order of `after`. */
export function pairParts(before: readonly Part[], after: readonly Part[]): Pair[] {
  const places = new Map(before.map(({ id }, at) => [id, at]));
  const pairs = after.flatMap(({ id }, at): Pair[] => {
    const known = places.get(id);
    return known === undefined ? [] : [{ before: known, after: at }];
  });

  const olds = left(before, new Set(pairs.map((pair) => pair.before)));
  const news = left(after, new Set(pairs.map((pair) => pair.after)));
  pairs.push(...mostAlike(before, after, olds, news));
  return pairs.toSorted((a, b) => a.after - b.after);
}

function left(parts: readonly Part[], paired: ReadonlySet<number>): number[] {
  return parts.map((_, at) => at).filter((at) => !paired.has(at));
}

function mostAlike(
  before: readonly Part[],
  after: readonly Part[],
  olds: readonly number[],
  news: readonly number[],
): Pair[] {
  if (olds.length === 0 || news.length === 0) return [];
  const textsOf = (parts: readonly Part[], places: readonly number[]) => places.map((at) => parts[at]?.text ?? '');
  const candidates = likenesses(textsOf(before, olds), textsOf(after, news), leastLike - sameTitle)
    .map((found) => ({ before: olds[found.before] ?? 0, after: news[found.after] ?? 0, score: found.score }))
    .map((pair) => ({
      ...pair,
      score: pair.score + (before[pair.before]?.title === after[pair.after]?.title ? sameTitle : 0),
    }))
    .filter(({ score }) => score >= leastLike)
    .toSorted((a, b) => b.score - a.score || a.before + a.after - b.before - b.after || a.before - b.before);

  const taken = { before: new Set<number>(), after: new Set<number>() };
  return candidates.filter((pair) => {
    if (taken.before.has(pair.before) || taken.after.has(pair.after)) return false;
    taken.before.add(pair.before);
    taken.after.add(pair.after);
    return true;
  });
}

/** The pairs that keep their order, by most text; every other one was moved. */
export function staying(pairs: readonly Pair[], before: readonly Part[], after: readonly Part[]): Set<Pair> {
  const size = (part: Part | undefined) => part?.text.length ?? 0;
  return new Set(inOrder(pairs, (pair) => 1 + size(before[pair.before]) + size(after[pair.after])));
}
