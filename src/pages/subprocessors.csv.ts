import type { APIRoute } from 'astro';
import { openSite } from '../documents/site.ts';
import { listCsv, noList, publishedList } from '../documents/subprocessors.ts';

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  return new Response(listCsv((await publishedList(library, today)) ?? noList));
};
