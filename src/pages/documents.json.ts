import type { APIRoute } from 'astro';
import { manifestOf } from '../library/model/manifest.ts';
import { openSite } from '../site/site.ts';

export const GET: APIRoute = async () => {
  const { library, today } = await openSite();
  return Response.json(manifestOf(library, today));
};
