import type { APIRoute } from 'astro';
import { staffWith } from '../../../../../forms/visitor.ts';
import { download } from '../../../../_download.ts';

export const GET: APIRoute = async (page) => {
  const staff = staffWith('reads')(page);
  if (staff instanceof Response) return staff;
  const { reference = '', file = '' } = page.params;
  const found = await page.locals.services.desk.openRequestFile(staff, reference, file);
  return found ? download(found.name, found.type, found.content) : new Response(null, { status: 404 });
};
