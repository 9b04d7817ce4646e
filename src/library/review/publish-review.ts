import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { compareVersions } from '../compare/compare.ts';
import { toText } from '../compare/formats/text.ts';
import { readChain } from '../model/chain/chain.ts';
import { newestText, type Version, versionInEffect, versionsOf } from '../model/chain/effects.ts';
import type { ChainLine, PublishedLine } from '../model/chain/line.ts';
import { addDays, type Day, showDay } from '../model/days.ts';
import { canonicalJson } from '../model/files/canonical-json.ts';
import { isSame } from '../model/git.ts';
import { type Document, type Library, sourceOf, versioned, waiting } from '../model/library.ts';
import { isPurpose } from '../model/names.ts';
import { attempt } from '../model/result.ts';
import { consentIn } from '../model/source.ts';
import { touchedPromises } from '../publishing/promises.ts';
import { noticeFor } from '../publishing/rules.ts';
import { freeze, hasDraft } from '../publishing/version-file.ts';
import { createRenderer, type Render } from '../text/render.ts';
import { rulesOn, slugOn } from './frozen.ts';
import { type Committed, openMain } from './main-branch.ts';
import { changesIn, dataParts, isData } from './review-data.ts';
import { listed, type Part } from './review-report.ts';

/** What a change means, in words, for whoever has to approve it: each document that differs from the main branch's. */
export function review(library: Library, main: string | null, today: Day): Part[] {
  const render = createRenderer();
  using branch = main === null ? null : openMain(library.root, main);
  const tip = branch?.tip ?? null;
  const changed = tip && changedSince(library.root, tip);
  const touched = versioned(library).filter((document) => isTouched(document, changed));
  const others = versioned(library).filter((document) => !touched.includes(document));
  const data = tip && changed ? dataParts(library, others, { main: tip, changed, render }) : [];
  const parts = touched.map((document): Part => {
    const heading = `${document.title} (content/${document.slug})`;
    const described = tip ? describedOn(tip, document) : [];
    const words = attempt(() => wordsFor(library, document, { main: tip, render, today })) ?? untilMended;
    return { heading, text: [...recordedIn(document, tip), ...described, words].join('\n') };
  });
  return [...data, ...parts, ...otherFiles(changed, touched)];
}

/** What no comparison of texts shows: how a document is described. */
function describedOn(main: Committed, document: Document): string[] {
  const before = rulesOn(main, document);
  if (!before) return [];
  const [was, is] = [before, document].map(({ slug, chain, versions, files, ...own }) => own);
  const changes = changesIn(was ?? {}, is ?? {});
  return changes.length > 0 ? ['By document.yaml:', ...changes, ''] : [];
}

/** Retention, mails, promises: each says itself what it says. */
function otherFiles(changed: ReadonlySet<string> | null, documents: readonly Document[]): Part[] {
  const others = [...(changed ?? [])].filter(
    (path) => !isData(path) && !documents.some(({ slug }) => path.startsWith(`${slug}/`)),
  );
  if (others.length === 0) return [];
  const text = ['Changed too, and to be read there:', ...listed(others.sort())].join('\n');
  return [{ heading: 'Other files of content/', text }];
}

const untilMended = 'It cannot be compared until what the check found is mended.';

function wordsFor(
  library: Library,
  document: Document,
  { main, render, today }: { main: Committed | null; render: Render; today: Day },
): string {
  const after = freeze(library, document);
  const last = lastOf(versionsOn(document, main));
  if (!after.ok && hasDraft(library, document.slug)) return untilMended;
  if (!after.ok || !last) return ['Nothing was published of it before.', told(document)].join('\n');

  const compared = stepsTo(document, last, newVersions(document, main)).map(({ version, before }) => {
    const was = render(textOn(library, document, main, before));
    const is = render(version === null ? after.value : sourceOf(library, document.slug, version));
    const what = version === null ? 'Compared' : `Version ${version} compared`;
    return `${what} with version ${before.version}: ${toText(compareVersions(was, is))}`;
  });
  const first = render(textOn(library, document, main, last));
  const touched = touchedPromises(library.root, document.slug, first, render(after.value));
  const consent = changesIn(consentIn(textOn(library, document, main, last)), consentIn(after.value));
  return [
    compared.join('\n\n'),
    ...(consent.length > 0 ? ['', 'What the consent is to:', ...consent] : []),
    '',
    touched.length > 0 ? 'Promises touched:' : 'No promise is touched.',
    ...touched.map(({ id, words }) => `- ${id}: ${words}`),
    '',
    told(document),
    earliest(document, today),
  ].join('\n');
}

interface Step {
  /** Null: the draft. */
  readonly version: string | null;
  readonly before: Version;
}

