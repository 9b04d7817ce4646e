import { compareVersions } from '../../compare/compare.ts';
import type { PassageChange } from '../../compare/passage-changes.ts';
import type { Piece } from '../../compare/pieces.ts';
import { unspaced } from '../../model/direction.ts';
import { type Document, type Library, languageOf } from '../../model/library.ts';
import { excerpt } from '../../model/problem.ts';
import { split } from '../../promises/sentences.ts';
import type { Mark } from '../../text/mark.ts';
import type { Passage } from '../../text/passages.ts';
import type { Rendered } from '../../text/render.ts';
import { obligationsIn } from '../obligations/obligations.ts';
import type { Obligations } from '../obligations/terms.ts';
import { touchedPromises } from '../promises.ts';
import { type Said, spellingIn, standingIn, type Words } from './spelling.ts';

/** What a text says, as far as an editorial change may not alter it. */
interface Measure {
  readonly language: string;
  /** Null where nobody has listed the words that bind: then every word counts. */
  readonly obligations: Obligations | null;
  readonly names: readonly string[];
  /** The words of the text as it was, and as it is now. */
  readonly words: Words;
}

/** So many are named to whoever is refused. */
const mostNamed = 20;

/** Ticks and crosses, arrows, "≥" and "<"; what means "and", or "to". */
const sign = /[\p{Sm}\p{So}&〜]/u;
const spaced = `(?![${unspaced}])[\\p{L}\\p{M}\\p{N}]`;
const number = `(?<!(?![${unspaced}])[\\p{L}\\p{N}])[-−]?\\p{Sc}?\\p{N}+(?:[.,:/-]\\p{N}+)*(?:%|${spaced})*(?:\\s?[%‰\\p{Sc}])?`;
const token = new RegExp(`${number}|${sign.source}|[${unspaced}]\\p{M}*|(?:${spaced})+(?:['’-](?:${spaced})+)*`, 'gu');
/** In many languages a question has the words of a statement. */
const tokenOrQuestion = new RegExp(`${token.source}|[?？؟]`, 'gu');
const isNumber = new RegExp(`\\p{N}|^${sign.source}`, 'u');
/** Between two numbers. */
const range = /(?<=\p{N})\s?[-–]\s?(?=\p{N})/gu;
/** What ends a sentence, or announces what follows in another paragraph. */
const ending = /[\p{Sentence_Terminal}:;：；…][\p{Pe}\p{Pf}"']*\s*$/u;
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
  const language = languageOf(library, document);
  const words = { stood: standingIn(before.text), standing: standingIn(after.text) };
  const measure = { language, obligations: obligationsIn(language), names: namesIn(library), words };
  const changes = compareVersions(before, after, { moves: false }).clauses.flatMap(({ passages }) => passages);
  const broken = touchedPromises(library.root, document.slug, before, after);
  const altered = [
    ...broken.map(({ words }) => `the promise “${words}”`),
    ...alteredReceipt(before, after),
    ...withoutSpelled(changes, measure).flatMap((change) => alteredIn(change, measure)),
  ];
  const more = altered.length - mostNamed;
  return more > 0 ? [...altered.slice(0, mostNamed), `and ${more} more`] : altered;
}

