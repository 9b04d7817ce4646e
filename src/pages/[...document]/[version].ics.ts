import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { comparePath } from '../../library/compare/path.ts';
import { versionInEffect } from '../../library/model/chain/effects.ts';
import { addDays } from '../../library/model/days.ts';
import { calendarFile } from '../../library/publishing/calendar.ts';
import { openSite } from '../../site/site.ts';

export const prerender = true;

export function getStaticPaths() {
  const { library } = openSite();
  return library.documents.flatMap((document) =>
    document.versions.map((version) => ({
      params: { document: document.slug, version: version.version },
      props: { document, version },
    })),
  );
}

/** The day from which a version binds, for a calendar: the mail that tells of it leads here. */
export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = ({ props: { document, version } }) => {
  const { library, origin } = openSite();
  const { slug } = document;
  const earlier = document.versions.filter((other) => other !== version);
  const before = versionInEffect(earlier, addDays(version.effectiveOn, -1));
  const file = calendarFile({
    document: slug,
    title: document.title,
    company: library.company.name,
    origin,
    version: version.version,
    publishedOn: version.publishedOn,
    effectiveOn: version.effectiveOn,
    moved: version.postponements.length,
    isOff: version.cancelled !== null,
    link: `${origin}${before ? comparePath(slug, before.version, version.version) : `/${slug}/${version.version}/`}`,
  });
  return new Response(file, { headers: { 'Content-Type': 'text/calendar; charset=utf-8' } });
};
