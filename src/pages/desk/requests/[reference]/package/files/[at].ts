import type { APIRoute } from 'astro';
import { staffWith } from '../../../../../../forms/visitor.ts';
import { download } from '../../../../../_download.ts';

/** What a name says of the kind of a file that somebody sent counts for nothing: it is saved, and opened by hand. */
export const GET: APIRoute = async (page) => {
  const staff = staffWith('answers')(page);
  if (staff instanceof Response) return staff;
  const { reference = '', at = '' } = page.params;
  const place = /^\d{1,6}$/.test(at) ? Number(at) : -1;
  const found = await page.locals.services.desk.openPackageFile(staff, reference, place);
  return found ? download(found.name, 'application/octet-stream', found.content) : new Response(null, { status: 404 });
};
