import { existsSync } from 'node:fs';
import { checkAll } from './cli-check.ts';
import { fail, required, type Typed, text, type Verb } from './cli-frame.ts';
import { compareVersions } from './compare/compare.ts';
import { toText } from './compare/text.ts';
import { inEffect, openLibrary, sourceOf } from './library.ts';
import { showProblem } from './problem.ts';
import { preview } from './publish-preview.ts';
import { review as reviewLibrary } from './publish-review.ts';
import { documentIn, freeze } from './publish-write.ts';
import { createRenderer } from './render.ts';

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
    const read = async (name: string) => render(await textOf(typed, slug, name));
    const comparison = compareVersions(await read(typed.text('from') ?? ''), await read(typed.text('to') ?? ''));
    console.log(typed.json ? JSON.stringify(comparison, null, 2) : toText(comparison));
  },
};

const reviewUsage = `npm run policy -- review [--main <branch>] [--preview <folder>] [--json]

  --main      the branch that publishes: what differs from it is reviewed; without it every document
  --preview   also writes a copy of content/ there in which every draft is in effect, for
              CONTENT_DIR=<folder> npm run build
It always succeeds: what is wrong is part of what it says.`;

export const review: Verb = {
  does: 'says for a pull request what changed, what is wrong, who would be told, and when at the earliest',
  usage: reviewUsage,
  options: { main: text, preview: text },
  async run({ content, json, today, text }) {
    const main = text('main') ?? null;
    const problems = await checkAll(content, today(), main);
    const found = problems.length > 0 ? problems.map((problem) => `- ${showProblem(problem)}`) : ['Nothing is wrong.'];
    // What cannot be read cannot be compared.
    const words = await reviewLibraryOrSay(content, main, today());
    const said = `What the check found\n====================\n${found.join('\n')}\n\n${words}`;
    console.log(json ? JSON.stringify({ review: said, problems: problems.length }) : said);

    const folder = text('preview');
    if (!folder) return;
    if (existsSync(folder)) fail(`${folder} is there already.`);
    await preview(content, folder, today()).catch((error: unknown) => console.error(`No preview: ${String(error)}`));
  },
};

async function reviewLibraryOrSay(content: string, main: string | null, today: string): Promise<string> {
  try {
    return await reviewLibrary(openLibrary(content), main, today);
  } catch {
    return 'The documents cannot be compared until this is mended.';
  }
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
