import type { APIRoute } from 'astro';
import { atomFeed } from '../../site/feeds.ts';
import { documentAt, openSite, publishedPaths } from '../../site/site.ts';
import { siteFeed } from '../_feed.ts';

export const getStaticPaths = publishedPaths;

export const GET: APIRoute = async ({ params }) => {
  const document = documentAt(await openSite(), params['document']);
  return new Response(atomFeed(await siteFeed('atom', document)));
};
