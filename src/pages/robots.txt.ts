import { isPreview } from 'virtual:build';
import type { APIRoute } from 'astro';
import { openSite } from '../site/site.ts';

export const prerender = true;

export const GET: APIRoute = () => {
  const { origin } = openSite();
  if (isPreview) return new Response('User-agent: *\nDisallow: /\n');
  const lines = [
    'User-agent: *',
    'Disallow: /search/',
    'Disallow: /requests/WT-',
    '',
    `Sitemap: ${origin}/sitemap.xml`,
  ];
  return new Response(`${lines.join('\n')}\n`);
};
