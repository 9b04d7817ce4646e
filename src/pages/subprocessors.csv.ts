import type { APIRoute } from 'astro';
import { openSite } from '../documents/site.ts';
import { noList, publishedList, toCsv } from '../documents/subprocessors.ts';

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  return new Response(toCsv((await publishedList(library, today)) ?? noList));
};
