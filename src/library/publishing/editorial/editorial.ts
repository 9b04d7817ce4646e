import { compareVersions, type PassageChange } from '../../compare/compare.ts';
import { type Document, type Library, languageOf } from '../../model/library.ts';
import type { Mark } from '../../text/mark.ts';
import type { Passage } from '../../text/passages.ts';
import type { Rendered } from '../../text/render.ts';
import { obligationsIn } from '../obligations/obligations.ts';
import type { Obligations } from '../obligations/terms.ts';
import { touchedPromises } from '../promises.ts';
import { type Said, spellingIn, standingIn } from './spelling.ts';

/** What a text says, as far as an editorial change may not alter it. */
interface Measure {
  /** Null where nobody has listed the words that bind: then every word counts. */
  readonly obligations: Obligations | null;
  readonly names: readonly string[];
  /** The words of the text as it is now. */
  readonly standing: ReadonlySet<string>;
}

/** So many are named to whoever is refused. */
const mostNamed = 20;

/** Ticks and crosses, arrows, "≥" and "<". */
const sign = /[\p{Sm}\p{So}]/u;
const number = /(?<![\p{L}\p{N}])[-−]?\p{Sc}?\p{N}+(?:[.,:/-]\p{N}+)*[%\p{L}]*(?:\s?[%‰\p{Sc}])?/u;
const token = new RegExp(`${number.source}|${sign.source}|\\p{L}[\\p{L}\\p{M}]*(?:['’-]\\p{L}[\\p{L}\\p{M}]*)*`, 'gu');
const isNumber = new RegExp(`^[-−]?\\p{Sc}?\\p{N}|^${sign.source}`, 'u');
/** A bit is no byte. */
const unit = /^(?:\p{N}.*)?[kmgtp]i?b(?:it|ps)?$/iu;

/**
 * What an editorial change alters, passage by passage: what is new or gone, numbers, dates, names, promises and
 * obligations, where points stand and links lead, and each word that is not merely spelled otherwise. Where the
 * language's words of obligation are not known, every word.
 */
export function alteredTerms(
  library: Library,
  document: Pick<Document, 'slug' | 'language'>,
  before: Rendered,
  after: Rendered,
): string[] {
  const obligations = obligationsIn(languageOf(library, document));
  const measure = { names: namesIn(library), obligations, standing: standingIn(after.text) };
  const changes = compareVersions(before, after, { moves: false }).clauses.flatMap(({ passages }) => passages);
  const broken = touchedPromises(library.root, document.slug, before, after);
  const altered = [
    ...broken.map(({ words }) => `the promise “${words}”`),
    ...withoutSpelled(changes, measure).flatMap((change) => alteredIn(change, measure)),
  ];
  const more = altered.length - mostNamed;
  return more > 0 ? [...altered.slice(0, mostNamed), `and ${more} more`] : altered;
}

/** Whether every word counts, because nobody has listed those that bind. */
export function isEveryWordAltering(library: Library, document: Pick<Document, 'language'>): boolean {
  return obligationsIn(languageOf(library, document)) === null;
}

/** Short passages of which each word is spelled otherwise stand as gone and as new beside each other. */
function withoutSpelled(changes: readonly PassageChange[], measure: Measure): PassageChange[] {
  const kept: PassageChange[] = [];
  let gone: PassageChange[] = [];
  for (const change of changes) {
    if (change.change !== 'removed' && change.change !== 'added') gone = [];
    if (change.change === 'removed') gone.push(change);
    const was = change.change === 'added' ? gone.shift() : undefined;
    if (was && isRespelled(was.passage, change.passage, measure)) kept.splice(kept.indexOf(was), 1);
    else if (change.change !== 'same') kept.push(change);
  }
  return kept;
}

function isRespelled(was: Passage, is: Passage, measure: Measure): boolean {
  const words = is.cells.flatMap(({ text }, at) => {
    const pieces: Said[] = [
      { text: was.cells[at]?.text ?? '', change: 'deleted' },
      { text, change: 'inserted' },
    ];
    return alteredWords(pieces, measure);
  });
  const isAlike = was.kind === is.kind && was.cells.length === is.cells.length;
  return isAlike && words.length === 0 && standing(was, is).length === 0;
}

function alteredIn({ change, passage, was, cells }: PassageChange, measure: Measure): string[] {
  if (change === 'changed' && was) {
    return [...cells.flatMap(({ pieces }) => alteredWords(pieces, measure)), ...standing(was, passage)];
  }
  const words = (passage.kind === 'row' ? passage.cells.slice(0, 1) : passage.cells).map(({ text }) => text).join(' ');
  const what = `${passage.kind === 'row' ? 'the row ' : ''}“${excerpt(words)}”`;
  return [`${what} is ${change === 'removed' ? 'gone' : 'new'}`];
}

