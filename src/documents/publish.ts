import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Result } from '../../server/result.ts';
import { type ChainLine, type ChangeClass, extend, writeChain } from './chain.ts';
import { resolveComponents } from './components.ts';
import { addDays, type Day, isDay, showDay } from './days.ts';
import { sha256 } from './digest.ts';
import { type Document, type Library, openLibrary, sourceOf, waiting } from './library.ts';
import { createPipeline } from './markdown.ts';
import { createRenderer } from './render.ts';

export interface Publication {
  readonly document: string;
  /** What changed, for the reader. */
  readonly summary: string;
  readonly approvedBy: { readonly name: string; readonly capacity: string };
  readonly class: ChangeClass | null;
  /** Without it: at once, or as soon as the notice period allows. */
  readonly effectiveOn: Day | null;
}

/** This text was published before there was a site that could: its first version is a fact, not ours to make again. */
const publishedElsewhere: ReadonlySet<string> = new Set(['privacy']);

/** Freezes the draft as a version and writes its line on the chain. What is wrong is told in words. */
export async function publish(root: string, publication: Publication, today: Day): Promise<Result<ChainLine, string>> {
  const library = openLibrary(root);
  const document = library.documents.find(({ slug }) => slug === publication.document);
  if (!document) return refuse(`There is no document "${publication.document}". ${choiceOf(library)}`);
  const source = await freeze(library, document);
  if (!source.ok) return source;

  const { effectiveOn, problems } = decideEffect(document, publication, today);
  const { summary, approvedBy } = publication;
  problems.push(...problemsWith(publication));
  const last = document.versions.at(-1);
  if (last && sourceOf(library, document.slug, last.version) === source.value) {
    problems.push(`The draft says what version ${last.version} says: there is nothing to publish.`);
  }
  if (problems.length > 0) return { ok: false, problems };

  const version = nameFor(document, today);
  const line = extend(document.versions, {
    version,
    publishedOn: today,
    effectiveOn,
    class: publication.class,
    summary: summary.trim(),
    approvedBy,
    ...(await digestsOf(source.value)),
  });
  return write(library, document, [...document.versions, line], line, source.value);
}

/** Makes a document's first version once more from its draft, as long as no other stands on it. */
export async function publishAgain(
  root: string,
  slug: string,
  changes: Partial<Pick<Publication, 'summary' | 'approvedBy'>>,
): Promise<Result<ChainLine, string>> {
  const library = openLibrary(root);
  const document = library.documents.find((document) => document.slug === slug);
  if (!document) return refuse(`There is no document "${slug}". ${choiceOf(library)}`);
  const [first, second] = document.versions;
  if (!first) return refuse(`${document.title} has no version yet: publish it without --again.`);
  if (second) return refuse(`${document.title} has more than one version: what is published stays as it is.`);
  if (publishedElsewhere.has(slug)) {
    return refuse(`The first version of ${document.title} was published elsewhere and stays word for word.`);
  }

  const source = await freeze(library, document);
  if (!source.ok) return source;
  const problems = problemsWith({ ...first, ...changes });
  if (problems.length > 0) return { ok: false, problems };
  const { seq, event, previous, ...kept } = first;
  const line = extend([], { ...kept, ...changes, ...(await digestsOf(source.value)) });
  return write(library, document, [line], line, source.value);
}

async function freeze(library: Library, { slug, title }: Document): Promise<Result<string, string>> {
  const path = join(library.root, slug, 'draft.mdx');
  if (!existsSync(path)) return refuse(`${title} has no draft: write content/${slug}/draft.mdx first.`);
  return { ok: true, value: resolveComponents(await createPipeline(), readFileSync(path, 'utf8'), library) };
}

function decideEffect(document: Document, publication: Publication, today: Day) {
  const problems: string[] = [];
  const isFirst = document.versions.length === 0;
  const needsNotice = publication.class === 'notice' || publication.class === 'agreement';
  const earliest = needsNotice ? addDays(today, document.noticeDays) : today;
  const effectiveOn = publication.effectiveOn ?? earliest;
  const next = waiting(document, today);

  if (isFirst && publication.class) problems.push('The first version of a document has no class: leave --class out.');
  if (!isFirst && !publication.class)
    problems.push('Say how far the change goes: --class editorial, notice or agreement.');
  if (!isDay(effectiveOn)) problems.push(`"${effectiveOn}" is not a day: write it as 2026-12-24.`);
  else if (effectiveOn < earliest) {
    const reason = needsNotice
      ? `${document.noticeDays} days of notice must pass`
      : 'no version takes effect in the past';
    problems.push(`It can take effect on ${earliest} (${showDay(earliest)}) at the earliest: ${reason}.`);
  }
  if (next)
    problems.push(
      `Version ${next.version} waits for ${showDay(next.effectiveOn)}: until then nothing else is published.`,
    );
  return { effectiveOn, problems };
}

function problemsWith({ summary, approvedBy }: Pick<Publication, 'summary' | 'approvedBy'>): string[] {
  const problems: string[] = [];
  if (!summary.trim()) problems.push('Say in --summary what changed, for the reader.');
  if (summary.length > 500 || /[\r\n]/.test(summary))
    problems.push('The summary is one line of at most 500 characters.');
  if (!approvedBy.name.trim()) problems.push('Say in --approved-by who approved the text.');
  if (!approvedBy.capacity.trim()) problems.push('Say in --capacity in what capacity, as "General Counsel".');
  return problems;
}

/** Named by the day, `-2` for the second of one day. */
function nameFor({ files, versions }: Document, today: Day): string {
  const taken = new Set([...files, ...versions.map(({ version }) => version)]);
  let name = today;
  for (let count = 2; taken.has(name); count++) name = `${today}-${count}`;
  return name;
}

async function digestsOf(source: string): Promise<{ sourceSha256: string; textSha256: string }> {
  const { textSha256 } = await (await createRenderer())(source);
  return { sourceSha256: sha256(source), textSha256 };
}

/** The text first: a text without a line is seen by the check, a line without a text breaks every page. */
function write(
  { root }: Library,
  { slug }: Document,
  lines: readonly ChainLine[],
  line: ChainLine,
  source: string,
): Result<ChainLine, string> {
  replace(join(root, slug, `${line.version}.mdx`), source);
  replace(join(root, slug, 'chain.jsonl'), writeChain(lines));
  return { ok: true, value: line };
}

function replace(path: string, content: string): void {
  writeFileSync(`${path}.new`, content);
  renameSync(`${path}.new`, path);
}

function choiceOf({ documents }: Library): string {
  return `There are: ${documents.map(({ slug }) => slug).join(', ')}.`;
}

function refuse(problem: string): { ok: false; problems: string[] } {
  return { ok: false, problems: [problem] };
}