/** What receipts repeat of a purpose stands above its text. */
function alteredReceipt({ consent: was }: Rendered, { consent: is }: Rendered): string[] {
  const entries = (['data', 'givenBy', 'recipients', 'keep'] as const).filter(
    (entry) => JSON.stringify(was?.[entry]) !== JSON.stringify(is?.[entry]),
  );
  return entries.map((entry) => `“${entry}” of the consent`);
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

function alteredIn(changed: PassageChange, measure: Measure): string[] {
  const { change, passage, was, cells } = changed;
  if (change === 'changed' && was) {
    const words = cells.flatMap(({ pieces }) => alteredWords(pieces.flatMap(apart), measure));
    return [...words, ...standing(was, passage), ...cutIn(changed, was)];
  }
  const words = (passage.kind === 'row' ? passage.cells.slice(0, 1) : passage.cells).map(({ text }) => text).join(' ');
  const what = `${passage.kind === 'row' ? 'the row ' : ''}“${excerpt(words)}”`;
  return [`${what} is ${change === 'removed' ? 'gone' : 'new'}`];
}

/** Between what were two paragraphs was a new line. */
function apart(piece: Piece): Said[] {
  return piece.isJoined ? [{ text: '\n', change: 'deleted' }, piece] : [piece];
}

/** A paragraph that was cut in two, or joined with another, in the midst of a sentence. */
function cutIn({ isSplit, cells }: PassageChange, was: Passage): string[] {
  const pieces = cells.flatMap(({ pieces }) => pieces);
  const at = isSplit ? pieces.find(({ before }) => before)?.before : null;
  const ends = [
    ...(at ? [was.cells[at.cell]?.text.slice(0, at.from) ?? ''] : []),
    ...pieces.flatMap(({ isJoined }, index) => (isJoined ? [wordsOf(pieces.slice(0, index), 'deleted')] : [])),
  ];
  return ends
    .filter((text) => !ending.test(text))
    .map((text) => `a sentence is cut or joined behind “…${text.trim().slice(-40)}”`);
}

function alteredWords(pieces: readonly Said[], { language, obligations, names, words }: Measure): string[] {
  const sides = (pieces: readonly Said[]) => [wordsOf(pieces, 'inserted'), wordsOf(pieces, 'deleted')] as const;
  const [old, young] = sides(pieces);
  const { spelled, reworded } = obligations
    ? spellingIn(pieces, obligations, words)
    : { spelled: pieces, reworded: [] };
  const [before, after] = sides(spelled);
  const termsIn = (text: string) => (obligations ? termsOf(text, obligations) : tokensOf(text, tokenOrQuestion));
  const altered = [
    ...differing(termsIn(before), termsIn(after)),
    ...differing(namedIn(old, names), namedIn(young, names)),
    ...reworded.flatMap(({ were, are }) => [
      ...(were.length > 0 ? [`“${excerpt(were.join(' '))}” is gone`] : []),
      ...(are.length > 0 ? [`“${excerpt(are.join(' '))}” is new`] : []),
    ]),
  ];
  if (altered.length > 0) return altered;
  const articles = obligations?.slips[0];
  const inOrder = (text: string) => partsOf(text).filter((word) => !articles?.test(word));
  return inOrder(before).join(' ') === inOrder(after).join(' ')
    ? alteredSigns(before, after, language)
    : [`the order of “${excerpt(inOrder(before).join(' '))}”`];
}

/** The same words, of which others make a sentence, or stand in brackets. */
function alteredSigns(before: string, after: string, language: string): string[] {
  const sentences = (text: string) => split(text, language).map((sentence) => tokensOf(sentence).join(' '));
  const bracketed = (text: string) =>
    Array.from(text.matchAll(/[([（［]([^()[\]（）［］]+)/g), ([, words = '']) => tokensOf(words).join(' '));
  const [were, are] = [sentences(before).filter(Boolean), sentences(after).filter(Boolean)];
  const at = were.findIndex((sentence, index) => sentence !== are[index]);
  return [
    ...(were.join(' ') === are.join(' ') && at !== -1 ? [`where the sentence “${excerpt(were[at] ?? '')}” ends`] : []),
    ...differing(bracketed(before), bracketed(after)).map((change) => `${change} among what stands in brackets`),
  ];
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
  const levelOf = (passage: Passage) => (passage.kind === 'heading' ? passage.level : null);
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
    ...(levelOf(was) === levelOf(is) ? [] : [`the level of “${words}”`]),
    ...(was.within.join() === is.within.join() ? [] : [`where “${words}” stands`]),
    ...differing(marked(was, 's'), marked(is, 's')).map((change) => `${change} among what is struck out`),
    ...differing(marked(was, 'a'), marked(is, 'a')).map((change) => `${change} among where links lead`),
  ];
}

/** Each with the word that follows it: "may not" and "30 days" count, not "not" and "30" alone. */
function termsOf(text: string, { terms, joints }: Obligations): string[] {
  return text.split('\n').flatMap((line) => {
    const found = partsOf(line);
    return found.flatMap((word, index) => {
      if (isNumber.test(word) || terms.test(word)) return [`${word} ${found[index + 1] ?? ''}`.trim()];
      return joints.test(word) ? [word] : [];
    });
  });
}

/** "third-party" says "third". */
function partsOf(text: string): string[] {
  return tokensOf(text).flatMap((word) => (isNumber.test(word) ? [word] : word.split('-')));
}

/** A number with its sign, and from which to which, however it is spaced: "5 %", "5–10". */
function tokensOf(text: string, kind = token): string[] {
  const written = text.normalize('NFC').replaceAll('’', "'").replace(range, '-');
  const words: string[] = written.match(kind) ?? [];
  return words.map((word) => (unit.test(word) ? word : word.toLowerCase().replace(/\s/g, '')));
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
