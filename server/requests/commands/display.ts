import { periodInWords } from '../../../src/words/requests/clocks.ts';
import { channelNames, kindsInShort, outcomeNames } from '../../../src/words/requests/request-mails.ts';
import { labelled, quoted } from '../../terminal.ts';
import type { Item, Message } from '../case/cases.ts';
import type { DateChange } from '../due-dates.ts';
import { needsNoConfirmation, takesEffectAtOnce } from '../kinds.ts';
import type { Dossier, Entry } from '../staff/dossiers.ts';
import { dateReasonNames, groundNames, relationNames } from './words.ts';

/** What people write into one line: whatever they write, it stays one of theirs. */
const typed: ReadonlySet<string> = new Set(['Name', 'Email', 'Lives in', 'Business', 'For']);

/** Where many laws may apply, those with the shortest times. */
const mostClocks = 3;

/** A request as a line of the list. It names nobody: lists are read over shoulders. */
export function entryLine(entry: Entry): string {
  const { reference, dueOn, kinds, channel, closedOn, outcome, together } = entry;
  const state = closedOn ? `closed ${closedOn}, ${outcome}` : daysLeft(entry);
  const others = together.length > 0 && `together with ${together.join(', ')}`;
  return [reference, `due ${dueOn}`, state, kinds.join(', '), channel, mark(entry), others].filter(Boolean).join('  ');
}

export function dossierLines(dossier: Dossier): string[] {
  const { reference, receivedAt, receivedOn, dueOn, channel, relation, person, case: shown } = dossier;
  return [
    `Request ${reference}`,
    ...[
      ['Received', `${receivedOn} (${receivedAt.toISOString()}), by ${channelNames[channel]}`],
      ['Due', `${dueOn}, ${dossier.closedOn ? `closed ${dossier.closedOn}` : daysLeft(dossier)}`],
      ['Address', mark(dossier) || 'confirmed'],
      [
        'Together',
        dossier.together.length > 0 ? `with ${dossier.together.join(', ')}: open, from the same address` : '',
      ],
      ['Outcome', dossier.outcome ? outcomeNames[dossier.outcome] : ''],
      ['Who', relationNames[relation]],
      ['Name', person ? person.name : 'erased'],
      ['Email', person?.email ?? ''],
      ['Lives in', person?.region ?? ''],
      ['Business', person?.business ?? ''],
      ['For', person?.behalf ?? ''],
      ['Mail', dossier.failedMails > 0 ? 'NOT DELIVERED: see mail list --failed' : ''],
      [
        '',
        dossier.undeliverableSince
          ? `The address took no mail on ${dossier.undeliverableSince.slice(0, 10)}. Find another way to reach them.`
          : '',
      ],
      [
        'Original',
        dossier.originals > 0 ? `${dossier.originals} kept; --source FILE writes out what came by mail` : '',
      ],
    ].flatMap(([label = '', value]) =>
      value ? [typed.has(label) ? labelled(label, value) : label.padEnd(10) + value] : [],
    ),
    '',
    'Asked for',
    ...shown.items.map(itemLine),
    '',
    'Clocks',
    ...shown.items.filter(({ closedOn }) => !closedOn).flatMap(clockLines),
    '',
    'Each day by which something was due',
    ...dossier.dates.map(dateLine),
    ...fileLines(shown),
    ...shown.messages.flatMap(messageLines),
  ];
}

function itemLine({ kind, tookEffectOn, closedOn, outcome, ground }: Item): string {
  const awaitsEffect = takesEffectAtOnce.includes(kind) && !tookEffectOn && !closedOn;
  return [
    `- ${kind}: ${kindsInShort[kind]}`,
    tookEffectOn && `in effect since ${tookEffectOn}`,
    awaitsEffect && 'NOT YET IN EFFECT: carry it out today',
    needsNoConfirmation.includes(kind) && !takesEffectAtOnce.includes(kind) && 'needs no confirmed address',
    closedOn && outcome && `closed ${closedOn}: ${outcomeNames[outcome]}`,
    ground && `because ${groundNames[ground]}`,
  ]
    .filter(Boolean)
    .join('; ');
}

function clockLines({ kind, deadline }: Item): string[] {
  const { clocks, promise, internalDue, counts, acknowledgeBy, extensionNoticeBy, conservativeDue } = deadline;
  const shortest = [...clocks]
    .sort((one, other) => (one.reliedOnDue < other.reliedOnDue ? -1 : 1))
    .slice(0, mostClocks);
  const others = clocks.length - shortest.length;
  return [
    `- ${kind}: by ${internalDue} (${counts.row.id})`,
    ...[...shortest, ...promise].map(
      ({ row, reliedOnDue, due }) =>
        `    ${row.id.padEnd(24)}${periodInWords(row.period).padEnd(18)}${reliedOnDue}${due > reliedOnDue ? `, by the law ${due}` : ''}  ${row.law} [${row.tag}]`,
    ),
    ...(others > 0 ? [`    and ${others} clocks of other laws that end later: the region is not known`] : []),
    ...[
      ['an adverse reader says', conservativeDue],
      ['acknowledge by', acknowledgeBy],
      ['tell of an extension by', extensionNoticeBy],
    ].flatMap(([label, day]) => (label && day ? [`    ${label.padEnd(24)}${day}`] : [])),
  ];
}

function dateLine({ kind, oldOn, newOn, rule, reason, actor, at }: DateChange): string {
  const change = oldOn ? `${oldOn} becomes ${newOn}` : newOn;
  return `- ${at.slice(0, 16)}Z ${kind}: ${change} (${rule}), ${dateReasonNames[reason]}, by ${actor === 'person' ? 'the person' : actor}`;
}

/** Each with the number by which an act names it. */
function fileLines({ files, messages }: Dossier['case']): string[] {
  const all = [...files, ...messages.flatMap((message) => message.files)].filter(({ isKept }) => isKept);
  if (all.length === 0) return [];
  return ['', 'Files', ...all.map(({ id, name, purpose, author }) => `- ${id}  ${name}, ${purpose}, by ${author}`)];
}

function messageLines({ author, writtenAt, text }: Message): string[] {
  return ['', `${author === 'staff' ? 'We' : 'The person'} wrote, ${writtenAt.toISOString()}:`, '', ...quoted(text)];
}

function daysLeft({ daysLeft }: Entry): string {
  if (daysLeft < 0) return `OVERDUE by ${days(-daysLeft)}`;
  return daysLeft === 0 ? 'due today' : `${days(daysLeft)} left`;
}

function days(count: number): string {
  return count === 1 ? '1 day' : `${count} days`;
}

function mark({ isConfirmed, hasAddress }: Entry): string {
  if (isConfirmed) return '';
  return hasAddress ? 'address not confirmed' : 'no address that could be confirmed';
}
