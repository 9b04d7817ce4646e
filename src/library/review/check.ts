import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkAgreementFacts } from '../checking/agreement-facts.ts';
import { checkFiles } from '../checking/files.ts';
import { checkLinks, type Target } from '../checking/links.ts';
import { checkMail, type WordingFiles } from '../checking/mail.ts';
import { checkPlaceholders } from '../checking/placeholders.ts';
import { checkPublished, readPublished } from '../checking/published.ts';
import { checkRetired } from '../checking/retired.ts';
import { checkRoles } from '../checking/roles.ts';
import { checkSigns } from '../checking/signs.ts';
import { checkTerms } from '../checking/terms.ts';
import { type CheckedText, checkText } from '../checking/text.ts';
import { checkVersions } from '../checking/versions.ts';
import { newestText } from '../model/chain/effects.ts';
import { type Day, dayIn } from '../model/days.ts';
import { readWritten } from '../model/files/line-ends.ts';
import { checkReadable } from '../model/files/text-file.ts';
import { readYaml } from '../model/files/yaml.ts';
import { type Document, type Library, readLibrary, slugsOf, sourceOf, versioned, waiting } from '../model/library.ts';
import { checkFormerNames, checkName, namesOf } from '../model/names.ts';
import { type Problem, problemIn, showProblem } from '../model/problem.ts';
import { checkRetention } from '../model/retention.ts';
import { retentionShape } from '../model/shapes.ts';
import { checkPromises } from '../promises/check.ts';
import { uselessCorrection } from '../publishing/correction.ts';
import { noCache, type RenderingCache } from '../text/rendering-cache.ts';
import { checkMain, type Main } from './main.ts';

/** All that is wrong in the library, in words. Nothing is published and nothing is built while there is something. */
export function check(
  root: string,
  {
    mail,
    main,
    promises = false,
    today,
    cache = noCache,
  }: {
    mail?: WordingFiles;
    main?: Main;
    /** Whether sentences are classed and promises proved: not a matter of building, but of publishing. */
    promises?: boolean;
    today?: Day;
    cache?: RenderingCache;
  } = {},
): Problem[] {
  const unreadable = checkReadable(root);
  if (unreadable.length > 0) {
    return [...(main ? checkMain({ root, library: null }, main, cache) : []), ...unreadable];
  }
  const { library, problems } = readLibrary(root);
  problems.push(...checkFiles(root));
  const retention = readYaml(root, 'retention.yaml', retentionShape, problems);
  if (retention) problems.push(...checkRetention(retention));
  if (mail) problems.push(...checkMail(root, mail));
  if (library) problems.push(...checkRoles(library), ...checkAgreementFacts(library));
  const on = today ?? dayIn(library?.company.timeZone ?? 'UTC', new Date());
  if (library) problems.push(...checkDocuments(library, cache, on));
  if (main) problems.unshift(...checkMain({ root, library }, main, cache));
  if (library && promises) problems.push(...checkPromises(library, on));
  return [...new Map(problems.map((problem) => [showProblem(problem), problem])).values()];
}

function checkDocuments(library: Library, cache: RenderingCache, today: Day): Problem[] {
  const problems = checkFormerNames(versioned(library));
  const drafts: CheckedText[] = [];
  const newestTexts: CheckedText[] = [];
  const targets = new Map<string, Target | null>(slugsOf(library.root).map((slug) => [slug, null]));

  for (const document of versioned(library)) {
    problems.push(...checkName(document.slug), ...checkVersions(library.root, document));
    const draft = checkDraft(library, document, problems);
    problems.push(...checkCorrection(library, document, today));
    const newest = newestText(document.versions);
    // The draft goes on from the newest text, which is not the last that was published where that one only corrects.
    const published = [...document.versions.filter((version) => version !== newest), ...(newest ? [newest] : [])]
      .filter(({ version }) => document.files.includes(version))
      .map(({ version }) => ({
        file: `${document.slug}/${version}.mdx`,
        text: sourceOf(library, document.slug, version),
      }));
    const versions = published.flatMap((text) => checkPublished(cache, text, problems) ?? []);
    const last = published.slice(-1).flatMap((text) => readPublished(text) ?? [])[0];
    if (draft) {
      drafts.push(draft);
      problems.push(...checkPlaceholders(draft, last ?? null), ...checkRetired(document, versions, draft));
    }
    if (last) newestTexts.push(last);
    if (!draft && !last) {
      if (!existsSync(join(library.root, document.slug, 'draft.mdx'))) targets.delete(document.slug);
      continue;
    }
    const target = {
      ids: new Set([...(draft?.ids ?? []), ...(last?.ids ?? [])]),
      versions: new Map(versions.map(({ file, ids }) => [file.slice(document.slug.length + 1, -'.mdx'.length), ids])),
    };
    for (const name of namesOf(document)) targets.set(name, target);
  }

  // A published text cannot be mended: only where it leads nowhere at all is it time for a new version.
  for (const text of drafts) problems.push(...checkLinks(text, targets, { fragments: true }));
  for (const text of newestTexts) problems.push(...checkLinks(text, targets, { fragments: false }));
  return problems;
}

/** A text in effect that is corrected by hand, while another waits. */
function checkCorrection({ root, company }: Library, document: Document, today: Day): Problem[] {
  const file = `${document.slug}/correction.mdx`;
  if (!existsSync(join(root, file))) return [];
  if (!waiting(document, today)) return [problemIn(file, ...uselessCorrection(document))];
  const problems: Problem[] = [];
  checkText(file, readWritten(join(root, file)), company.facts, problems);
  return problems;
}

function checkDraft(library: Library, document: Document, problems: Problem[]) {
  const { root, company } = library;
  const { slug, files, versions } = document;
  const path = join(root, slug, 'draft.mdx');
  if (!existsSync(path)) return null;
  const text = readWritten(path);
  problems.push(...checkTerms(slug, `${slug}/draft.mdx`, text));
  const checked = checkText(`${slug}/draft.mdx`, text, company.facts, problems);
  if (!checked) return null;
  // What the newest version says in the same line was read, and stays as it is.
  const last = newestText(versions.filter(({ version }) => files.includes(version)));
  const published = new Set(last ? sourceOf(library, slug, last.version).split('\n') : []);
  const lines = text.split('\n');
  problems.push(...checkSigns(checked, text).filter(({ line }) => !published.has(lines[(line ?? 0) - 1] ?? '')));
  return checked;
}
