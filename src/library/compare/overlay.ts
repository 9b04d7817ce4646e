import { noteParts } from '../../words/documents/comparison.ts';
import { columnsIn } from './columns.ts';
import type { Correspondence, Side } from './correspondence.ts';
import type { Pair } from './parts.ts';
import type { Tokens } from './tokens.ts';

/** Two texts laid over each other: what of one is what of the other, looked up by its place in either. */
export interface Overlay {
  readonly before: Side;
  readonly after: Side;
  readonly found: Correspondence;
  /** Headings, and rows, that belong together whatever they say. */
  readonly partnerOf: { readonly before: ReadonlyMap<number, number>; readonly after: ReadonlyMap<number, number> };
  /** Clauses that are the same. */
  readonly pairOf: { readonly before: ReadonlyMap<number, Pair>; readonly after: ReadonlyMap<number, Pair> };
  /** Which passages of the second text hold words of each of the first, and whether these were moved there. */
  readonly links: ReadonlyMap<number, ReadonlyMap<number, boolean>>;
  readonly columnsOf: ReturnType<typeof columnsIn>;
}

export function overlayOf(before: Side, after: Side, found: Correspondence): Overlay {
  const { partners, clauses, matches, moved } = found;
  return {
    before,
    after,
    found,
    partnerOf: {
      before: new Map(partners.map((pair) => [pair.before, pair.after])),
      after: new Map(partners.map((pair) => [pair.after, pair.before])),
    },
    pairOf: {
      before: new Map(clauses.map((pair) => [pair.before, pair])),
      after: new Map(clauses.map((pair) => [pair.after, pair])),
    },
    links: linksIn(found.before, matches.before, found.after, moved),
    columnsOf: columnsIn(
      partners.map((pair) => ({
        before: before.passages[pair.before] ?? null,
        after: after.passages[pair.after] ?? null,
      })),
    ),
  };
}

/** The clause that a passage is, or is in. */
export function clauseOf(side: Side, place: number): number {
  return side.partOf[place] as number;
}

export function titleOf({ parts }: Side, part: number): string {
  return parts[part]?.id === null ? noteParts.opening : (parts[part]?.title ?? '');
}

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
