import type { APIRoute } from 'astro';

/** An address with an ending stands without a slash, and so apart from the others. */
export const ALL: APIRoute = ({ request, locals }) => locals.services.api.answer(request, locals);
