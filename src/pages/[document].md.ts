import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { sourceOf } from '../library/model/library.ts';
import { currentPaths, openSite } from '../site/site.ts';

export const prerender = true;

export const getStaticPaths = currentPaths;

/** The source of the version in effect, byte for byte. */
export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = ({ props }) => {
  const { library } = openSite();
  return new Response(sourceOf(library, props.document.slug, props.version.version));
};
