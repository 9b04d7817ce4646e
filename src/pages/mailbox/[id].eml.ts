import type { APIRoute } from 'astro';
import { download } from '../_download.ts';
import { mailboxFor } from './_mailbox.ts';

export const GET: APIRoute = async ({ params, locals }) => {
  const { id = '' } = params;
  const message = await mailboxFor(locals)?.read(id);
  return message ? download(`${id}.eml`, 'message/rfc822', message) : new Response(null, { status: 404 });
};
