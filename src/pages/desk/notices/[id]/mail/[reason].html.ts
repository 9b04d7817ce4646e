import type { APIRoute } from 'astro';
import { staffWith } from '../../../../../forms/visitor.ts';
import { campaignIn } from '../../_addresses.ts';

/** A page of its own, for the mail brings its own looks: see the policy that goes with it. */
export const GET: APIRoute = async (context) => {
  const { params, locals } = context;
  const staff = staffWith('reads')(context);
  if (staff instanceof Response) return staff;
  const html = await locals.services.desk.previewCampaign(campaignIn(params), params['reason'] ?? '');
  if (html === null) return new Response(null, { status: 404 });
  return new Response(html, {
    headers: { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store' },
  });
};
