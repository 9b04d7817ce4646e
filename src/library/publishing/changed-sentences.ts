import { type Comparable, compareVersions } from '../compare/compare.ts';
import type { PassageChange } from '../compare/passage-changes.ts';
import type { Piece } from '../compare/pieces.ts';
import { nameOf } from '../compare/summary.ts';
import { versionInEffect } from '../model/chain/effects.ts';
import { addDays, type Day } from '../model/days.ts';
import { type Library, languageOf } from '../model/library.ts';
import type { Manifest, ManifestVersion } from '../model/manifest.ts';
import { split } from '../promises/sentences.ts';
import { obligationsIn } from './obligations/obligations.ts';

type ChangedSentence = ManifestVersion['changes'][number];

/** So many are told in a mail. */
const most = 3;
/** Letters of what stays the same that are shown on each side of a change. */
const around = 120;
/** Days for which a mail can still be due that tells of a version. */
const recent = 60;

/**
 * The sentences that weigh most of those that changed, in the order of the text: numbers and dates before words that
 * bind people, those before the others, and among equals those of which most changed.
 */
export function changedSentences(before: Comparable, after: Comparable, language: string): ChangedSentence[] {
  const { clauses } = compareVersions(before, after);
  const found = clauses.flatMap((clause) =>
    clause.passages.filter(isText).flatMap((passage) => {
      const said = passage.cells.flatMap(({ pieces }, at) => [...(at > 0 ? [gap] : []), ...pieces]);
      return sentencesOf(said, language).map((words) => ({ clause: nameOf(clause), words }));
    }),
  );
  const weighed = found.map((sentence, at) => ({ sentence, at, weight: weightOf(sentence.words, language) }));
  return weighed
    .sort((a, b) => b.weight - a.weight || a.at - b.at)
    .slice(0, most)
    .sort((a, b) => a.at - b.at)
    .map(({ sentence: { clause, words } }) => ({ clause, words: shortened(words) }));
}

/** The manifest with what each version changed of which a mail may be due. */
export function withChanges(
  manifest: Manifest,
  library: Library,
  rendered: (slug: string, version: string) => Comparable,
  today: Day,
): Manifest {
  const documents = manifest.documents.map((document) => {
    const known = library.documents.find(({ slug }) => slug === document.slug);
    const versions = document.versions.map((version) => {
      const isTold = version.class === 'notice' || version.class === 'agreement';
      if (!known || !isTold || version.cancelledOn || version.publishedOn < addDays(today, -recent)) return version;
      const earlier = known.versions.filter((other) => other.version !== version.version);
      const before = versionInEffect(earlier, addDays(version.effectiveOn, -1));
      if (!before) return version;
      const [was, is] = [rendered(document.slug, before.version), rendered(document.slug, version.version)];
      return { ...version, changes: changedSentences(was, is, languageOf(library, known)) };
    });
    return { ...document, versions };
  });
  return { documents };
}

type Words = ChangedSentence['words'];

/** Between the cells of a row. */
const gap = { text: ' | ', change: 'same' } as const;

/** Headings name a clause, and the date of the last update says nothing new. */
function isText({ change, passage }: PassageChange): boolean {
  return change !== 'same' && !['heading', 'section', 'title'].includes(passage.kind);
}

/** What a passage says, sentence by sentence, of those alone in which something changed. */
function sentencesOf(pieces: readonly Pick<Piece, 'text' | 'change'>[], language: string): Words[] {
  const text = pieces.map((piece) => piece.text).join('');
  const sentences: Words[] = [];
  let at = 0;
  for (const sentence of split(text, language)) {
    const from = text.indexOf(sentence, at);
    if (from === -1) continue;
    at = from + sentence.length;
    const words = within(pieces, from, at);
    const last = sentences.at(-1);
    // A sentence that took the place of another belongs to it.
    if (last && isWholly(last, 'deleted') && isWholly(words, 'inserted')) sentences.splice(-1, 1, [...last, ...words]);
    else sentences.push(words);
  }
  return sentences.filter((words) => words.some(({ change, text }) => change !== 'same' && /[\p{L}\p{N}]/u.test(text)));
}

function within(pieces: readonly Pick<Piece, 'text' | 'change'>[], from: number, to: number): Words {
  const words: Words = [];
  let at = 0;
  for (const { text, change } of pieces) {
    const part = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    at += text.length;
    if (part === '') continue;
    const last = words.at(-1);
    if (last?.change === change) words[words.length - 1] = { text: last.text + part, change };
    else words.push({ text: part, change });
  }
  return words;
}

function isWholly(words: Words, change: Piece['change']): boolean {
  return words.every((word) => word.change === change || word.text.trim() === '');
}

function weightOf(words: Words, language: string): number {
  const changed = words.filter(({ change }) => change !== 'same').map(({ text }) => text);
  const binds = obligationsIn(language)?.terms;
  const isNumber = changed.some((text) => /\p{N}/u.test(text));
  const isBinding = binds !== undefined && changed.some((text) => new RegExp(binds.source, binds.flags).test(text));
  const letters = changed.join('').length;
  return (isNumber ? 4_000 : 0) + (isBinding ? 2_000 : 0) + Math.min(letters, 1_000);
}

/** What stays is shown near what does not. */
function shortened(words: Words): Words {
  return words.map(({ text, change }, at) => {
    if (change !== 'same' || text.length <= 2 * around) return { text, change };
    const head = at === 0 ? '' : text.slice(0, around).replace(/\S*$/, '');
    const tail = at === words.length - 1 ? '' : text.slice(-around).replace(/^\S*/, '');
    return { text: `${head}…${tail}`, change };
  });
}
