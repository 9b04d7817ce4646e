import type { APIRoute } from 'astro';
import { sourceOf } from '../../library/model/library.ts';
import { openSite, versionPaths } from '../../site/site.ts';

export const getStaticPaths = versionPaths;

export const GET: APIRoute = async ({ params: { document = '', version = '' } }) => {
  const { library } = await openSite();
  return new Response(sourceOf(library, document, version));
};
