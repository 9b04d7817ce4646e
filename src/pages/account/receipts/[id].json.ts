import type { APIRoute } from 'astro';
import { download } from '../../_download.ts';

/** The receipt to keep. Whoever else asks for it is told that there is none. */
export const GET: APIRoute = async ({ locals: { services, session }, params }) => {
  const receipt = session && (await services.ledger.receiptOf(session, params['id'] ?? ''));
  if (!receipt) return new Response(null, { status: 404 });
  const text = `${JSON.stringify(receipt, null, 2)}\n`;
  return download(`receipt-${receipt.record_id}.json`, 'application/json; charset=utf-8', text);
};
