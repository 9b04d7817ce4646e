import type { APIRoute } from 'astro';
import { noHeadOfDay } from '../words/api/api.ts';

/**
 * What anybody may keep to tell whether the ledger was changed: the head of the last day that is over, or of another
 * day, and how it rests on the one before; and the keys with which receipts are checked. Each answer is bounded: earlier
 * heads are asked for by their day, and more of a day's contents by the number after which they go on.
 */
export const GET: APIRoute = async ({ locals, url }) => {
  const { ledger } = locals.services;
  const keys = ledger.publicKeys();
  const day = url.searchParams.get('day');
  const after = Number(/^\d{1,15}$/.exec(url.searchParams.get('after') ?? '')?.[0] ?? 0);
  const published = day === null ? await ledger.newestHead() : await ledger.headOf(day, after);
  if (day !== null && !published) return answer({ error: noHeadOfDay }, 404);
  if (!published) return answer({ head: null, keys });
  const { previous, contents, ...head } = published;
  return answer({ head, previous, contents, keys });
};

function answer(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { 'Cache-Control': 'public, max-age=600' } });
}
