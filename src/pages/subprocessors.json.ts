import type { APIRoute } from 'astro';
import { noList, publishedList } from '../library/text/subprocessors.ts';
import { openSite } from '../site/site.ts';

export const prerender = true;

export const GET: APIRoute = () => {
  const { library, today } = openSite();
  return Response.json(publishedList(library, today) ?? noList);
};
