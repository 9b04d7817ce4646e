import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { sourceOf } from '../../library/model/library.ts';
import { openSite, versionPaths } from '../../site/site.ts';

export const prerender = true;

export const getStaticPaths = versionPaths;

/** A version's source, byte for byte. */
export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = ({ props }) => {
  const { library } = openSite();
  return new Response(sourceOf(library, props.document.slug, props.version.version));
};
