import type { APIRoute } from 'astro';
import { findAsked, openComparisons } from '../../_compared.ts';

/** The redline to take along: a Word document with tracked changes, named by its document and versions. */
export const GET: APIRoute = async ({ params, locals }) => {
  const asked = findAsked(params, locals.services.clock);
  if (!asked) return new Response(null, { status: 404 });
  const { document, a, b } = asked;
  const name = `${document.slug}-${a.version}-to-${b.version}`;
  if (params['file'] !== name) return new Response(null, { status: 404 });

  const { comparisons, library } = openComparisons();
  const compared = await comparisons.compare(document.slug, a, b, 'all', {
    view: 'docx',
    author: library.company.name,
  });
  if (!compared?.file) return new Response(null, { status: 503, headers: { 'Retry-After': '5' } });
  return new Response(Uint8Array.from(compared.file), {
    headers: {
      'Content-Type': 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      'Content-Disposition': `attachment; filename="${name.replaceAll('/', '-')}.docx"`,
      'Cache-Control': 'public, no-cache',
      'X-Robots-Tag': 'noindex',
    },
  });
};
