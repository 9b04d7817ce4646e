import type { APIRoute, InferGetStaticPropsType } from 'astro';
import { atomFeed } from '../../site/feeds.ts';
import { publishedPaths } from '../../site/site.ts';
import { siteFeed } from '../_feed.ts';

export const prerender = true;

export const getStaticPaths = publishedPaths;

export const GET: APIRoute<InferGetStaticPropsType<typeof getStaticPaths>> = ({ props }) =>
  new Response(atomFeed(siteFeed('atom', props.document)));
