import type { APIRoute } from 'astro';
import { siteFeed } from './_feed.ts';

export const GET: APIRoute = async () => new Response((await siteFeed('atom')).atom1());
