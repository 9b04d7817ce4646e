import type { Action } from '../../words/documents/search.ts';
import { unspaced } from '../model/direction.ts';

// Runs in the reader's browser and in the server alike, over one index of Pagefind's, so that both find the same.

/** A clause that can be found, or the opening of a document. */
export interface SearchRecord {
  readonly href: string;
  readonly document: string;
  readonly heading: string;
  readonly text: string;
  /** Of all of it (BCP 47). */
  readonly language: string;
}

export interface Hit {
  readonly href: string;
  /** The title of the document that it stands in; null for what can be done on this site. */
  readonly document: string | null;
  /** Of its words; null where they are the page's own. */
  readonly language: string | null;
  readonly heading: readonly Piece[];
  readonly excerpt: readonly Piece[];
}

/** A piece of text, and whether it is what was looked for. */
export interface Piece {
  readonly text: string;
  readonly found: boolean;
}

/** As much of Pagefind as is used. */
export interface Pagefind {
  options(options: object): Promise<void>;
  search(query: string): Promise<{ readonly results: readonly PagefindResult[] }>;
}

interface PagefindResult {
  /** Numbers of the words that were found. */
  readonly words: readonly number[];
  data(): Promise<{ readonly raw_url: string; readonly meta: Readonly<Record<string, string>> }>;
}

/** A word as the index has it, and where it stands in its text. */
interface Word {
  readonly folded: string;
  readonly from: number;
  readonly to: number;
}

/** A clause, and the numbers of its words that were found. */
interface Found {
  readonly href: string;
  readonly meta: Readonly<Record<string, string>>;
  readonly words: readonly Word[];
  readonly numbers: ReadonlySet<number>;
}

/** What Pagefind is started with: words of a heading count most, what is kept to be shown does not count. */
export const options = { ranking: { metaWeights: { title: 6, document: 0.5, text: 0, url: 0, language: 0 } } };

const longest = 200;
const most = 20;
const mostTerms = 12;
const excerptWords = 32;
/** Letters that Unicode does not take apart. */
const spelled: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  þ: 'th',
  ı: 'i',
};
const runs = new RegExp(`[${unspaced}]+`, 'gu');
const isUnspaced = new RegExp(`[${unspaced}]`, 'u');

/** What can be done about it first, then clauses, best first: those with all the words or, where none has, with most. */
export async function search(pagefind: Pagefind, actions: readonly Action[], query: string): Promise<Hit[]> {
  const asked = query.slice(0, longest);
  const phrase = wordsOf(asked, { isQuery: true }).map(({ folded }) => folded);
  const terms = [...new Set(phrase)].slice(0, mostTerms);
  if (terms.length === 0) return [];
  const isExact = /^\s*["“„].+["”“]\s*$/u.test(asked);
  let clauses = await clausesWith(pagefind, isExact ? `"${phrase.join(' ')}"` : terms.join(' '), terms);
  const folded = terms.map(withoutUmlauts);
  const isWritten = !isExact && folded.join() !== terms.join();
  if (clauses.length === 0 && isWritten) clauses = await clausesWith(pagefind, folded.join(' '), folded);
  if (clauses.length === 0 && !isExact && terms.length > 1) {
    clauses = await clausesWithMost(pagefind, terms);
    if (clauses.length === 0 && isWritten) clauses = await clausesWithMost(pagefind, folded);
  }
  return [
    ...actions.filter((action) => isMeant(action, terms)).map(actionHit),
    ...clauses.slice(0, most).map(clauseHit),
  ];
}

/** What of a clause the index is made: its words, folded, and the text that a result shows. */
export function indexed({ heading, text }: SearchRecord): { readonly content: string; readonly text: string } {
  const whole = text.startsWith(heading) ? text : `${heading}\n${text}`;
  return {
    content: wordsOf(whole)
      .map(({ folded }) => folded)
      .join(' '),
    text: whole,
  };
}

/** The language (ISO 639-1) whose endings of words make no difference; Pagefind knows none for some. */
export function languageOfIndex(language: string): string {
  const [primary = ''] = language.toLowerCase().split('-');
  return ['zh', 'ja', 'th'].includes(primary) ? 'unknown' : primary;
}

/** "Kuendigung", as it is typed where a keyboard has no umlauts. */
function withoutUmlauts(term: string): string {
  return term.replace(/([aou])e/g, '$1');
}

function isMeant({ phrases }: Action, terms: readonly string[]): boolean {
  return phrases.some((phrase) => phrase.split(' ').every((word) => terms.includes(word)));
}

function actionHit({ href, title, text }: Action): Hit {
  const [heading, excerpt] = [title, text].map((text) => [{ text, found: false }]) as [Piece[], Piece[]];
  return { href, document: null, language: null, heading, excerpt };
}

