import type { APIRoute } from 'astro';
import type { Day } from '../library/model/days.ts';
import { inEffect, standingOf } from '../library/model/library.ts';
import { openSite } from '../site/site.ts';

export const prerender = true;

/** What search engines may show, with the day on which it last changed where that is known. */
export const GET: APIRoute = () => {
  const { library, origin, today } = openSite();
  const pages = library.documents.flatMap((document) => {
    const current = inEffect(document, today);
    const days = document.chain.map((line) => (line.event === 'published' ? line.publishedOn : line.on));
    return [
      ...(current ? [{ path: `/${document.slug}/`, day: current.effectiveOn }] : []),
      ...(days.length > 0
        ? [{ path: `/${document.slug}/history/`, day: latest([...days, current?.effectiveOn ?? '']) }]
        : []),
      ...document.versions
        .filter((version) => standingOf(document, version, today) === 'old')
        .map(({ version, publishedOn }) => ({ path: `/${document.slug}/${version}/`, day: publishedOn })),
    ];
  });
  const others = ['/promises/', '/requests/', '/requests/new/', '/updates/'].map((path) => ({ path, day: '' }));
  const all = [{ path: '/', day: latest(pages.map(({ day }) => day)) }, ...pages, ...others];
  const urls = all.map(
    ({ path, day }) => `<url><loc>${origin}${path}</loc>${day && `<lastmod>${day}</lastmod>`}</url>\n`,
  );
  const schema = 'http://www.sitemaps.org/schemas/sitemap/0.9';
  return new Response(
    `<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="${schema}">\n${urls.join('')}</urlset>\n`,
  );
};

function latest(days: readonly Day[]): Day {
  return days.toSorted().at(-1) ?? '';
}
