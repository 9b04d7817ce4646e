import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lineFor as importedLine } from '../importing/line.ts';
import { extend, readChain } from '../model/chain/chain.ts';
import { versionsOf, versionWaiting } from '../model/chain/effects.ts';
import { type ChainLine, type PublishedLine, parseLine } from '../model/chain/line.ts';
import { dayAfter, dayOf } from '../model/chain/rules.ts';
import { addDays, type Day, showDay } from '../model/days.ts';
import { canonicalJson, type Json } from '../model/files/canonical-json.ts';
import { type Document, type Library, sourceOf, versioned } from '../model/library.ts';
import { type Problem, problemIn } from '../model/problem.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { cancellationOf, postponementOf } from '../publishing/decision.ts';
import { lineFor } from '../publishing/line.ts';
import { measureOf } from '../publishing/predecessor.ts';
import type { Publication } from '../publishing/publication.ts';
import { lineAgain } from '../publishing/publish.ts';
import { freeze } from '../publishing/version-file.ts';
import { digestsOf } from '../text/derivation.ts';
import type { Render } from '../text/render.ts';
import { chainIn, firstVersionOpen, isMerging, linesAfter, ruledBy, rulesOn, slugOn } from './frozen.ts';
import type { Committed } from './main-branch.ts';

/** Days from the making of a line to its coming to the main branch: time to look at it, and no room to date it back. */
const reviewDays = 14;

/**
 * Makes each line that the main branch has not once more, from the text, the draft and the rules, and says where what
 * comes of it is not what stands there: no line is written by hand.
 */
export function checkDerived(
  library: Library,
  main: Committed,
  { today, render }: { today: Day; render: Render },
): Problem[] {
  return versioned(library).flatMap((document) => checkDocument(library, main, document, { today, render }));
}

