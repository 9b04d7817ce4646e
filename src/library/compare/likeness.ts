import { wordsIn } from './words.ts';

interface Likeness {
  readonly before: number;
  readonly after: number;
  /** From 0, nothing in common, to 1. */
  readonly score: number;
}

/** What occurs so often tells nothing apart; leaving it out keeps the work in proportion to the text. */
const tooOften = 40;

/** Which texts are like which: twice what both share, to what each has. Pairs of consecutive words are compared. */
export function likenesses(before: readonly string[], after: readonly string[], least: number): Likeness[] {
  const olds = before.map(gramsOf);
  const news = after.map(gramsOf);
  const [inOld, inNew] = [placesIn(olds), placesIn(news)];
  const tells = (gram: string) =>
    (inOld.get(gram)?.length ?? 0) <= tooOften && (inNew.get(gram)?.length ?? 0) <= tooOften;
  const sizes = olds.map((grams) => sizeOf(grams));

  return news.flatMap((grams, after) => {
    const shared = new Map<number, number>();
    for (const gram of grams) {
      if (!tells(gram)) continue;
      for (const before of inOld.get(gram) ?? []) shared.set(before, (shared.get(before) ?? 0) + 1);
    }
    const size = sizeOf(grams);
    return [...shared]
      .map(([before, count]) => ({ before, after, score: (2 * count) / ((sizes[before] ?? 0) + size) }))
      .filter(({ score }) => score >= least);
  });

  function sizeOf(grams: ReadonlySet<string>): number {
    let size = 0;
    for (const gram of grams) if (tells(gram)) size += 1;
    return size;
  }
}

function gramsOf(text: string): Set<string> {
  const words = wordsIn(text.toLowerCase());
  return new Set(['', ...words].map((word, at) => `${word} ${words[at] ?? ''}`));
}

function placesIn(texts: readonly ReadonlySet<string>[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  for (const [at, grams] of texts.entries()) {
    for (const gram of grams) {
      const known = places.get(gram);
      if (known) known.push(at);
      else places.set(gram, [at]);
    }
  }
  return places;
}

/** Of pairs, those that are in the same order on both sides, and weigh most together. */
export function inOrder<Pair extends { readonly before: number; readonly after: number }>(
  pairs: readonly Pair[],
  weigh: (pair: Pair) => number,
): Pair[] {
  const sorted = pairs.toSorted((a, b) => a.before - b.before || a.after - b.after);
  const best: { weight: number; previous: number }[] = [];
  for (const [at, pair] of sorted.entries()) {
    let [weight, previous] = [0, -1];
    for (let other = 0; other < at; other += 1) {
      const { weight: reached = 0 } = best[other] ?? {};
      const earlier = sorted[other];
      if (!earlier || earlier.before >= pair.before || earlier.after >= pair.after || reached <= weight) continue;
      [weight, previous] = [reached, other];
    }
    best.push({ weight: weight + weigh(pair), previous });
  }

  const heaviest = best.reduce((found, { weight }, at) => (weight > (best[found]?.weight ?? 0) ? at : found), 0);
  const kept: Pair[] = [];
  for (let at = best.length > 0 ? heaviest : -1; at >= 0; at = best[at]?.previous ?? -1) {
    const pair = sorted[at];
    if (pair) kept.unshift(pair);
  }
  return kept;
}
