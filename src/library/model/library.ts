import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { readChain } from './chain/chain.ts';
import { isBinding, type Version, versionInEffect, versionsOf, versionWaiting } from './chain/effects.ts';
import { type ChainLine, versionPattern } from './chain/line.ts';
import type { Day } from './days.ts';
import { checkReadable, readText as readTextFile } from './files/text-file.ts';
import { readYaml } from './files/yaml.ts';
import { type Problem, problemIn, showProblem } from './problem.ts';
import {
  type Company,
  companyShape,
  documentShape,
  type Role,
  type Subprocessor,
  subprocessorsShape,
} from './shapes.ts';

/** Texts that are worked on: the next one, and where it must be written by hand, the one in effect as corrected. */
export const drafts: readonly string[] = ['draft.mdx', 'correction.mdx'];

/** All that the legal team wrote. */
export interface Library {
  readonly root: string;
  readonly company: Company;
  readonly subprocessors: readonly Subprocessor[];
  readonly documents: readonly Document[];
  /** What consent may be asked for: versioned like documents, under `purposes/`. */
  readonly purposes: readonly Document[];
}

export type Document = z.infer<typeof documentShape> & {
  readonly slug: string;
  /** All that happened to it, line by line. */
  readonly chain: readonly ChainLine[];
  /** As published, first to last, with the effect that was decided last. */
  readonly versions: readonly Version[];
  /** The versions whose text is there: the same, unless something is wrong. */
  readonly files: readonly string[];
};

export function openLibrary(root: string): Library {
  const { library, problems } = readLibrary(root);
  if (!library || problems.length > 0)
    throw new Error(`Cannot read content/:\n${problems.map(showProblem).join('\n')}`);
  return library;
}

/** The same, whatever is wrong with what nobody has published: of a document without a version, its folder may be broken. */
export function openPublished(root: string): Library {
  const { library, problems } = readLibrary(root);
  const own = problems.filter((problem) => touchesPublished(root, problem));
  if (!library || own.length > 0) throw new Error(`Cannot read content/:\n${problems.map(showProblem).join('\n')}`);
  return library;
}

/** Whether a problem is more than one of a draft, or of a document of which nothing was published. */
export function touchesPublished(root: string, { file }: Problem): boolean {
  const [, slug = '', name = ''] = /^(.+)\/([^/]+)$/.exec(file) ?? [];
  if (drafts.includes(name)) return false;
  return !/^document\.yaml$|\.mdx$/.test(name) || existsSync(join(root, slug, 'chain.jsonl'));
}

/** Reads what can be read; what cannot is among the problems. */
export function readLibrary(root: string): { library: Library | null; problems: Problem[] } {
  const unreadable = checkReadable(root);
  if (unreadable.length > 0) return { library: null, problems: unreadable };
  const problems: Problem[] = [];
  const company = readYaml(root, 'company.yaml', companyShape, problems);
  const subprocessors = existsSync(join(root, 'subprocessors', 'list.yaml'))
    ? readYaml(root, 'subprocessors/list.yaml', subprocessorsShape, problems)
    : [];
  const texts = { documents: documentsIn(root, '', problems), purposes: documentsIn(root, 'purposes/', problems) };
  return { library: company && { root, company, subprocessors: subprocessors ?? [], ...texts }, problems };
}

/** What consent may be asked for, alone; a draft of one may be broken. */
export function openPurposes(root: string): Document[] {
  const problems: Problem[] = [];
  const purposes = documentsIn(root, 'purposes/', problems);
  const own = problems.filter((problem) => touchesPublished(root, problem));
  if (own.length > 0) throw new Error(`Cannot read content/:\n${own.map(showProblem).join('\n')}`);
  return purposes;
}

/** All that is frozen, chained and published in the same way. */
export function versioned({ documents, purposes }: Pick<Library, 'documents' | 'purposes'>): Document[] {
  return [...documents, ...purposes];
}

/** The language of a document's text (BCP 47). */
export function languageOf({ company }: Pick<Library, 'company'>, document: Pick<Document, 'language'>): string {
  return document.language ?? company.language;
}

