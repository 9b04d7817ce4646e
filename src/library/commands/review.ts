import { existsSync } from 'node:fs';
import { compareVersions } from '../compare/compare.ts';
import { toText } from '../compare/formats/text.ts';
import { inEffect, type Library, openLibrary, readLibrary, sourceOf } from '../model/library.ts';
import { showProblem } from '../model/problem.ts';
import { attempt } from '../model/result.ts';
import { classPatch } from '../promises/class-patch.ts';
import { warnOfPromises } from '../promises/warnings.ts';
import { preview } from '../publishing/preview.ts';
import { documentIn, freeze } from '../publishing/version-file.ts';
import { review as reviewLibrary } from '../review/publish-review.ts';
import { openMainContent, openPullRequest } from '../review/pull-request.ts';
import { alarm, beside, found, type Part, toText as reportOf, toTextWithin } from '../review/review-report.ts';
import { type Rendered, render } from '../text/render.ts';
import { checkAll } from './check.ts';
import { fail, type Policy, type Today } from './verb.ts';

export function addCompare(program: Policy, today: Today): void {
  program
    .command('compare')
    .description('says what changed between two versions, or in the draft')
    .requiredOption('--document <name>', "the document's folder in content/")
    .option('--from <version>', 'a version, as 2026-04-23, or current, or draft', 'current')
    .option('--to <version>', 'the same', 'draft')
    .addHelpText('after', '\nInserted words stand as {+these+}, deleted ones as [-these-].')
    .action(({ document: slug, from, to }) => {
      const { content, json } = program.opts();
      const read = (name: string) => rendered(content, { slug, name, today: today() });
      const comparison = compareVersions(read(from), read(to));
      console.log(json ? JSON.stringify(comparison, null, 2) : toText(comparison));
    });
}

/** What a comment at the host holds, with room for what stands around it. */
const longestComment = 50_000;
const whole = 'all of it stands in review.txt, in what the run left as "review"';

export function addReview(program: Policy, today: Today): void {
  program
    .command('review')
    .description('says for a pull request what changed, what is wrong, who would be told, and when at the earliest')
    .option('--main <branch>', 'the branch that publishes: what differs from it is reviewed; without it every document')
    .option(
      '--branch <branch>',
      'a branch or commit that is not checked out, as it would be merged into --main: it is read from git as data, and nothing of it is run',
    )
    .option(
      '--preview <folder>',
      'also writes a copy of content/ there in which every draft is in effect, for CONTENT_DIR=<folder> npm run build',
    )
    .addHelpText('after', '\nIt always succeeds: what is wrong is part of what it says.')
    .action(({ main = null, branch, preview: folder }) => {
      const { content, json } = program.opts();
      if (folder && existsSync(folder)) fail(`${folder} is there already.`);
      using laid = layOut(content, main, branch, today());
      const root = laid?.content ?? content;
      const problems = [...(laid?.problems ?? []), ...checkAll(root, today(), main)];
      const before = laid?.before ?? [];
      const { library } = readLibrary(root);
      const words = library ? reviewLibrary(library, main, today()) : [];
      const classes = library ? classPart(library, today()) : null;
      const parts = [
        alarm(problems),
        beside(laid?.outside ?? []),
        found(problems, before),
        ...(library && words.length === 0 ? [{ heading: 'Documents', text: 'No document is touched.' }] : words),
        classes,
        library ? promisesPart(library, today()) : null,
      ].filter((part) => part !== null);
      const own = problems.filter((problem) => problem.isFrozen || !before.includes(showProblem(problem)));
      const said = { review: toTextWithin(parts, longestComment, whole), whole: reportOf(parts), problems: own.length };
      console.log(json ? JSON.stringify(said) : said.whole);
      if (folder) writePreview(root, folder, today());
    });
}

/** What `class` would write for whoever has no terminal at hand. What cannot be read has been told by the check. */
function classPart(library: Library, today: string): Part | null {
  const patch = attempt(() => classPatch(library, today));
  if (!patch) return null;
  const text = `As a patch, where what is new promises nothing; otherwise run class, or take the line out and quote the sentence in a file of content/promises/. Save what follows as class.patch, and run: git apply class.patch\n\n${patch}`;
  return { heading: 'Classes of new sentences', text };
}

/** What holds nothing up. */
function promisesPart(library: Library, today: string): Part | null {
  const warnings = attempt(() => warnOfPromises(library, today)) ?? [];
  if (warnings.length === 0) return null;
  return { heading: 'Promises to look at', text: warnings.map((warning) => `- ${showProblem(warning)}`).join('\n') };
}

/** A branch that is not checked out, and what is wrong on the main branch without it. */
function layOut(content: string, main: string | null, branch: string | undefined, today: string) {
  if (branch === undefined) return null;
  const base = main ?? fail('--branch needs --main.', 64);
  const opened = openPullRequest(content, base, branch);
  if (typeof opened === 'string') return fail(opened);
  // Not what is checked out, which may be the branch.
  using without = openMainContent(content, base);
  return Object.assign(opened, { before: checkAll(without.content, today).map(showProblem) });
}

function writePreview(root: string, folder: string, today: string): void {
  try {
    preview(root, folder, today);
  } catch (error) {
    console.error(`No preview: ${String(error)}`);
  }
}

interface Named {
  readonly slug: string;
  readonly name: string;
  readonly today: string;
}

function rendered(content: string, named: Named): Rendered {
  const text = textOf(content, named);
  return (
    attempt(() => render(text)) ??
    fail(`The text of ${named.slug}, ${named.name}, cannot be read. Run \`npm run policy -- check\`: it says why.`)
  );
}

function textOf(content: string, { slug, name, today }: Named): string {
  const library = openLibrary(content);
  const document = documentIn(library, slug);
  if (!document.ok) return fail(document.problems.join('\n'));
  if (name === 'draft') {
    const draft = freeze(library, document.value);
    return draft.ok ? draft.value : fail(draft.problems.join('\n'));
  }
  const { versions } = document.value;
  const version =
    name === 'current' ? inEffect(document.value, today) : versions.find(({ version }) => version === name);
  if (version) return sourceOf(library, slug, version.version);
  const choice = versions.map(({ version }) => version).join(', ');
  return fail(
    choice ? `There is no version "${name}". There are: ${choice}.` : `Nothing of "${slug}" is published yet.`,
  );
}
