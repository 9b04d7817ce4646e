/** A clause that can be found, or the opening of a document. */
export interface Findable {
  readonly href: string;
  readonly document: string;
  readonly heading: string;
  readonly text: string;
}

export interface Hit {
  readonly href: string;
  readonly document: string;
  readonly heading: readonly Piece[];
  readonly excerpt: readonly Piece[];
}

/** A piece of text, and whether it is what was looked for. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/** The words of a clause, folded, read once for all searches. */
interface Prepared {
  readonly findable: Findable;
  readonly document: readonly string[];
  readonly heading: readonly string[];
  readonly text: readonly string[];
}

interface Weighed {
  readonly findable: Findable;
  readonly score: number;
  readonly terms: number;
}

const longest = 200;
const excerptWords = 32;
const prepared = new WeakMap<readonly Findable[], Prepared[]>();

/** Best first: clauses with all the words, or, where there is none, with as many of them as possible. */
export function search(findables: readonly Findable[], query: string, limit = 20): Hit[] {
  const terms = [...new Set(words(query.slice(0, longest)).map(({ folded }) => folded))];
  if (terms.length === 0) return [];

  const clauses = prepared.get(findables) ?? findables.map(prepare);
  prepared.set(findables, clauses);
  const rarity = terms.map((term) => {
    const count = clauses.filter(({ heading, text }) => weigh(term, heading) + weigh(term, text) > 0).length;
    return Math.log(1 + clauses.length / (1 + count));
  });
  const weighed = clauses.flatMap((clause): Weighed[] => {
    const scores = terms.map((term, index) => weighIn(term, clause) * (rarity[index] ?? 1));
    const found = scores.filter((score) => score > 0).length;
    const score = scores.reduce((sum, score) => sum + score, 0);
    return found > 0 ? [{ findable: clause.findable, terms: found, score }] : [];
  });
  const most = Math.max(...weighed.map(({ terms }) => terms));
  return weighed
    .filter(({ terms }) => terms === most)
    .sort((a, b) => b.score - a.score)
    .slice(0, limit)
    .map(({ findable: { href, document, heading, text } }) => ({
      href,
      document,
      heading: mark(heading, terms),
      excerpt: excerptOf(text.startsWith(heading) ? text.slice(heading.length).trim() : text, terms),
    }));
}

function prepare(findable: Findable): Prepared {
  const fold = (text: string) => words(text).map(({ folded }) => folded);
  return {
    findable,
    document: fold(findable.document),
    heading: fold(findable.heading),
    text: fold(findable.text),
  };
}

function weighIn(term: string, { document, heading, text }: Prepared): number {
  return 6 * weigh(term, heading) + weigh(term, text) + (weigh(term, document) > 0 ? 0.5 : 0);
}

/** A whole word counts more than the start of one, a second less than the first. */
function weigh(term: string, words: readonly string[]): number {
  let whole = 0;
  let start = 0;
  for (const folded of words) {
    if (folded === term) whole++;
    else if (folded.startsWith(term)) start++;
  }
  return 2 * Math.log2(1 + whole) + Math.log2(1 + start);
}

function words(text: string): { folded: string; from: number; to: number }[] {
  return [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].map(({ 0: word, index }) => ({
    folded: word.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase(),
    from: index,
    to: index + word.length,
  }));
}

function mark(text: string, terms: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  for (const { folded, from, to } of words(text)) {
    if (!terms.some((term) => folded.startsWith(term))) continue;
    if (from > end) pieces.push({ text: text.slice(end, from), found: false });
    pieces.push({ text: text.slice(from, to), found: true });
    end = to;
  }
  return end < text.length ? [...pieces, { text: text.slice(end), found: false }] : pieces;
}

/** The stretch that holds most of what was looked for. */
function excerptOf(text: string, terms: readonly string[]): Piece[] {
  const all = words(text);
  const isFound = all.map(({ folded }) => terms.some((term) => folded.startsWith(term)));
  const count = (start: number) => isFound.slice(start, start + excerptWords).filter(Boolean).length;

  let best = 0;
  for (let start = 0; start < all.length; start++) if (isFound[start] && count(start) > count(best)) best = start;
  // A few words before the first one found, so that it can be understood.
  const start = Math.max(0, Math.min(best - 6, all.length - excerptWords));
  const from = all[start]?.from ?? 0;
  const to = all[start + excerptWords - 1]?.to ?? text.length;
  const pieces = mark(text.slice(from, to).replace(/\n/g, ' '), terms);
  return [
    ...(start > 0 ? [{ text: '… ', found: false }] : []),
    ...pieces,
    ...(to < text.length && start + excerptWords < all.length ? [{ text: ' …', found: false }] : []),
  ];
}
