import { linesIn, type Passage } from '../text/passages.ts';
import { inOrder, likenesses } from './likeness.ts';

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

/** Clauses are the same when so much of their words is, or less where id and title agree. */
const leastLike = 0.5;
const sameTitle = 0.3;
const sameId = 0.5;

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

/** The same clauses on both sides: by their ids, titles and words together. In the order of `after`. */
export function pairParts(before: readonly Part[], after: readonly Part[]): Pair[] {
  const pairs: Pair[] = before.length > 0 && after.length > 0 ? [{ before: 0, after: 0 }] : [];
  const taken = { before: new Set([0]), after: new Set([0]) };
  const places = new Map(before.map(({ id }, at) => [id, at]));
  const named = after.map(({ id }) => (id === null ? undefined : places.get(id)));
  for (const [at, { text }] of after.entries()) {
    const known = named[at];
    if (known !== undefined && before[known]?.text === text) take({ before: known, after: at });
  }
  for (const pair of candidatesOf(before, after, named, taken)) take(pair);
  return pairs.toSorted((a, b) => a.after - b.after);

  function take(pair: Pair): void {
    if (taken.before.has(pair.before) || taken.after.has(pair.after)) return;
    taken.before.add(pair.before);
    taken.after.add(pair.after);
    pairs.push(pair);
  }
}

/** The likeliest first. */
function candidatesOf(
  before: readonly Part[],
  after: readonly Part[],
  named: readonly (number | undefined)[],
  taken: { readonly before: ReadonlySet<number>; readonly after: ReadonlySet<number> },
): Pair[] {
  const olds = before.map((_, at) => at).filter((at) => !taken.before.has(at));
  const news = after.map((_, at) => at).filter((at) => !taken.after.has(at));
  if (olds.length === 0 || news.length === 0) return [];
  const textsOf = (parts: readonly Part[], places: readonly number[]) => places.map((at) => parts[at]?.text ?? '');
  const scores = new Map<string, Pair & { score: number }>();
  for (const at of news) {
    const known = named[at];
    if (known !== undefined && !taken.before.has(known)) add({ before: known, after: at, score: 0 });
  }
  for (const found of likenesses(textsOf(before, olds), textsOf(after, news), leastLike - sameTitle)) {
    add({ before: olds[found.before] ?? 0, after: news[found.after] ?? 0, score: found.score });
  }
  return [...scores.values()]
    .map((pair) => ({ ...pair, score: pair.score + agreement(pair) }))
    .filter(({ score }) => score >= leastLike)
    .toSorted((a, b) => b.score - a.score || a.before + a.after - b.before - b.after || a.before - b.before);

  function add(pair: Pair & { score: number }): void {
    const key = `${pair.before} ${pair.after}`;
    scores.set(key, { ...pair, score: Math.max(pair.score, scores.get(key)?.score ?? 0) });
  }

  function agreement(pair: Pair): number {
    const [old, young] = [before[pair.before], after[pair.after]];
    const isNamed = named[pair.after] === pair.before;
    return (isNamed ? sameId : 0) + (nameOf(old) === nameOf(young) ? sameTitle : 0);
  }
}

/** Another number is no other title. */
function nameOf(part: Part | undefined): string {
  return (part?.title ?? '').replace(/^(?:§\s*)?[\p{N}.()]+\s+/u, '').toLowerCase();
}

/** The pairs that keep their order, by most text; every other one was moved. */
export function staying(pairs: readonly Pair[], before: readonly Part[], after: readonly Part[]): Set<Pair> {
  const size = (part: Part | undefined) => part?.text.length ?? 0;
  return new Set(inOrder(pairs, (pair) => 1 + size(before[pair.before]) + size(after[pair.after])));
}

/** A passage's words, cell after cell. */
export function textOf(passage: Passage | undefined): string {
  return (passage?.cells ?? []).map(({ text }) => text).join(' ');
}
