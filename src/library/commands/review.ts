import { existsSync } from 'node:fs';
import { compareVersions } from '../compare/compare.ts';
import { toText } from '../compare/text.ts';
import { inEffect, type Library, openLibrary, readLibrary, sourceOf } from '../model/library.ts';
import { showProblem } from '../model/problem.ts';
import { classPatch } from '../promises/class-patch.ts';
import { warnOfPromises } from '../promises/warnings.ts';
import { preview } from '../publishing/preview.ts';
import { documentIn, freeze } from '../publishing/version-file.ts';
import { review as reviewLibrary } from '../review/publish-review.ts';
import { openPullRequest } from '../review/pull-request.ts';
import { alarm, beside, found, type Part, toText as reportOf, toTextWithin } from '../review/review-report.ts';
import { createRenderer } from '../text/render.ts';
import { checkAll } from './check.ts';
import { fail, required, type Typed, text, type Verb } from './verb.ts';

const compareUsage = `npm run policy -- compare --document <name> [--from <version>] [--to <version>] [--json]

  --from, --to   a version, as 2026-04-23, or current, or draft; without them current and draft
Inserted words stand as {+these+}, deleted ones as [-these-].`;

export const compare: Verb = {
  does: 'says what changed between two versions, or in the draft',
  usage: compareUsage,
  options: { document: text, from: { ...text, default: 'current' }, to: { ...text, default: 'draft' } },
  async run(typed) {
    const slug = required(typed, 'document', compareUsage);
    const render = await createRenderer();
    const read = async (name: string) =>
      render(await textOf(typed, slug, name)).catch(() =>
        fail(`The text of ${slug}, ${name}, cannot be read. Run \`npm run policy -- check\`: it says why.`),
      );
    const comparison = compareVersions(await read(typed.text('from') ?? ''), await read(typed.text('to') ?? ''));
    console.log(typed.json ? JSON.stringify(comparison, null, 2) : toText(comparison));
  },
};

const reviewUsage = `npm run policy -- review [--main <branch>] [--branch <branch>] [--preview <folder>] [--json]

  --main      the branch that publishes: what differs from it is reviewed; without it every document
  --branch    a branch or commit that is not checked out, as it would be merged into --main: it is read from
              git as data, and nothing of it is run
  --preview   also writes a copy of content/ there in which every draft is in effect, for
              CONTENT_DIR=<folder> npm run build
It always succeeds: what is wrong is part of what it says.`;

/** What a comment at the host holds, with room for what stands around it. */
const longestComment = 50_000;
const whole = 'all of it stands in review.txt, in what the run left as "review"';

export const review: Verb = {
  does: 'says for a pull request what changed, what is wrong, who would be told, and when at the earliest',
  usage: reviewUsage,
  options: { main: text, branch: text, preview: text },
  async run({ content, json, today, text }) {
    const folder = text('preview');
    if (folder && existsSync(folder)) fail(`${folder} is there already.`);
    const main = text('main') ?? null;
    using laid = await layOut(content, main, text('branch'), today());
    const root = laid?.content ?? content;
    const problems = [...(laid?.problems ?? []), ...(await checkAll(root, today(), main))];
    const before = laid?.before ?? [];
    const { library } = readLibrary(root);
    const words = library ? await reviewLibrary(library, main, today()) : [];
    const classes = library ? await classPart(library, today()) : null;
    const parts = [
      alarm(problems),
      beside(laid?.outside ?? []),
      found(problems, before),
      ...(library && words.length === 0 ? [{ heading: 'Documents', text: 'No document is touched.' }] : words),
      classes,
      library ? await promisesPart(library, today()) : null,
    ].filter((part) => part !== null);
    const own = problems.filter((problem) => problem.isFrozen || !before.includes(showProblem(problem)));
    const said = { review: toTextWithin(parts, longestComment, whole), whole: reportOf(parts), problems: own.length };
    console.log(json ? JSON.stringify(said) : said.whole);
    if (folder) await preview(root, folder, today()).catch((error) => console.error(`No preview: ${String(error)}`));
  },
};

/** What `class` would write for whoever has no terminal at hand. What cannot be read has been told by the check. */
async function classPart(library: Library, today: string): Promise<Part | null> {
  const patch = await classPatch(library, today).catch(() => null);
  if (!patch) return null;
  const text = `As a patch, where what is new promises nothing; otherwise run class, or take the line out and quote the sentence in a file of content/promises/. Save what follows as class.patch, and run: git apply class.patch\n\n${patch}`;
  return { heading: 'Classes of new sentences', text };
}

/** What holds nothing up. */
async function promisesPart(library: Library, today: string): Promise<Part | null> {
  const warnings = await warnOfPromises(library, today).catch(() => []);
  if (warnings.length === 0) return null;
  return { heading: 'Promises to look at', text: warnings.map((warning) => `- ${showProblem(warning)}`).join('\n') };
}

/** A branch that is not checked out, and what is wrong on the main branch without it. */
async function layOut(content: string, main: string | null, branch: string | undefined, today: string) {
  if (branch === undefined) return null;
  const opened = openPullRequest(content, main ?? fail(`--branch needs --main.\n\n${reviewUsage}`, 64), branch);
  if (typeof opened === 'string') return fail(opened);
  return Object.assign(opened, { before: (await checkAll(content, today)).map(showProblem) });
}

async function textOf({ content, today }: Typed, slug: string, name: string): Promise<string> {
  const library = openLibrary(content);
  const document = documentIn(library, slug);
  if (!document.ok) return fail(document.problems.join('\n'));
  if (name === 'draft') {
    const draft = await freeze(library, document.value);
    return draft.ok ? draft.value : fail(draft.problems.join('\n'));
  }
  const { versions } = document.value;
  const version =
    name === 'current' ? inEffect(document.value, today()) : versions.find(({ version }) => version === name);
  const choice = versions.map(({ version }) => version).join(', ') || 'none yet';
  return version
    ? sourceOf(library, slug, version.version)
    : fail(`There is no version "${name}". There are: ${choice}.`);
}
