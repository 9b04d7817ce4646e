import type { APIRoute } from 'astro';
import { download } from '../../../_download.ts';

/** The later receipt, of what has been confirmed since. */
export const GET: APIRoute = async ({ locals: { services, session }, params }) => {
  const completion = session && (await services.ledger.completionOf(session, params['id'] ?? ''));
  if (!completion) return new Response(null, { status: 404 });
  const { receipt } = completion;
  const text = `${JSON.stringify(receipt, null, 2)}\n`;
  return download(`receipt-${receipt.completes.record_id}-later.json`, 'application/json; charset=utf-8', text);
};
