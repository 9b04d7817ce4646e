import type { APIRoute } from 'astro';
import { writeChain } from '../../../library/model/chain.ts';
import { openSite, purposeAt, purposePaths } from '../../../site/site.ts';

export const getStaticPaths = purposePaths;

/** The purpose's chain, byte for byte. */
export const GET: APIRoute = async ({ params }) => {
  const { chain } = purposeAt(await openSite(), params['purpose']);
  return new Response(writeChain(chain));
};
