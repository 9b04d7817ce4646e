import type { Passage } from '../text/passages.ts';
import { inOrder, likenesses } from './likeness.ts';
import { findMoves, takeWholeMoves } from './moves.ts';
import { type Pair, type Part, pairParts, partsOf, staying, textOf } from './parts.ts';
import { matchInOrder } from './sequence.ts';
import { createCodes, type Tokens, tokensOf } from './tokens.ts';
import { type Gap, matchSpaces, settle, straighten } from './word-comparison.ts';

/** What of one text is what of another: the same in either direction. */
export interface Correspondence {
  readonly clauses: readonly Pair[];
  /** Those of the clauses that did not move. */
  readonly still: ReadonlySet<Pair>;
  /** Passages that say the same, by their place in the second text; the others are in tokens. */
  readonly equal: ReadonlyMap<number, Equal>;
  /** Headings, and rows of a table, that belong together whatever they say. */
  readonly partners: readonly Pair[];
  readonly before: Tokens;
  readonly after: Tokens;
  /** For each token of one text its token of the other, or -1. */
  readonly matches: { readonly before: Int32Array; readonly after: Int32Array };
  /** Tokens of the second text that stood elsewhere in the first. */
  readonly moved: Uint8Array;
}

interface Equal {
  readonly before: number;
  readonly isMoved: boolean;
}

const leastLike = { row: 0.3, moved: 0.5 };
/** A row is known by its first cell. */
const sameName = 0.5;
/** As many likely partners of one row are weighed. */
const mostCandidates = 4;

export interface Side {
  readonly passages: readonly Passage[];
  readonly parts: readonly Part[];
  /** The clause of each passage. */
  readonly partOf: readonly number[];
}

export function sideOf(passages: readonly Passage[]): Side {
  const parts = partsOf(passages);
  return { passages, parts, partOf: parts.flatMap((part, at) => part.passages.map(() => at)) };
}

export function correspondenceOf(before: Side, after: Side, moves: boolean): Correspondence {
  const pairs = pairParts(before.parts, after.parts);
  const still = staying(pairs, before.parts, after.parts);
  const clauses = moves ? pairs : pairs.filter((pair) => still.has(pair));
  const heads = headPairs(before, after, clauses);
  const gaps = gapsBetween(heads, orderOf(before, after, clauses), after.passages.length);

  const equal = new Map<number, Equal>();
  const partners: Pair[] = [];
  for (const head of heads) {
    if (keyOf(before.passages[head.before]) === keyOf(after.passages[head.after])) {
      equal.set(head.after, { before: head.before, isMoved: false });
    } else partners.push(head);
  }
  const open = gaps.flatMap((gap) => (saysSame(gap, before, after) ? [gap] : withoutEqual(gap, before, after, equal)));
  if (moves) takeMovedWhole(open, before, after, equal);
  const left = stillOpen(open, equal).flatMap((gap) => withoutRows(gap, before, after, partners));

  const mini = partners.map((pair): Gap => ({ before: [pair.before], after: [pair.after] }));
  const all = [...mini, ...left];
  const codeOf = createCodes();
  const olds = tokensOf(
    before.passages,
    all.flatMap((gap) => gap.before),
    codeOf,
  );
  const news = tokensOf(
    after.passages,
    all.flatMap((gap) => gap.after),
    codeOf,
  );
  const matches = {
    before: new Int32Array(olds.texts.length).fill(-1),
    after: new Int32Array(news.texts.length).fill(-1),
  };
  const moved = new Uint8Array(news.texts.length);
  for (const pair of partners) settle(olds, news, matches, { before: [pair.before], after: [pair.after] });
  if (moves) takeWholeMoves(olds, news, matches, moved);
  for (const gap of left) settle(olds, news, matches, gap);
  if (moves) {
    straighten(olds, news, matches, moved);
    findMoves(olds, news, matches, moved);
    straighten(olds, news, matches, moved);
    takeMovedAlike(olds, news);
  }
  matchSpaces(olds, news, matches, moved);
  return { clauses, still, equal, partners, before: olds, after: news, matches, moved };

  /** Passages that were moved and reworded. */
  function takeMovedAlike(olds: Tokens, news: Tokens): void {
    const isLoose = (tokens: Tokens, own: Int32Array, place: number) => {
      const [from, to] = tokens.spans.get(place) ?? [0, 0];
      return to > from && own.subarray(from, to).every((other) => other === -1);
    };
    const held = {
      before: new Set(partners.map((pair) => pair.before)),
      after: new Set(partners.map((pair) => pair.after)),
    };
    const loose = {
      before: olds.passages.filter((place) => !held.before.has(place) && isLoose(olds, matches.before, place)),
      after: news.passages.filter((place) => !held.after.has(place) && isLoose(news, matches.after, place)),
    };
    if (loose.before.length === 0 || loose.after.length === 0) return;
    const textsOf = (side: Side, places: readonly number[]) => places.map((place) => textOf(side.passages[place]));
    const found = likenesses(textsOf(before, loose.before), textsOf(after, loose.after), leastLike.moved).toSorted(
      (a, b) => b.score - a.score || a.before + a.after - b.before - b.after || a.before - b.before,
    );
    const taken = { before: new Set<number>(), after: new Set<number>() };
    for (const { before: old, after: young } of found) {
      const pair = { before: loose.before[old] ?? 0, after: loose.after[young] ?? 0 };
      const isRow = before.passages[pair.before]?.kind === 'row';
      if (taken.before.has(old) || taken.after.has(young)) continue;
      if (isRow !== (after.passages[pair.after]?.kind === 'row')) continue;
      if (!mayMove(before, pair.before) || !mayMove(after, pair.after)) continue;
      taken.before.add(old);
      taken.after.add(young);
      if (isRow) partners.push(pair);
      settle(olds, news, matches, { before: [pair.before], after: [pair.after] });
      const [from, to] = news.spans.get(pair.after) ?? [0, 0];
      for (let at = from; at < to; at += 1) if (matches.after[at] !== -1) moved[at] = 1;
    }
  }
}

