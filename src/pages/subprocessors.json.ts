import type { APIRoute } from 'astro';
import { openSite } from '../documents/site.ts';
import { noList, publishedList } from '../documents/subprocessors.ts';

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  return Response.json((await publishedList(library, today)) ?? noList);
};
