import type { APIRoute } from 'astro';
import { openSite } from '../documents/site.ts';
import { publishedList, toCsv } from '../documents/subprocessors.ts';

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  const list = await publishedList(library, today);
  return new Response(list ? toCsv(list) : '');
};
