import type { APIRoute } from 'astro';
import { manifestOf } from '../documents/manifest.ts';
import { openSite } from '../documents/site.ts';

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  return Response.json(manifestOf(library, today));
};
