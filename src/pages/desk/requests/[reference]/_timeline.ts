import type { DateReason } from '../../../../../server/requests/due-dates.ts';
import type { Happened } from '../../../../../server/requests/events.ts';
import type { Dossier } from '../../../../../server/requests/staff/dossiers.ts';
import { dayIn, showDay } from '../../../../library/model/days.ts';
import { codeNames, detailNames, eventNames, requestPage } from '../../../../words/desk/requests.ts';
import { fill } from '../../../../words/fill.ts';
import { regionLabel } from '../../../../words/requests/regions.ts';
import { nameKindsInShort } from '../../../../words/requests/request-mails.ts';

interface Naming {
  readonly names: ReadonlyMap<string, string>;
  readonly timeZone: string;
}

/** What happened and which days it moved, in its order: all of it, or what came after a revision. */
export function timelineOf(
  { events, dates }: Pick<Dossier, 'events' | 'dates'>,
  { names, timeZone }: Naming,
  since = 0,
) {
  return events
    .filter(({ revision }) => revision > since)
    .map((event) => {
      const { act, actor, at, revision } = event;
      const next = events.find((event) => event.revision === revision + 1)?.at;
      const moved = dates.filter((date) => date.oldOn && date.at >= at && (!next || date.at < next || next === at));
      const days = moved.filter(({ reason }) => causes[reason]?.includes(act));
      return {
        at,
        on: showDay(dayIn(timeZone, new Date(at))),
        from: whoIs(actor, names),
        text: [
          headOf(event),
          ...detailsOf(event),
          ...days.map(({ oldOn, newOn, rule }) =>
            fill(requestPage.moved, { from: oldOn ? showDay(oldOn) : '', to: showDay(newOn), rule }),
          ),
        ].join('\n'),
        kind: 'event' as const,
      };
    });
}

function headOf({ act, items, code }: Happened): string {
  const about = items.length > 0 ? `: ${nameKindsInShort(items)}` : '';
  return `${eventNames[act]}${about}${code ? ` (${codeNames[code] ?? code})` : ''}`;
}

/** What was written to the person stands among the messages. */
function detailsOf({ detail }: Happened): string[] {
  return Object.entries(detail ?? {})
    .filter(([name]) => name !== 'message')
    .map(([name, text]) => {
      const shown = name === 'ground' ? (codeNames[text] ?? text) : name === 'region' ? regionLabel(text) : text;
      return `${detailNames[name] ?? name}: ${shown}`;
    });
}

/** What moves a day. */
const causes: Readonly<Partial<Record<DateReason, readonly string[]>>> = {
  asked: ['identity-asked', 'clarification-asked', 'fee-asked'],
  answered: ['answered', 'resumed', 'identity-settled'],
  extended: ['extended'],
  'extension-ended': ['extension-ended'],
  corrected: ['corrected'],
  reopened: ['reopened'],
  merged: ['took-in'],
};

function whoIs(actor: string, names: ReadonlyMap<string, string>): string {
  const others = {
    person: requestPage.theirs,
    'data-subject': requestPage.dataSubject,
    time: requestPage.theTime,
    command: requestPage.operator,
  };
  return new Map(Object.entries(others)).get(actor) ?? names.get(actor) ?? actor;
}
