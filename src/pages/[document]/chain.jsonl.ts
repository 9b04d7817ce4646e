import type { APIRoute } from 'astro';
import { writeChain } from '../../library/model/chain.ts';
import { documentAt, openSite, publishedPaths } from '../../site/site.ts';

export const getStaticPaths = publishedPaths;

/** The document's chain, byte for byte: what is not written so is not built. */
export const GET: APIRoute = async ({ params }) => {
  const { chain } = documentAt(await openSite(), params['document']);
  return new Response(writeChain(chain));
};
