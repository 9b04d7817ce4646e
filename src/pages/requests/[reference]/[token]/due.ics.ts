import type { APIRoute } from 'astro';
import { calendarOf } from '../../../../library/model/files/calendar.ts';
import { fill } from '../../../../words/fill.ts';
import { calendarWords as words } from '../../../../words/requests/cases.ts';
import { kindChoices } from '../../../../words/requests/requests.ts';
import { download } from '../../../_download.ts';

export const GET: APIRoute = async ({ locals, params }) => {
  const { requests, company, clock, config } = locals.services;
  const found = await requests.openCase(params['reference'] ?? '', params['token'] ?? '');
  if (!found.ok || found.value.status === 'closed') return new Response(null, { status: 404 });
  const { reference, relation, items } = found.value;
  const events = items
    .filter(({ closedOn }) => closedOn === null)
    .map(({ kind, dueOn }) => ({
      uid: `${reference}-${kind}@${new URL(config.origin).hostname}`,
      on: dueOn,
      summary: fill(words.summary, { company: company.name, reference }),
      description: fill(words.description, { kind: kindChoices(relation)[kind].label }),
    }));
  const file = calendarOf(events, { product: 'Privacy requests', madeAt: clock.now() });
  return download(words.fileName, 'text/calendar; charset=utf-8', file);
};
