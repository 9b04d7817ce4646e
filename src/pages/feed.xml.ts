import type { APIRoute } from 'astro';
import { atomFeed } from '../documents/feeds.ts';
import { siteFeed } from './_feed.ts';

export const GET: APIRoute = async () => new Response(atomFeed(await siteFeed('atom')));
