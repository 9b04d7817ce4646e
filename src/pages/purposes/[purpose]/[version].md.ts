import type { APIRoute } from 'astro';
import { sourceOf } from '../../../library/model/library.ts';
import { openSite, purposeVersionPaths } from '../../../site/site.ts';

export const getStaticPaths = purposeVersionPaths;

export const GET: APIRoute = async ({ params: { purpose = '', version = '' } }) => {
  const { library } = await openSite();
  return new Response(sourceOf(library, `purposes/${purpose}`, version));
};
