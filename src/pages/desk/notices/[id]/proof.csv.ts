import type { APIRoute } from 'astro';
import { staffWith } from '../../../../forms/visitor.ts';
import { proofPage as words } from '../../../../words/desk/notices.ts';
import { fill } from '../../../../words/fill.ts';
import { download } from '../../../_download.ts';
import { campaignIn } from '../_addresses.ts';
import { csvOf } from '../_proof-csv.ts';

/** Every recipient, a page after the other, so that a million take no more memory than a page. */
export const GET: APIRoute = async (context) => {
  const { params, locals } = context;
  const staff = staffWith('reads')(context);
  if (staff instanceof Response) return staff;
  const { services } = locals;
  const id = campaignIn(params);
  const first = await services.desk.openProof(staff, id);
  if (!first) return new Response(null, { status: 404 });
  const { document, version } = first.campaign;

  let page: typeof first | null = first;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      if (!page) return controller.close();
      const csv = csvOf(page.proofs);
      controller.enqueue(new TextEncoder().encode(page === first ? csv : withoutHead(csv)));
      page = page.next && (await services.desk.openProof(staff, id, page.next));
    },
  });
  return download(fill(words.name, { document, version }), 'text/csv; charset=utf-8', body);
};

function withoutHead(csv: string): string {
  return csv.slice(csv.indexOf('\r\n') + 2);
}
