import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { writeChain } from '../../library/model/chain/chain.ts';
import { publishedTextPaths } from '../../site/site.ts';

export const prerender = true;

export const getStaticPaths = publishedTextPaths;

/** Its chain, byte for byte: what is not written so is not built. */
export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = ({ props }) =>
  new Response(writeChain(props.document.chain));
