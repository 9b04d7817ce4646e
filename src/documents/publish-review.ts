import { join } from 'node:path';
import { readChain } from './chain.ts';
import { type Version, versionsOf } from './chain-effects.ts';
import { compareVersions } from './compare/compare.ts';
import { toText } from './compare/text.ts';
import { addDays, type Day, showDay } from './days.ts';
import { fileOn, gitIn } from './git.ts';
import { type Document, type Library, sourceOf, versioned, waiting } from './library.ts';
import { touchedPromises } from './publish-promises.ts';
import { noticeFor } from './publish-rules.ts';
import { freeze } from './publish-write.ts';
import { createRenderer, type Rendered } from './render.ts';

/** What a change means, in words, for whoever has to approve it: each document that differs from the main branch's. */
export async function review(library: Library, main: string | null, today: Day): Promise<string> {
  const render = await createRenderer();
  const parts = versioned(library)
    .filter((document) => isTouched(library, document, main))
    .map(async (document) => {
      const after = await freeze(library, document);
      const last = versionsOn(library, document, main).findLast(({ cancelled }) => !cancelled);
      if (!after.ok || !last)
        return [heading(document), 'Nothing was published of it before.', told(document)].join('\n');
      const before = await render(sourceOf(library, document.slug, last.version));
      return wordsFor(library, document, { last, before, after: await render(after.value) }, today);
    });
  const words = await Promise.all(parts);
  return words.length > 0 ? words.join('\n\n') : 'No document is touched.';
}

function wordsFor(
  { root }: Library,
  document: Document,
  { last, before, after }: { last: Version; before: Rendered; after: Rendered },
  today: Day,
): string {
  const touched = touchedPromises(root, document.slug, before, after);
  return [
    heading(document),
    `Compared with version ${last.version}: ${toText(compareVersions(before, after))}`,
    '',
    touched.length > 0 ? 'Promises touched:' : 'No promise is touched.',
    ...touched.map(({ id, words }) => `- ${id}: ${words}`),
    '',
    told(document),
    earliest(document, today),
  ].join('\n');
}

function heading({ title, slug }: Document): string {
  return `${title} (content/${slug})\n${'='.repeat(title.length + slug.length + 11)}`;
}

function told({ slug, versions }: Document): string {
  if (versions.length === 0) return 'Who would be told: nobody; a first version is not announced.';
  if (slug.startsWith('purposes/'))
    return 'Who would be told: nobody; but of an editorial change, whoever consented is asked again.';
  return `Who would be told: of an editorial change nobody; of any other everyone who subscribed to "${slug}".`;
}

/** Published and merged on the day of the review. */
function earliest(document: Document, today: Day): string {
  const next = waiting(document, today);
  const from = next?.effectiveOn ?? today;
  const days = (['editorial', 'notice', 'agreement'] as const).map((change) => {
    const day = addDays(from, noticeFor(document, change));
    return `${change} ${day} (${showDay(day)})`;
  });
  const waits = next
    ? `Version ${next.version} waits for ${showDay(next.effectiveOn)}, and nothing is published before. `
    : '';
  return `${waits}Earliest day of effect, if it is merged that day: ${days.join(', ')}.`;
}

function versionsOn(
  { root }: Library,
  { slug, formerly, versions }: Document,
  main: string | null,
): readonly Version[] {
  if (main === null) return versions;
  const chain = fileOn(gitIn(join(root, slug)), main, formerly, 'chain.jsonl') ?? '';
  return versionsOf(readChain(`${slug}/chain.jsonl`, chain).lines);
}

/** Facts and the list of subprocessors stand in several documents. */
function isTouched({ root }: Library, { slug }: Document, main: string | null): boolean {
  if (main === null) return true;
  const differs = gitIn(root)(
    'diff',
    '--name-only',
    '--end-of-options',
    main,
    '--',
    slug,
    'company.yaml',
    'subprocessors/list.yaml',
  );
  return differs !== null && differs.trim() !== '';
}