/** The same, from the second text to the first. */
export function flip(found: Correspondence): Correspondence {
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

/** Section, title and the headings of the same clauses. */
function headPairs(before: Side, after: Side, clauses: readonly Pair[]): Pair[] {
  return clauses.flatMap((pair) => {
    const [olds, news] = [startOf(before, pair.before), startOf(after, pair.after)];
    if (pair.before > 0 && pair.after > 0) return [{ before: olds, after: news }];
    return (['section', 'title'] as const).flatMap((kind) => {
      const find = ({ passages }: Side) => passages.findIndex((passage) => passage.kind === kind);
      const [old, young] = [find(before), find(after)];
      return old === -1 || young === -1 ? [] : [{ before: old, after: young }];
    });
  });
}

function startOf({ partOf }: Side, part: number): number {
  return partOf.indexOf(part);
}

/** The passages of the first text in the order of the clauses of the second: what moved as a whole takes part where it is now. */
function orderOf(before: Side, after: Side, clauses: readonly Pair[]): number[] {
  const byAfter = new Map(clauses.map((pair) => [pair.after, pair.before]));
  const paired = new Set(clauses.map((pair) => pair.before));
  const order: number[] = [];
  const loose = (part: number): void => {
    for (let next = part + 1; next < before.parts.length && !paired.has(next); next += 1) order.push(next);
  };
  for (let at = 0; at < after.parts.length; at += 1) {
    const part = byAfter.get(at);
    if (part === undefined) continue;
    order.push(part);
    loose(part);
  }
  const places = before.parts.map((): number[] => []);
  for (const [at, part] of before.partOf.entries()) places[part]?.push(at);
  return order.flatMap((part) => places[part] ?? []);
}

/** What lies between one head and the next. */
function gapsBetween(heads: readonly Pair[], order: readonly number[], size: number): Gap[] {
  const byBefore = new Map(heads.map((head) => [head.before, head.after]));
  const headed = new Set(heads.map(({ after }) => after));
  const olds: number[][] = [[]];
  for (const place of order) {
    if (byBefore.has(place)) olds.push([]);
    else olds.at(-1)?.push(place);
  }
  const news: number[][] = [[]];
  for (let place = 0; place < size; place += 1) {
    if (headed.has(place)) news.push([]);
    else news.at(-1)?.push(place);
  }
  return olds.map((before, at) => ({ before, after: news[at] ?? [] }));
}

/** The same words in the same place are the same, whether a paragraph or an item; a heading of a clause is its own. */
function keyOf(passage: Passage | undefined): string {
  const { kind, cells } = passage ?? { kind: 'paragraph', cells: [] };
  const what = kind === 'row' ? 'row' : kind === 'heading' ? 'heading' : '';
  return `${what}\u0000${cells.map(({ text }) => text).join('\u0000')}`;
}

/** Whether only the ends of paragraphs differ. */
function saysSame(gap: Gap, before: Side, after: Side): boolean {
  const lettersOf = ({ passages }: Side, places: readonly number[]) =>
    places.flatMap((place) => (passages[place]?.cells ?? []).map(({ text }) => text.replace(/\s+/g, ''))).join('');
  const isText = ({ passages }: Side, places: readonly number[]) =>
    places.every((place) => passages[place]?.kind !== 'row');
  if (gap.before.length === gap.after.length || !isText(before, gap.before) || !isText(after, gap.after)) return false;
  return lettersOf(before, gap.before) === lettersOf(after, gap.after);
}

/** What is between the passages that say the same on both sides. */
function withoutEqual(gap: Gap, before: Side, after: Side, equal: Map<number, Equal>): Gap[] {
  const codeOf = createCodes();
  const code =
    ({ passages }: Side) =>
    (place: number) =>
      codeOf(keyOf(passages[place]));
  const matches = matchInOrder(Int32Array.from(gap.before, code(before)), Int32Array.from(gap.after, code(after)));
  const open: Gap[] = [];
  let [old, young] = [0, 0];
  for (const [at, other] of [...matches.before, gap.after.length].entries()) {
    if (other === -1) continue;
    if (at > old || other > young)
      open.push({ before: gap.before.slice(old, at), after: gap.after.slice(young, other) });
    if (at < gap.before.length)
      equal.set(gap.after[other] as number, { before: gap.before[at] as number, isMoved: false });
    [old, young] = [at + 1, other + 1];
  }
  return open;
}

/** A clause's heading goes with its clause, a table's head with its table. */
function mayMove({ passages, parts, partOf }: Side, place: number): boolean {
  const passage = passages[place];
  if (!passage || passage.kind === 'section' || passage.kind === 'title') return false;
  if (passage.kind === 'heading') return passage.id === null || parts[partOf[place] as number]?.id === null;
  return passage.kind !== 'row' || !passage.isHead;
}

/** Whole passages that stand elsewhere. */
function takeMovedWhole(gaps: readonly Gap[], before: Side, after: Side, equal: Map<number, Equal>): void {
  const left = new Map<string, number[]>();
  for (const place of gaps.flatMap((gap) => gap.before)) {
    const key = keyOf(before.passages[place]);
    if (mayMove(before, place) && /[\p{L}\p{N}]/u.test(key.slice(key.indexOf('\u0000')))) {
      left.set(key, [...(left.get(key) ?? []), place]);
    }
  }
  for (const place of gaps.flatMap((gap) => gap.after)) {
    const found = mayMove(after, place) ? left.get(keyOf(after.passages[place]))?.shift() : undefined;
    if (found !== undefined) equal.set(place, { before: found, isMoved: true });
  }
}

function stillOpen(gaps: readonly Gap[], equal: ReadonlyMap<number, Equal>): Gap[] {
  const taken = new Set([...equal.values()].map((pair) => pair.before));
  return gaps.map(({ before, after }) => ({
    before: before.filter((place) => !taken.has(place)),
    after: after.filter((place) => !equal.has(place)),
  }));
}

/** Rows become rows: what is left lies between them. */
function withoutRows(gap: Gap, before: Side, after: Side, partners: Pair[]): Gap[] {
  const rows = rowPairs(gap, before, after);
  partners.push(...rows);
  const gaps: Gap[] = [];
  let [old, young] = [0, 0];
  for (const row of [...rows, null]) {
    const [at, other] = row
      ? [gap.before.indexOf(row.before), gap.after.indexOf(row.after)]
      : [gap.before.length, gap.after.length];
    gaps.push({ before: gap.before.slice(old, at), after: gap.after.slice(young, other) });
    [old, young] = [at + 1, other + 1];
  }
  return gaps.filter(({ before, after }) => before.length + after.length > 0);
}

function rowPairs(gap: Gap, before: Side, after: Side): Pair[] {
  const isRow =
    ({ passages }: Side) =>
    (place: number) =>
      passages[place]?.kind === 'row';
  const [olds, news] = [gap.before.filter(isRow(before)), gap.after.filter(isRow(after))];
  if (olds.length === 0 || news.length === 0) return [];
  const found = new Map<number, (Pair & { score: number })[]>();
  const heads = { before: olds.findIndex(isHead(before)), after: news.findIndex(isHead(after)) };
  const likely = likenesses(
    olds.map((place) => textOf(before.passages[place])),
    news.map((place) => textOf(after.passages[place])),
    0.1,
  );
  // Alone, or with a head, what is as long as the other is weighed as well.
  for (const { before: old, after: young, score } of [
    ...likely,
    ...(heads.before >= 0 && heads.after >= 0 ? [{ ...heads, score: leastLike.row }] : []),
  ]) {
    const [one, other] = [before.passages[olds[old] ?? 0], after.passages[news[young] ?? 0]];
    if (one?.kind !== 'row' || other?.kind !== 'row' || one.isHead !== other.isHead) continue;
    const isSameRow = one.cells[0]?.text && one.cells[0].text === other.cells[0]?.text;
    const total = score + (isSameRow ? sameName : 0);
    if (total >= leastLike.row)
      found.set(old, [...(found.get(old) ?? []), { before: old, after: young, score: total }]);
  }
  const candidates = [...found.values()].flatMap((pairs) =>
    pairs.toSorted((a, b) => b.score - a.score || a.after - b.after).slice(0, mostCandidates),
  );
  return inOrder(candidates, ({ score }) => score).map((pair) => ({
    before: olds[pair.before] ?? 0,
    after: news[pair.after] ?? 0,
  }));
}

function isHead({ passages }: Side) {
  return (place: number): boolean => {
    const passage = passages[place];
    return passage?.kind === 'row' && passage.isHead;
  };
}
