import type { APIRoute } from 'astro';
import { download } from '../../../_download.ts';

/** A file of the signed copies, for whoever has the link. */
export const GET: APIRoute = async ({ locals: { services }, params }) => {
  const kept = await services.keptAgreements.find(params['token'] ?? '');
  const file = kept.ok && kept.value.files.find(({ filename }) => filename === params['file']);
  if (!file) return new Response(null, { status: 404 });
  return download(file.filename, `${file.type}; charset=utf-8`, file.content);
};
