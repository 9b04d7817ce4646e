import type { Result } from '../../server/result.ts';
import { type ChangeClass, extend, type Party, type PublishedLine } from './chain.ts';
import { dayAfter } from './chain-rules.ts';
import type { Day } from './days.ts';
import { digestsOf } from './derivation.ts';
import { problemsWithDate } from './last-updated.ts';
import { type Document, type Library, openLibrary, sourceOf } from './library.ts';
import { rollForward } from './promises/rolling.ts';
import { alteredTerms, isEveryWordAltering } from './publish-editorial.ts';
import { effectOf, problemsWith } from './publish-rules.ts';
import { documentIn, freeze, nameFor, refuse, writeVersion } from './publish-write.ts';
import { createRenderer, isSeenAlike, type Rendered } from './render.ts';
import { unvettedIn } from './subprocessors.ts';
import { readable } from './visible.ts';

export interface Publication {
  readonly document: string;
  /** What changed, for the reader. */
  readonly summary: string;
  readonly approvedBy: Party;
  readonly class: ChangeClass | null;
  /** Without it: at once, or as soon as the notice period allows. */
  readonly effectiveOn: Day | null;
  /** Why a change of numbers, dates, names or obligations is editorial all the same. */
  readonly confirm?: string | undefined;
  /** The login of who ran the command at the host. */
  readonly recordedBy?: string | undefined;
}

/** Freezes the draft as a version and writes its line on the chain. What is wrong is told in words. */
export async function publish(
  root: string,
  publication: Publication,
  today: Day,
): Promise<Result<PublishedLine, string>> {
  const library = openLibrary(root);
  const document = documentIn(library, publication.document);
  if (!document.ok) return document;
  const day = dayAfter(document.value.chain, today);
  const derived = await derive(library, document.value, publication, day);
  if (!derived.ok) return derived;

  const { line, source } = derived.value;
  writeVersion(library, document.value.slug, [...document.value.chain, line], line, source);
  await rollForward(root, document.value.slug, today);
  return { ok: true, value: line };
}

/** The line that a publication of today adds, and the text that it freezes. */
export async function derive(
  library: Library,
  document: Document,
  publication: Publication,
  today: Day,
): Promise<Result<{ line: PublishedLine; source: string }, string>> {
  const source = await freeze(library, document);
  if (!source.ok) return source;
  const line = await lineFor(library, document, publication, { source: source.value, today });
  return line.ok ? { ok: true, value: { line: line.value, source: source.value } } : line;
}

/** The line that publishes a text as a document's next version. */
export async function lineFor(
  library: Library,
  document: Document,
  publication: Publication,
  { source, today }: { source: string; today: Day },
): Promise<Result<PublishedLine, string>> {
  const rendered = await (await createRenderer())(source);
  const { effectiveOn, problems } = effectOf(document, publication, today);
  problems.push(...problemsWith(publication));
  problems.push(...(await comparedWithLast(library, document, publication, { source, rendered, today })));
  if (problems.length > 0) return { ok: false, problems };

  const { summary, approvedBy, confirm, recordedBy } = publication;
  const line = extend(document.chain, {
    version: nameFor(document, today),
    publishedOn: today,
    effectiveOn,
    class: publication.class,
    summary: summary.trim(),
    approvedBy,
    ...(confirm && publication.class === 'editorial' ? { confirmed: confirm.trim() } : {}),
    ...(recordedBy ? { recordedBy } : {}),
    ...digestsOf(source, rendered),
  });
  return { ok: true, value: line };
}

async function comparedWithLast(
  library: Library,
  document: Document,
  publication: Publication,
  { source, rendered, today }: { source: string; rendered: Rendered; today: Day },
): Promise<string[]> {
  const last = document.versions.findLast(({ cancelled }) => !cancelled);
  if (!last) return [];
  const before = sourceOf(library, document.slug, last.version);
  const unvetted = unvettedIn(library, before, source).map(
    (name) => `${name} is listed for the first time, and nobody has vetted it: say who did in subprocessors/list.yaml.`,
  );
  // Where more differs than spaces, more is seen, and the version before need not be rendered.
  if (readable(before) === readable(source) && isSeenAlike(await rendering(before), rendered)) {
    return [`The draft says what version ${last.version} says: there is nothing to publish.`];
  }
  if (publication.class !== 'editorial') return [...unvetted, ...problemsWithDate(before, source, today)];
  if (publication.confirm?.trim()) return unvetted;

  const altered = alteredTerms(library, document, await rendering(before), rendered);
  if (altered.length === 0) return unvetted;
  return [
    ...unvetted,
    isEveryWordAltering(library, document)
      ? `Which words bind is not known for this language, so that an editorial change leaves every word alone. This one changes: ${altered.join(', ')}.`
      : `An editorial change leaves numbers, dates, names, promises and obligations alone. This one changes: ${altered.join(', ')}.`,
    'Take another class or, if nothing changes for anybody, say why: --confirm "…". The reason is kept on the chain.',
  ];
}

async function rendering(source: string): Promise<Rendered> {
  return (await createRenderer())(source);
}

/** Makes a document's first version once more from its draft, while it is provisional and no other stands on it. */
export async function publishAgain(
  root: string,
  slug: string,
  changes: Partial<Pick<Publication, 'summary' | 'approvedBy' | 'recordedBy'>>,
): Promise<Result<PublishedLine, string>> {
  const library = openLibrary(root);
  const document = documentIn(library, slug);
  if (!document.ok) return document;
  const source = await freeze(library, document.value);
  if (!source.ok) return source;
  const line = await lineAgain(document.value, changes, source.value);
  if (line.ok) writeVersion(library, slug, [line.value], line.value, source.value);
  return line;
}

/** The line of a first version that is made once more from a text. */
export async function lineAgain(
  { title, chain, provisional, publishedElsewhere }: Document,
  changes: Partial<Pick<Publication, 'summary' | 'approvedBy' | 'recordedBy'>>,
  source: string,
): Promise<Result<PublishedLine, string>> {
  const [first, second] = chain;
  if (first?.event !== 'published') return refuse(`${title} has no version yet: publish it without --again.`);
  if (second) return refuse(`${title} has more than one version: what is published stays as it is.`);
  if (publishedElsewhere || first.imported) {
    return refuse(`The first version of ${title} was published elsewhere and stays word for word.`);
  }
  if (!provisional) return refuse(`The first version of ${title} is published and stays as it is.`);

  const problems = problemsWith({ ...first, ...changes });
  if (problems.length > 0) return { ok: false, problems };
  const rendered = await (await createRenderer())(source);
  const { seq, event, previous, recordedBy, ...kept } = first;
  return { ok: true, value: extend([], { ...kept, ...changes, ...digestsOf(source, rendered) }) };
}
