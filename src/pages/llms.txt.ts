import type { APIRoute } from 'astro';
import { showDay } from '../documents/days.ts';
import { inEffect } from '../documents/library.ts';
import { openSite } from '../documents/site.ts';
import { publishedList } from '../documents/subprocessors.ts';

/** The documents in effect, as plain text, for programs that read (llmstxt.org). */
export const GET: APIRoute = async () => {
  const { library, origin, today } = await openSite();
  const { name, siteName } = library.company;
  const documents = library.documents.flatMap(({ slug, title, description, ...document }) => {
    const current = inEffect(document, today);
    const since = current && `In effect since ${showDay(current.effectiveOn)}.`;
    return since ? [`- [${title}](${origin}/${slug}.md): ${description} ${since}`] : [];
  });
  const lines = [
    ...[`# ${siteName}`, '', `> ${name}’s policies as they are in effect today, with every version they ever had.`],
    ...['', '## Documents', '', ...documents],
    ...['', '## Versions', ''],
    `- [Manifest](${origin}/documents.json): every version with its dates, class, summary and digests`,
    `- [Schema of the manifest](${origin}/documents.schema.json): JSON Schema`,
    `- [Feed](${origin}/feed.json): the last versions, each with what changed`,
    ...((await publishedList(library, today))
      ? [`- [Subprocessors](${origin}/subprocessors.json): the list in effect`]
      : []),
    `- [API](${origin}/api/): for programs of ${name}’s own; what is in effect is told to anybody`,
  ];
  return new Response(`${lines.join('\n')}\n`);
};
