import type { APIRoute } from 'astro';
import { jsonFeed } from '../site/feeds.ts';
import { siteFeed } from './_feed.ts';

export const prerender = true;

export const GET: APIRoute = () => new Response(jsonFeed(siteFeed('json')));
