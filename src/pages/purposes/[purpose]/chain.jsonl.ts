import type { APIRoute } from 'astro';
import { writeChain } from '../../../documents/chain.ts';
import { openSite, purposeAt, purposePaths } from '../../../documents/site.ts';

export const getStaticPaths = purposePaths;

/** The purpose's chain, byte for byte. */
export const GET: APIRoute = async ({ params }) => {
  const { chain } = purposeAt(await openSite(), params['purpose']);
  return new Response(writeChain(chain));
};