function alteredWords(pieces: readonly Said[], { obligations, names, standing }: Measure): string[] {
  const sides = (pieces: readonly Said[]) => [wordsOf(pieces, 'inserted'), wordsOf(pieces, 'deleted')] as const;
  const [old, young] = sides(pieces);
  const named = differing(namedIn(old, names), namedIn(young, names));
  if (!obligations) return [...differing(tokensOf(old), tokensOf(young)), ...named];
  const { spelled, reworded } = spellingIn(pieces, obligations, standing);
  const [before, after] = sides(spelled);
  return [
    ...differing(termsOf(before, obligations), termsOf(after, obligations)),
    ...named,
    ...reworded.flatMap(({ were, are }) => [
      ...(were.length > 0 ? [`“${excerpt(were.join(' '))}” is gone`] : []),
      ...(are.length > 0 ? [`“${excerpt(are.join(' '))}” is new`] : []),
    ]),
  ];
}

function excerpt(words: string): string {
  return words.length > 60 ? `${words.slice(0, 60)}…` : words;
}

/** Of one side, to which what only the other has is lost. */
function wordsOf(pieces: readonly Said[], lost: Said['change']): string {
  return pieces.flatMap(({ text, change }) => (change === lost ? [] : [text])).join('');
}

function namedIn(text: string, names: readonly string[]): string[] {
  return names.flatMap((name) => Array(text.split(name).length - 1).fill(name));
}

function differing(were: readonly string[], are: readonly string[]): string[] {
  const said = [
    ...without(were, are).map((term) => `“${term}” is gone`),
    ...without(are, were).map((term) => `“${term}” is new`),
  ];
  if (said.length > 0 || were.join('\n') === are.join('\n')) return said;
  return [`“${were.join(', ')}” stand in another order`];
}

/** Numbers of points, nesting, columns, strokes and targets of the same passage. */
function standing(was: Passage, is: Passage): string[] {
  const words = is.cells[0]?.text.slice(0, 40) ?? '';
  const numberOf = (passage: Passage) => (passage.kind === 'item' ? passage.number : null);
  const marked = (passage: Passage, tag: Mark['tag']) =>
    passage.cells.flatMap(({ text, marks }) =>
      marks.filter((mark) => mark.tag === tag).map(({ from, to, href }) => href ?? text.slice(from, to)),
    );
  const columns =
    is.kind === 'row' && was.kind === 'row' ? is.cells.map(({ text }, at) => [was.cells[at]?.text ?? '', text]) : [];
  return [
    ...columns.flatMap(([old = '', young = '']) =>
      (old === '') === (young === '') ? [] : differing([old].filter(Boolean), [young].filter(Boolean)),
    ),
    ...(numberOf(was) === numberOf(is)
      ? []
      : [`the number of “${words}” (${numberOf(was) ?? 'none'} to ${numberOf(is) ?? 'none'})`]),
    ...(was.within.join() === is.within.join() ? [] : [`where “${words}” stands`]),
    ...differing(marked(was, 's'), marked(is, 's')).map((change) => `${change} among what is struck out`),
    ...differing(marked(was, 'a'), marked(is, 'a')).map((change) => `${change} among where links lead`),
  ];
}

/** Each with the word that follows it: "may not" and "30 days" count, not "not" and "30" alone. */
function termsOf(text: string, { terms, joints }: Obligations): string[] {
  return text.split('\n').flatMap((line) => {
    // "third-party" says "third".
    const found = tokensOf(line).flatMap((word) => (isNumber.test(word) ? [word] : word.split('-')));
    return found.flatMap((word, index) => {
      if (isNumber.test(word) || terms.test(word)) return [`${word} ${found[index + 1] ?? ''}`.trim()];
      return joints.test(word) ? [word] : [];
    });
  });
}

function tokensOf(text: string): string[] {
  return (text.match(token) ?? []).map((word) => (unit.test(word) ? word : word.toLowerCase()));
}

function without(terms: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return terms.filter((term) => {
    const index = left.indexOf(term);
    if (index !== -1) left.splice(index, 1);
    return index === -1;
  });
}

function namesIn({ company, subprocessors }: Library): string[] {
  const facts = [...Object.values(company.facts), ...subprocessors.map(({ legalName }) => legalName)];
  const names = [company.name, ...facts.map(({ value }) => value ?? ''), ...subprocessors.map(({ name }) => name)];
  return [...new Set(names.filter(Boolean))];
}
