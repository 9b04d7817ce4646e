import type { APIRoute } from 'astro';
import { addDays } from '../../library/model/days.ts';
import { openSite } from '../../site/site.ts';

export const prerender = true;

/** RFC 9116. It expires, as it must, within the year: a site that nobody builds any more should not promise answers. */
export const GET: APIRoute = () => {
  const { library, origin, today } = openSite();
  const lines = [
    `Contact: mailto:${library.company.privacyAddress}`,
    `Expires: ${addDays(today, 360)}T00:00:00Z`,
    `Canonical: ${origin}/.well-known/security.txt`,
    'Preferred-Languages: en',
  ];
  return new Response(`${lines.join('\n')}\n`);
};
