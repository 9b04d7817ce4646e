import { channelNames, kindNames, outcomeNames } from '../../../src/words/request-mails.ts';
import { labelled, quoted } from '../../terminal.ts';
import type { Item, Message } from '../cases.ts';
import type { DeadlineStep } from '../deadline.ts';
import { takesEffectAtOnce } from '../kinds.ts';
import type { Dossier, Entry } from '../staff/dossiers.ts';
import { groundNames, relationNames, ruleNames } from './words.ts';

/** What people write into one line: whatever they write, it stays one of theirs. */
const typed: ReadonlySet<string> = new Set(['Name', 'Email', 'Lives in', 'Business', 'For']);

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
    'How the due date was worked out (the earliest counts)',
    ...shown.deadline.steps.map(stepLine),
    ...shown.messages.flatMap(messageLines),
  ];
}

function itemLine({ kind, tookEffectOn, closedOn, outcome, ground }: Item): string {
  const awaitsEffect = takesEffectAtOnce.includes(kind) && !tookEffectOn && !closedOn;
  return [
    `- ${kind}: ${kindNames[kind]}`,
    tookEffectOn && `in effect since ${tookEffectOn}`,
    awaitsEffect && 'NOT YET IN EFFECT: carry it out today',
    closedOn && outcome && `closed ${closedOn}: ${outcomeNames[outcome]}`,
    ground && `because ${groundNames[ground]}`,
  ]
    .filter(Boolean)
    .join('; ');
}

function stepLine({ rule, from, dueOn, clamped, source }: DeadlineStep): string {
  return `- ${ruleNames[rule]} from ${from}: ${dueOn}${clamped ? ' (the last day of the shorter month)' : ''} [${source}]`;
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
