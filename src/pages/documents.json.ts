import type { APIRoute } from 'astro';
import { manifestOf } from '../library/model/manifest.ts';
import { withChanges } from '../library/publishing/changed-sentences.ts';
import { openSite } from '../site/site.ts';

export const prerender = true;

export const GET: APIRoute = async () => {
  const { library, today, rendered } = await openSite();
  return Response.json(await withChanges(manifestOf(library, today), library, rendered, today));
};
