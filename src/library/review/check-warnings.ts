import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { addMonths, type Day, showDay } from '../model/days.ts';
import { lastUpdated } from '../model/last-updated.ts';
import { type Document, inEffect, type Library, languageOf, sourceOf, versioned } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { split } from '../promises/sentences.ts';
import { warnOfPromises } from '../promises/warnings.ts';
import { freeze } from '../publishing/version-file.ts';
import { type Rendered, render } from '../text/render.ts';

const longSentence = 60;
/** Years of school: what a final-year student reads with ease has 12. */
const hardGrade = 16;

/** What is worth a second look and stops nothing. Call it on a library that has passed the check. */
export function warn(library: Library, today: Day): Problem[] {
  const warnings = versioned(library).flatMap((document) => {
    const draft = freeze(library, document);
    return [
      ...ageOf(document, today),
      ...datesOf(library, document),
      ...(draft.ok ? readingOf(document, languageOf(library, document), render(draft.value)) : []),
    ];
  });
  return [...warnings, ...warnOfPromises(library, today), ...overdue(library, today), ...unread(library)];
}

/**
 * Versions whose text names another day than those on which they were published and took effect. A correction of signs
 * leaves the day as it was.
 */
function datesOf(library: Library, { slug, files, versions }: Document): Problem[] {
  return versions.flatMap(({ version, class: change, corrects, publishedOn, effectiveOn, plannedOn }) => {
    if (change === 'editorial' || corrects) return [];
    const named = files.includes(version) ? lastUpdated(sourceOf(library, slug, version)) : null;
    if (named === null || [publishedOn, effectiveOn, plannedOn].includes(named)) return [];
    const problem = `The text says that it was last updated on ${showDay(named)}, and was published on ${showDay(publishedOn)}.`;
    return [
      problemIn(
        `${slug}/${version}.mdx`,
        problem,
        'Readers see both days. Until the version is merged, close its pull request, or take back its file and its line of the chain; then write the day into the draft and publish anew. Afterwards see to it in the next one.',
      ),
    ];
  });
}

/** What editors and systems leave beside a text. */
const ofPrograms = /(^|\/)(\.|~\$)|~$/;

/** What stands where texts do, under a name that nothing reads. */
function unread(library: Library): Problem[] {
  const slugs = new Set(versioned(library).map(({ slug }) => slug));
  const others = /^(company\.yaml|retention\.yaml|ledger-heads\.jsonl|subprocessors\/list\.yaml|(promises|mail)\/.*)$/;
  return readdirSync(library.root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(library.root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => {
      const [, slug = ''] = /^(.+)\/(?:document\.yaml|chain\.jsonl|[^/]+\.mdx)$/.exec(file) ?? [];
      return !slugs.has(slug) && !others.test(file) && !ofPrograms.test(file);
    })
    .map((file) =>
      problemIn(
        file,
        'Nothing reads this file.',
        'A text is draft.mdx in the folder of its document. Rename it, or take it away.',
      ),
    );
}

/** Cal. Civ. Code 1798.130(a)(5): a privacy policy is looked through once in 12 months. */
function ageOf(document: Document, today: Day): Problem[] {
  const current = inEffect(document, today);
  if (!current || !document.reviewMonths) return [];
  const due = addMonths(current.effectiveOn, document.reviewMonths);
  if (today <= due) return [];
  const problem = `The version in effect is of ${showDay(current.effectiveOn)}: its review was due on ${showDay(due)}.`;
  return [problemIn(`${document.slug}/${current.version}.mdx`, problem, 'Review it and publish a version.')];
}

function overdue({ subprocessors }: Library, today: Day): Problem[] {
  return subprocessors
    .filter(({ status, since }) => status === 'proposed' && since <= today)
    .map(({ name, since }) => {
      const problem = `${name} is proposed for ${showDay(since)}, which has come.`;
      return problemIn('subprocessors/list.yaml', problem, 'Make it active, or give it another day.');
    });
}

function readingOf({ slug }: Document, language: string, { opening, clauses }: Rendered): Problem[] {
  const file = `${slug}/draft.mdx`;
  const parts = [{ id: null, text: opening }, ...clauses];
  const long = parts.flatMap(({ id, text }) =>
    sentencesIn(text, language)
      .map((sentence) => wordsIn(sentence).length)
      .filter((count) => count > longSentence)
      .map((count) => problemIn(file, `A sentence has ${count} words.`, 'Make two of it, or a list.', { clause: id })),
  );
  // The formula was found for English.
  if (!/^en\b/.test(language)) return long;
  const grade = gradeOf(parts.map(({ text }) => text).join('\n'));
  if (grade <= hardGrade) return long;
  const problem = `The text takes about ${Math.round(grade)} years of school to read.`;
  return [...long, problemIn(file, problem, 'Shorter sentences and plainer words help.')];
}

/** Flesch and Kincaid's grade. */
function gradeOf(text: string): number {
  const [sentences, words] = [sentencesIn(text, 'en'), wordsIn(text)];
  if (words.length < 100) return 0;
  const syllables = words.reduce((sum, word) => sum + syllablesIn(word), 0);
  return 0.39 * (words.length / sentences.length) + 11.8 * (syllables / words.length) - 15.59;
}

function sentencesIn(text: string, language: string): string[] {
  return text.split('\n').flatMap((line) => split(line, language));
}

function wordsIn(text: string): string[] {
  return text.match(/[\p{L}\p{N}][\p{L}\p{N}'’-]*/gu) ?? [];
}

function syllablesIn(word: string): number {
  const found = word
    .toLowerCase()
    .replace(/(?<=[^aeiouy]{1})e$/, '')
    .match(/[aeiouy]+/g);
  return Math.max(1, found?.length ?? 1);
}