async function clausesWith(pagefind: Pagefind, query: string, terms: readonly string[]): Promise<Found[]> {
  const { results } = await pagefind.search(query);
  const read = results.filter(({ words }) => words.length > 0).slice(0, 2 * most);
  const clauses = await Promise.all(
    read.map(async ({ words: numbers, data }) => {
      const { raw_url: href, meta } = await data();
      const words = wordsOf(meta['text'] ?? '');
      // Where no word begins as the term does, Pagefind takes the term's own first letters for a word.
      const isReal = (number: number) => terms.some((term) => isAlike(words[number]?.folded ?? '', term));
      return { href, meta, words, numbers: new Set(numbers.filter(isReal)) };
    }),
  );
  return clauses.filter(({ numbers }) => numbers.size > 0);
}

async function clausesWithMost(pagefind: Pagefind, terms: readonly string[]): Promise<Found[]> {
  const clauses = new Map<string, { found: Found; terms: number }>();
  for (const term of terms) {
    for (const found of await clausesWith(pagefind, term, [term])) {
      const known = clauses.get(found.href);
      const numbers = new Set([...(known?.found.numbers ?? []), ...found.numbers]);
      clauses.set(found.href, { found: { ...found, numbers }, terms: (known?.terms ?? 0) + 1 });
    }
  }
  return [...clauses.values()].sort((a, b) => b.terms - a.terms).map(({ found }) => found);
}

function clauseHit({ href, meta, words, numbers }: Found): Hit {
  const { title = '', document = '', text = '', language = null } = meta;
  const found = new Set([...numbers].map((number) => words[number]));
  const isFound = (word: Word) => found.has(word);
  const inText = words.filter(({ from }) => from >= title.length);
  return {
    href,
    document,
    language,
    heading: pieces(text, words.filter(isFound), 0, title.length),
    excerpt: excerptOf(text, inText, isFound),
  };
}

/** Whether a word begins with what was looked for, or differs from it in its ending alone. */
function isAlike(word: string, term: string): boolean {
  if (word.startsWith(term)) return true;
  if (isUnspaced.test(term)) return false;
  let shared = 0;
  while (shared < term.length && word[shared] === term[shared]) shared += 1;
  return shared >= Math.max(term.length / 2, Math.min(3, term.length - 1));
}

/** The stretch that holds most of what was looked for. */
function excerptOf(text: string, words: readonly Word[], isFound: (word: Word) => boolean): Piece[] {
  const count = (start: number) => words.slice(start, start + excerptWords).filter(isFound).length;
  let best = 0;
  for (const [start, word] of words.entries()) if (isFound(word) && count(start) > count(best)) best = start;
  // A few words before the first one found, so that it can be understood.
  const start = Math.max(0, Math.min(best - 6, words.length - excerptWords));
  const last = Math.min(start + excerptWords, words.length) - 1;
  const [from, to] = [words[start]?.from, words[last]?.to];
  if (from === undefined || to === undefined) return [];
  const isEnd = last === words.length - 1;
  return [
    ...(start > 0 ? [{ text: '… ', found: false }] : []),
    ...pieces(text, words.filter(isFound), from, isEnd ? text.length : to).map(({ text, found }) => ({
      text: text.replaceAll('\n', ' '),
      found,
    })),
    ...(isEnd ? [] : [{ text: ' …', found: false }]),
  ];
}

/** A stretch of a text, cut at the words that were found. */
function pieces(text: string, found: readonly Word[], start: number, end: number): Piece[] {
  const cut: Piece[] = [];
  let done = start;
  for (const { from, to } of found) {
    if (to <= done || to > end) continue;
    if (from > done) cut.push({ text: text.slice(done, from), found: false });
    cut.push({ text: text.slice(Math.max(from, done), to), found: true });
    done = to;
  }
  return done < end ? [...cut, { text: text.slice(done, end), found: false }] : cut;
}

/**
 * Words without case and accents. Where no spaces stand between words, each sign with the one that follows, and in a
 * text the last sign alone: so each run of signs is found inside a longer one.
 */
function wordsOf(text: string, { isQuery = false } = {}): Word[] {
  const words = [...text.matchAll(/[\p{L}\p{N}\p{M}]+/gu)].flatMap(({ 0: run, index }) => {
    const parts: { word: string; from: number }[] = [];
    let end = 0;
    for (const { 0: signs, index: from } of run.matchAll(runs)) {
      if (from > end) parts.push({ word: run.slice(end, from), from: end });
      parts.push(...pairs(signs, isQuery).map(({ word, from: inner }) => ({ word, from: from + inner })));
      end = from + signs.length;
    }
    if (end < run.length) parts.push({ word: run.slice(end), from: end });
    return parts.map(({ word, from }) => ({
      folded: fold(word),
      from: index + from,
      to: index + from + word.length,
    }));
  });
  return words.filter(({ folded }) => folded !== '');
}

function pairs(signs: string, isQuery: boolean): { word: string; from: number }[] {
  const all: { word: string; from: number }[] = [];
  let from = 0;
  const each = [...signs];
  for (const [index, sign] of each.entries()) {
    const next = each[index + 1];
    if (next !== undefined || !isQuery || each.length === 1) all.push({ word: `${sign}${next ?? ''}`, from });
    from += sign.length;
  }
  return all;
}

/** As it is found and addressed: small letters, without what stands above or below them. */
export function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđþı]/g, (letter) => spelled[letter] ?? letter);
}
