import type { APIRoute } from 'astro';
import { manifestOf } from '../library/model/manifest.ts';
import { withChanges } from '../library/publishing/changed-sentences.ts';
import { openSite } from '../site/site.ts';

export const prerender = true;

export const GET: APIRoute = () => {
  const { library, today, rendered } = openSite();
  return Response.json(withChanges(manifestOf(library, today), library, rendered, today));
};
