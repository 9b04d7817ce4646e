import type { APIRoute } from 'astro';
import { inEffect, sourceOf } from '../library/model/library.ts';
import { currentPaths, documentAt, openSite } from '../site/site.ts';

export const getStaticPaths = currentPaths;

export const GET: APIRoute = async ({ params }) => {
  const site = await openSite();
  const document = documentAt(site, params['document']);
  const current = inEffect(document, site.today);
  if (!current) throw new Error(`No version of ${document.slug} is in effect`);
  return new Response(sourceOf(site.library, document.slug, current.version));
};
