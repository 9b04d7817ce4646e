import type { APIRoute } from 'astro';
import { download } from '../../../_download.ts';

/** The receipt to keep, for whoever has the link to the preferences. */
export const GET: APIRoute = async ({ locals: { services }, params }) => {
  const kept = await services.notices.receiptBy(params['token'] ?? '', params['id'] ?? '');
  if (!kept) return new Response(null, { status: 404 });
  const text = `${JSON.stringify(kept.receipt, null, 2)}\n`;
  return download(`receipt-${kept.receipt.record_id}.json`, 'application/json; charset=utf-8', text);
};
