import type { APIRoute } from 'astro';
import { download } from '../../../../_download.ts';

/** What has been confirmed since of what the receipt names as to be confirmed. */
export const GET: APIRoute = async ({ locals: { services }, params }) => {
  const kept = await services.notices.receiptBy(params['token'] ?? '', params['id'] ?? '');
  if (!kept?.later) return new Response(null, { status: 404 });
  const text = `${JSON.stringify(kept.later, null, 2)}\n`;
  return download(`receipt-${kept.receipt.record_id}-later.json`, 'application/json; charset=utf-8', text);
};
