import { compareVersions, type PassageChange } from './compare/compare.ts';
import type { Mark, Passage } from './compare/passages.ts';
import type { Piece } from './compare/pieces.ts';
import { type Document, type Library, languageOf } from './library.ts';
import { type Obligations, obligationsIn } from './obligations/obligations.ts';
import { touchedPromises } from './publish-promises.ts';
import type { Rendered } from './render.ts';

/** What a text says, as far as an editorial change may not alter it. */
interface Measure {
  readonly terms: (text: string) => string[];
  readonly names: readonly string[];
}

const number = /(?<![\p{L}\p{N}])[-−]?\p{Sc}?\p{N}+(?:[.,:/-]\p{N}+)*[%\p{L}]*(?:\s?[%‰\p{Sc}])?/u;
const token = new RegExp(`${number.source}|[☑☐]|\\p{L}[\\p{L}\\p{M}]*(?:['’-]\\p{L}[\\p{L}\\p{M}]*)*`, 'gu');
const isNumber = /^[-−]?\p{Sc}?\p{N}|^[☑☐]/u;

/**
 * What an editorial change alters, passage by passage: numbers, dates, names, promises and obligations, where points
 * stand and links lead. Where the language's words of obligation are not known, every word.
 */
export function alteredTerms(
  library: Library,
  document: Pick<Document, 'slug' | 'language'>,
  before: Rendered,
  after: Rendered,
): string[] {
  const obligations = obligationsIn(languageOf(library, document));
  const names = namesIn(library);
  const measure = { names, terms: (text: string) => (obligations ? termsOf(text, obligations) : tokensOf(text)) };
  const changes = compareVersions(before, after, { moves: false }).clauses.flatMap(({ passages }) => passages);
  const broken = touchedPromises(library.root, document.slug, before, after);
  return [
    ...changes.filter(({ change }) => change !== 'same').flatMap((change) => alteredIn(change, measure)),
    ...broken.map(({ words }) => `the promise “${words}”`),
  ];
}

/** Whether every word counts, because nobody has listed those that bind. */
export function isEveryWordAltering(library: Library, document: Pick<Document, 'language'>): boolean {
  return obligationsIn(languageOf(library, document)) === null;
}

function alteredIn({ change, passage, was, cells }: PassageChange, measure: Measure): string[] {
  const said = cells.flatMap(({ pieces }) => {
    const [old, young] = [wordsOf(pieces, 'inserted'), wordsOf(pieces, 'deleted')];
    return differing(saidIn(old, measure), saidIn(young, measure));
  });
  if (change === 'changed' && was) return [...said, ...standing(was, passage)];
  // A row that comes is another provider, purpose or period, whatever words it has.
  const isNewRow = change === 'added' && passage.kind === 'row';
  return isNewRow ? [...said, `the row “${passage.cells[0]?.text.slice(0, 40) ?? ''}” is new`] : said;
}

/** Of one side, to which what only the other has is lost. */
function wordsOf(pieces: readonly Piece[], lost: Piece['change']): string {
  return pieces.flatMap(({ text, change }) => (change === lost ? [] : [text])).join('');
}

function saidIn(text: string, { names, terms }: Measure): string[] {
  return [...terms(text), ...names.flatMap((name) => Array(text.split(name).length - 1).fill(name))];
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
    ...(numberOf(was) === numberOf(is) ? [] : [`the number of “${words}” (${numberOf(was)} to ${numberOf(is)})`]),
    ...(was.within.join() === is.within.join() ? [] : [`where “${words}” stands`]),
    ...differing(marked(was, 's'), marked(is, 's')).map((change) => `${change} among what is struck out`),
    ...differing(marked(was, 'a'), marked(is, 'a')).map((change) => `${change} among where links lead`),
  ];
}

/** Each with the word that follows it: "may not" and "30 days" count, not "not" and "30" alone. */
function termsOf(text: string, { terms, joints }: Obligations): string[] {
  return text.split('\n').flatMap((line) => {
    const found = tokensOf(line);
    return found.flatMap((word, index) => {
      if (isNumber.test(word) || terms.test(word)) return [`${word} ${found[index + 1] ?? ''}`.trim()];
      return joints.test(word) ? [word] : [];
    });
  });
}

function tokensOf(text: string): string[] {
  return (text.match(token) ?? []).map((word) => word.toLowerCase());
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