function checkDocument(
  library: Library,
  main: Committed,
  document: Document,
  { today, render }: { today: Day; render: Render },
): Problem[] {
  const { root } = library;
  const { slug } = document;
  const file = `${slug}/chain.jsonl`;
  const was = slugOn(main, document);
  const base = main.bytes(`${was}/chain.jsonl`);
  const after = linesAfter(root, slug, base);
  if (after?.length === 0 || isMerging(chainIn(root, slug))) return [];
  const problems: Problem[] = [];
  const begun = readChain(file, base?.toString('utf8') ?? '').lines;

  const first = after ? null : firstVersionOpen(main, was);
  if (!after && !first) return [];
  const written = after ?? linesAfter(root, slug, null) ?? [];
  const before = (first ? [] : begun) as ChainLine[];
  if (base && !rulesOn(main, document)) {
    const problem =
      'The rules that the main branch has for this document cannot be read, so nothing can be recorded by them.';
    return [problemIn(file, problem, 'Bring what is new in company.yaml or document.yaml to the main branch first.')];
  }
  const ruled = ruledBy(main, document);

  const own = written.map((bytes) => parseLine(bytes));
  const last = own.findLast((line) => typeof line !== 'string' && line.event === 'published' && !line.imported);
  for (const [index, line] of own.entries()) {
    const bytes = written[index] ?? '';
    // What cannot be read is told where chains are read.
    if (typeof line === 'string') return problems;
    const place = before.length + 1;
    const report = (problem: string, remedy: string) =>
      problems.push({ ...problemIn(file, problem, remedy, { line: place }), isFrozen: true });
    const again = `Let the command make it: \`npm run policy -- publish --rederive --document ${slug}\`.`;
    const versions = versionsOf(before);
    const earlier = { ...ruled, chain: [...before], versions, files: versions.map(({ version }) => version) };

    const isFirstAgain = first !== null && index === 0;
    const made = remake(line, { ...earlier, isFirstAgain });
    const isDated = isFirstAgain ? null : datedWrong(line, dayAfter(before, today));
    if (isDated) report(isDated, again);
    if (!made.ok) {
      report(`${said(line)} cannot be recorded so. ${made.problems.join(' ')}`, again);
    } else if (canonicalJson(made.value) !== bytes) {
      report(`${said(line)} is not what the command makes of it: ${differing(made.value, bytes)}.`, again);
    }
    if (line.event === 'published' && line === last) {
      const draft = freeze(library, document);
      // A text that is corrected by hand has no draft: the draft goes on from the one that waits.
      const drafted = versionWaiting(versionsOf([...before, line]), line.publishedOn) ?? line;
      if (!draft.ok || draft.value !== textOf(drafted)) {
        report(
          `Version ${drafted.version} does not say what its draft says, with the facts and the list of subprocessors as they stand here.`,
          `${again} What is still being written belongs into another change.`,
        );
      }
    }
    before.push(line);
  }
  return problems;

  function remake(
    line: ChainLine,
    { isFirstAgain, ...earlier }: Document & { isFirstAgain: boolean },
  ): Result<ChainLine, string> {
    if (line.event === 'postponed') return postponementOf(earlier, line, line.on);
    if (line.event === 'cancelled') return cancellationOf(earlier, line, line.on);
    const source = textOf(line);
    if (source === null) return fail(`The text of version ${line.version} is missing.`);
    if (isFirstAgain) {
      const remade = { ...earlier, chain: first ? [first] : [], provisional: true, publishedElsewhere: false };
      const { summary, approvedBy, recordedBy } = line;
      return lineAgain(remade, { summary, approvedBy, ...(recordedBy ? { recordedBy } : {}) }, source);
    }
    if (line.imported) return importedAgain(line, earlier, digestsOf(source, render(source)));
    const { summary, approvedBy, effectiveOn, confirmed: confirm, recordedBy, corrects, urgent } = line;
    const said = { document: slug, summary, approvedBy, confirm, recordedBy, corrects, urgent };
    const wanted = { ...said, class: line.class, effectiveOn };
    const given = { source, today: line.publishedOn };
    const made = lineFor(library, earlier, wanted, given);
    const isEditorial = urgent === undefined && (line.class === 'editorial' || corrects !== undefined);
    return made.ok && isEditorial && !confirm ? (asMeasuredByMain(earlier, wanted, given) ?? made) : made;
  }

  /** By the names and promises that the main branch has: a change does not alter its own measure. */
  function asMeasuredByMain(earlier: Document, wanted: Publication, given: { source: string; today: Day }) {
    const last = measureOf(earlier, wanted, given.today);
    if (!main.library || !last || !base) return null;
    writeFileSync(join(main.library.root, was, `${last.version}.mdx`), sourceOf(library, slug, last.version));
    const language = rulesOn(main, document)?.language;
    const made = lineFor(main.library, { ...earlier, slug: was, language }, wanted, given);
    return made.ok ? null : made;
  }

  function textOf({ version }: PublishedLine): string | null {
    return document.files.includes(version) ? sourceOf(library, slug, version) : null;
  }
}

function datedWrong(line: ChainLine, today: Day): string | null {
  const day = dayOf(line);
  if (day > today) return `This line is of ${showDay(day)}, a day to come.`;
  if ((line.event === 'published' && line.imported) || day >= addDays(today, -reviewDays)) return null;
  return `This line is of ${showDay(day)} and gets to readers today: more than ${reviewDays} days lie between.`;
}

function said(line: ChainLine): string {
  if (line.event === 'published') return `Version ${line.version}`;
  return line.event === 'postponed' ? 'The postponement' : 'The cancellation';
}

/** Which entries of a line are not what they would be. */
function differing(made: ChainLine, bytes: string): string {
  const [is, would] = [JSON.parse(bytes) as Record<string, unknown>, made as unknown as Record<string, unknown>];
  const names = [...new Set([...Object.keys(is), ...Object.keys(would)])].filter(
    (name) => canonicalJson((is[name] ?? null) as Json) !== canonicalJson((would[name] ?? null) as Json),
  );
  return names.length > 0 ? names.sort().join(', ') : 'it is written otherwise';
}

function importedAgain(
  line: PublishedLine,
  { chain }: Document,
  digests: ReturnType<typeof digestsOf>,
): Result<PublishedLine, string> {
  const { publishedOn: day, imported, summary } = line;
  const state = { day, ...(imported ?? { commit: '', path: '' }) };
  return succeed(extend(chain, importedLine(state, summary, digests)));
}
