import type { APIRoute } from 'astro';
import { noList, publishedList } from '../library/text/subprocessors.ts';
import { openSite } from '../site/site.ts';

export const prerender = true;

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  return Response.json((await publishedList(library, today)) ?? noList);
};
