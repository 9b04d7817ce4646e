import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkText } from '../checking/text.ts';
import { writeChain } from '../model/chain/chain.ts';
import type { ChainLine, PublishedLine } from '../model/chain/line.ts';
import type { Day } from '../model/days.ts';
import { asWritten } from '../model/files/line-ends.ts';
import { readText } from '../model/files/text-file.ts';
import { type Document, type Library, languageOf, versioned } from '../model/library.ts';
import { namedIn } from '../model/names.ts';
import { type Problem, showProblem } from '../model/problem.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { resolveComponents } from '../text/components.ts';

export function documentIn(library: Library, slug: string): Result<Document, string> {
  const documents = versioned(library);
  const document = documents.find((document) => document.slug === slug);
  const renamed = namedIn(documents, slug);
  if (renamed && !document) return fail(`"${slug}" is called "${renamed.slug}" now: say --document ${renamed.slug}.`);
  const choice = `There are: ${documents.map(({ slug }) => slug).join(', ')}.`;
  return document ? succeed(document) : fail(`There is no document "${slug}". ${choice}`);
}

export function hasDraft({ root }: Pick<Library, 'root'>, slug: string): boolean {
  return existsSync(join(root, slug, 'draft.mdx'));
}

/** The draft as it would be published: facts and lists written out. */
export function freeze(library: Library, document: Document): Result<string, string> {
  const { slug, title } = document;
  if (!hasDraft(library, slug)) return fail(`${title} has no draft: write content/${slug}/draft.mdx first.`);
  return written(library, document, 'draft.mdx');
}

/** The text in effect as somebody corrected it by hand; null where nobody did. */
export function freezeCorrection(library: Library, document: Document): Result<string | null, string> {
  const isThere = existsSync(join(library.root, document.slug, 'correction.mdx'));
  return isThere ? written(library, document, 'correction.mdx') : succeed(null);
}

function written(library: Library, document: Document, name: string): Result<string, string> {
  const file = `${document.slug}/${name}`;
  const problems: Problem[] = [];
  const text = asWritten(readText(library.root, file, problems) ?? '');
  try {
    if (problems.length === 0) {
      return succeed(resolveComponents(text, library, languageOf(library, document)));
    }
  } catch {
    checkText(file, text, library.company.facts, problems);
  }
  return fail(...problems.map(showProblem));
}

/** Named by the day, `-2` for the second of one day. */
export function nameFor({ files, versions }: Pick<Document, 'files' | 'versions'>, today: Day): string {
  const taken = new Set([...files, ...versions.map(({ version }) => version)]);
  let name = today;
  for (let count = 2; taken.has(name); count++) name = `${today}-${count}`;
  return name;
}

/**
 * Behind the lines that were there. The texts first: a text without a line is seen by the check, a line without a text
 * breaks every page. What was corrected by hand is published by then.
 */
export function writeVersions(
  { root }: Pick<Library, 'root'>,
  slug: string,
  before: readonly ChainLine[],
  versions: readonly { readonly line: PublishedLine; readonly source: string }[],
): void {
  for (const { line, source } of versions) replace(join(root, slug, `${line.version}.mdx`), source);
  writeLines(root, slug, [...before, ...versions.map(({ line }) => line)]);
  rmSync(join(root, slug, 'correction.mdx'), { force: true });
}

export function writeLines(root: string, slug: string, lines: readonly ChainLine[]): void {
  replace(join(root, slug, 'chain.jsonl'), writeChain(lines));
}

/** Whole or not at all. */
function replace(path: string, content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}