/** The document that is this to the site, if one is. */
export function documentWith({ documents }: Pick<Library, 'documents'>, role: Role): Document | undefined {
  return documents.find((document) => document.role === role);
}

/** The version that binds on a day. */
export function inEffect({ versions }: Pick<Document, 'versions'>, on: Day): Version | null {
  return versionInEffect(versions, on);
}

/** The version that is published and not yet in effect. */
export function waiting({ versions }: Pick<Document, 'versions'>, on: Day): Version | null {
  return versionWaiting(versions, on);
}

export type Standing = 'waiting' | 'current' | 'old' | 'cancelled' | 'corrected';

/** What a version is on a day. Once it is old, cancelled or corrected it stays so, and its page never changes. */
export function standingOf(
  document: Pick<Document, 'versions'>,
  { version, cancelled, correctedBy }: Version,
  on: Day,
): Standing {
  if (cancelled) return 'cancelled';
  if (correctedBy) return 'corrected';
  if (waiting(document, on)?.version === version) return 'waiting';
  return inEffect(document, on)?.version === version ? 'current' : 'old';
}

/** The days to come on which another version binds, of whichever document. */
export function daysOfEffect(documents: readonly Document[], after: Day): Day[] {
  const days = documents.flatMap(({ versions }) => versions.filter(isBinding).map(({ effectiveOn }) => effectiveOn));
  return [...new Set(days)].filter((day) => day > after).sort();
}

/** One document or purpose and what is wrong with it, whatever stands beside it. */
export function readText(root: string, slug: string): { document: Document | null; problems: Problem[] } {
  const problems: Problem[] = [];
  const slugs = slugsOf(root);
  if (!slugs.includes(slug)) {
    const problem = `There is no document "${slug}".`;
    problems.push(problemIn(slug, problem, `There are: ${slugs.join(', ')}.`));
    return { document: null, problems };
  }
  const [document = null] = readDocument(root, slug, problems);
  return { document, problems };
}

/** A version's source, byte for byte. */
export function sourceOf({ root }: Pick<Library, 'root'>, slug: string, version: string): string {
  return readFileSync(join(root, slug, `${version}.mdx`), 'utf8');
}

/** All documents and purposes, also those of which the description cannot be read. */
export function slugsOf(root: string): string[] {
  return ['', 'purposes/'].flatMap((folder) => slugsIn(join(root, folder)).map((name) => `${folder}${name}`));
}

/** A document is a folder with a draft or a `document.yaml`. */
function slugsIn(root: string): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .filter((slug) => ['document.yaml', 'draft.mdx', 'chain.jsonl'].some((file) => existsSync(join(root, slug, file))));
}

function documentsIn(root: string, folder: '' | 'purposes/', problems: Problem[]): Document[] {
  return slugsIn(join(root, folder))
    .flatMap((name) => readDocument(root, `${folder}${name}`, problems))
    .sort((a, b) => a.order - b.order || (a.slug < b.slug ? -1 : 1));
}

function readDocument(root: string, slug: string, problems: Problem[]): Document[] {
  const described = readYaml(root, `${slug}/document.yaml`, documentShape, problems);
  const chain = join(root, slug, 'chain.jsonl');
  const read = readChain(
    `${slug}/chain.jsonl`,
    existsSync(chain) ? (readTextFile(root, `${slug}/chain.jsonl`, problems) ?? '') : '',
  );
  problems.push(...read.problems);

  const files = readdirSync(join(root, slug), { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith('.mdx') && !drafts.includes(entry.name))
    .map(({ name }) => name.slice(0, -'.mdx'.length));
  for (const file of files.filter((file) => !versionPattern.test(file))) {
    const remedy = 'A document folder holds draft.mdx and versions named by their day. Move the file or remove it.';
    problems.push(problemIn(`${slug}/${file}.mdx`, 'The file is neither the draft nor a version.', remedy));
  }
  const versions = versionsOf(read.lines);
  for (const { version } of versions.filter(({ version }) => !files.includes(version))) {
    const remedy = 'Restore the file: a published version is kept for ever.';
    problems.push(problemIn(`${slug}/${version}.mdx`, 'The chain has this version, its text is missing.', remedy));
  }
  return described ? [{ ...described, slug, chain: read.lines, versions, files }] : [];
}