/** Each new text with the one that it followed or corrects; the last is the draft, unless that waits meanwhile. */
function stepsTo({ chain, versions }: Document, last: Version, lines: readonly PublishedLine[]): Step[] {
  const steps = lines.map(({ version, seq, corrects, publishedOn }): Step => {
    const earlier = versionsOf(chain.slice(0, seq - 1));
    const corrected = earlier.find((other) => other.version === corrects?.version);
    return { version, before: corrected ?? versionInEffect(earlier, publishedOn) ?? last };
  });
  const newest = newestText(versions);
  return steps.length > 0 && newest?.version === lines.at(-1)?.version
    ? steps.map((step, index) => (index === steps.length - 1 ? { ...step, version: null } : step))
    : [...steps, { version: null, before: lines.length > 0 && newest ? newest : last }];
}

/** What the draft goes on from; of what was cancelled, the text before. */
function lastOf(versions: readonly Version[]): Version | null {
  return newestText(versions.filter(({ cancelled, correctedBy }) => !cancelled && correctedBy === null));
}

/** What the change puts on the chain, as it will stand there. */
function recordedIn(document: Document, main: Committed | null): string[] {
  const lines = newLines(document, main).flatMap((line) => {
    if (line.event === 'published' && line.imported) return [];
    const by = line.event === 'published' ? line.approvedBy : line.by;
    const who = `${by.name}, ${by.capacity}${line.recordedBy ? `; by its own word recorded by ${line.recordedBy}` : ''}`;
    if (line.event === 'cancelled') return [`- Version ${line.version} never takes effect: ${line.reason} (${who})`];
    const effect = `in effect from ${showDay(line.effectiveOn)}`;
    if (line.event === 'postponed') return [`- Version ${line.version}, ${effect}: ${line.reason} (${who})`];
    const urgent = line.urgent ? ` Urgent: ${line.urgent}` : '';
    const confirmed = line.confirmed ? ` Confirmed as editorial: ${line.confirmed}` : '';
    if (line.corrects) {
      return [
        `- Version ${line.version}, in the place of version ${line.corrects.version}, which waits, ${effect}: ${line.corrects.summary} (${who})${confirmed}${urgent}`,
      ];
    }
    const change = line.class ?? 'first version';
    return [`- Version ${line.version}, ${change}, ${effect}: ${line.summary} (${who})${confirmed}${urgent}`];
  });
  const imported = newVersions(document, main).filter((line) => line.imported);
  const [first, last] = [imported[0], imported.at(-1)];
  const history =
    first && last
      ? [`- ${imported.length} versions of ${first.version} to ${last.version}, as another repository is said to tell.`]
      : [];
  const recorded = [...history, ...lines];
  return recorded.length > 0 ? ['What is put on record:', ...recorded, ''] : [];
}

function told({ slug, versions }: Document): string {
  if (versions.length === 0) return 'Who would be told: nobody; a first version is not announced.';
  if (isPurpose(slug))
    return 'Who would be told: nobody; after any change but an editorial one, whoever consented is asked again.';
  return `Who would be told: of an editorial change nobody; of any other everyone who subscribed to "${slug}".`;
}

/** Published and merged on the day of the review. */
function earliest(document: Document, today: Day): string {
  const next = waiting(document, today);
  const days = (['editorial', 'notice', 'agreement'] as const).map((change) => {
    const from = next && change !== 'editorial' ? next.effectiveOn : today;
    const day = addDays(from, noticeFor(document, change));
    return `${change} ${day} (${showDay(day)})`;
  });
  const waits = next
    ? `Version ${next.version} waits for ${showDay(next.effectiveOn)}: before, only a correction is published, or the urgent replacement of a subprocessor. `
    : '';
  return `${waits}Earliest day of effect, if it is merged that day: ${days.join(', ')}.`;
}

function versionsOn(document: Document, main: Committed | null): readonly Version[] {
  if (main === null) return document.versions;
  return versionsOf(readChain(`${document.slug}/chain.jsonl`, chainOn(main, document)).lines);
}

function newLines(document: Document, main: Committed | null): readonly ChainLine[] {
  if (main === null) return [];
  const known = new Set(chainOn(main, document).split('\n'));
  return document.chain.filter((line) => !known.has(canonicalJson(line)));
}

function newVersions(document: Document, main: Committed | null): PublishedLine[] {
  return newLines(document, main).filter((line) => line.event === 'published');
}

function chainOn(main: Committed, document: Document): string {
  return main.bytes(`${slugOn(main, document)}/chain.jsonl`)?.toString() ?? '';
}

/** As the main branch has it, whatever became of the file here. */
function textOn({ root }: Library, document: Document, main: Committed | null, { version }: Version): string {
  const text = main?.bytes(`${slugOn(main, document)}/${version}.mdx`)?.toString();
  return text ?? sourceOf({ root }, document.slug, version);
}

function isTouched({ slug }: Document, changed: ReadonlySet<string> | null): boolean {
  return changed === null || [...changed].some((path) => path.startsWith(`${slug}/`) && !isData(path));
}

/** Files of `content/` that the main branch has otherwise, or has not, or that are gone here. */
function changedSince(root: string, main: Committed): Set<string> {
  const changed = new Set<string>();
  const was = new Map(main.entries);
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/');
    const before = was.get(path);
    if (!before || !isSame(readFileSync(join(root, path)), before)) changed.add(path);
    was.delete(path);
  }
  return new Set([...changed, ...was.keys()]);
}
