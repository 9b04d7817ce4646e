import type { APIRoute } from 'astro';
import { showDay } from '../library/model/days.ts';
import { inEffect } from '../library/model/library.ts';
import { publishedList } from '../library/text/subprocessors.ts';
import { openSite } from '../site/site.ts';
import { fill } from '../words/fill.ts';
import { programsText as words } from '../words/home.ts';

export const prerender = true;

/** The documents in effect, as plain text, for programs that read (llmstxt.org). */
export const GET: APIRoute = () => {
  const { library, origin, today } = openSite();
  const { name, siteName } = library.company;
  const documents = library.documents.flatMap(({ slug, title, description, ...document }) => {
    const current = inEffect(document, today);
    const since = current && fill(words.since, { day: showDay(current.effectiveOn) });
    return since ? [`- [${title}](${origin}/${slug}.md): ${description} ${since}`] : [];
  });
  const lines = [
    ...[`# ${siteName}`, '', `> ${fill(words.summary, { name })}`],
    ...['', `## ${words.documents}`, '', ...documents],
    ...['', `## ${words.versions}`, ''],
    ...[words.manifest, words.schema, words.feed].map(entry),
    ...(publishedList(library, today) ? [entry(words.subprocessors)] : []),
    entry(words.api),
  ];
  return new Response(`${lines.join('\n')}\n`);

  function entry(text: string): string {
    return `- ${fill(text, { origin, name })}`;
  }
};
