import type { APIRoute } from 'astro';

/** Astro always has an address that transforms images. Here it answers nothing: the site has none to transform. */
export const ALL: APIRoute = () => new Response(null, { status: 404 });
