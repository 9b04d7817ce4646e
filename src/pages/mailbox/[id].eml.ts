import type { APIRoute } from 'astro';
import { mailboxFor } from './_mailbox.ts';

export const prerender = false;

export const GET: APIRoute = async ({ params, locals }) => {
  const { id = '' } = params;
  const message = await mailboxFor(locals)?.read(id);
  if (!message) return new Response(null, { status: 404 });
  return new Response(new Uint8Array(message), {
    headers: {
      'Content-Type': 'message/rfc822',
      'Content-Disposition': `attachment; filename="${id}.eml"`,
      'Cache-Control': 'no-store',
    },
  });
};
