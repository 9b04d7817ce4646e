import type { APIRoute } from 'astro';
import { staffWith } from '../../../../../forms/visitor.ts';

/** A page of its own, for the mail brings its own looks: see the policy that goes with it. */
export const GET: APIRoute = async (context) => {
  const { params, locals } = context;
  const staff = staffWith('reads')(context);
  if (staff instanceof Response) return staff;
  const id = Number(/^\d{1,10}$/.exec(params['id'] ?? '')?.[0] ?? 0);
  const html = await locals.services.desk.previewCampaign(id, params['reason'] ?? '');
  if (html === null) return new Response(null, { status: 404 });
  return new Response(html, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
};
