import type { APIRoute } from 'astro';
import { listCsv, noList, publishedList } from '../library/text/subprocessors.ts';
import { openSite } from '../site/site.ts';

export const prerender = true;

export const GET: APIRoute = () => {
  const { library, today } = openSite();
  return new Response(listCsv(publishedList(library, today) ?? noList));
};
