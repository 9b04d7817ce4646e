import type { APIRoute } from 'astro';
import { openSite } from '../documents/site.ts';

export const GET: APIRoute = async () => {
  const { origin } = await openSite();
  const lines = [
    'User-agent: *',
    'Disallow: /search/',
    'Disallow: /requests/WT-',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
  ];
  return new Response(`${lines.join('\n')}\n`);
};
