import type { APIRoute } from 'astro';
import { toCsv } from '../../../library/model/files/csv.ts';
import { deskFiguresPage } from '../../../words/requests/figures.ts';
import { kindsInShort } from '../../../words/requests/request-mails.ts';
import { download } from '../../_download.ts';

/** The yearly report, a line for each kind of request. To nobody else is there such a file. */
export const GET: APIRoute = async ({ locals, params }) => {
  const year = Number(/^\d{4}$/.exec(params['year'] ?? '')?.[0] ?? 0);
  if (!locals.staff || !year) return new Response(null, { status: 404 });
  const { kinds } = await locals.services.requests.figuresOf(year);
  const { columns } = deskFiguresPage;
  const rows = kinds.map((one) => ({
    [columns.kind]: kindsInShort[one.kind],
    [columns.received]: one.received,
    [columns.answered]: one.answered,
    [columns.inPart]: one.inPart,
    [columns.refused]: one.refused,
    [columns.withdrawn]: one.withdrawn,
    [columns.unconfirmed]: one.unconfirmed,
    [columns.open]: one.open,
    [columns.median]: one.medianDays,
    [columns.mean]: one.meanDays,
  }));
  return download(`privacy-requests-${year}.csv`, 'text/csv; charset=utf-8', toCsv(rows, Object.values(columns)));
};
