import type { APIRoute } from 'astro';

/** Every address of the API, also those that there are not: see `server/api/api.ts`. */
export const ALL: APIRoute = ({ request, locals }) => locals.services.api.answer(request, locals);
