import type { APIRoute } from 'astro';
import { download } from '../../../../_download.ts';

export const GET: APIRoute = async ({ locals, params }) => {
  const { reference = '', token = '', file = '' } = params;
  const found = await locals.services.requests.openFile(reference, token, file);
  return found ? download(found.name, found.type, found.content) : new Response(null, { status: 404 });
};
