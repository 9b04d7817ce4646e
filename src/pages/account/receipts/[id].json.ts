import type { APIRoute } from 'astro';

export const prerender = false;

/** The receipt to keep. Whoever else asks for it is told that there is none. */
export const GET: APIRoute = async ({ locals, params }) => {
  const receipt =
    locals.session && (await locals.services.ledger.receiptOf(locals.session.accountId, params['id'] ?? ''));
  if (!receipt) return new Response(null, { status: 404 });
  return new Response(`${JSON.stringify(receipt, null, 2)}\n`, {
    headers: {
      'Content-Type': 'application/json; charset=utf-8',
      'Content-Disposition': `attachment; filename="receipt-${receipt.record_id}.json"`,
      'Cache-Control': 'no-store',
    },
  });
};
