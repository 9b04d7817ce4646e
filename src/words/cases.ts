import { day } from '../../server/clock.ts';
import type { Case, Item } from '../../server/requests/cases.ts';
import type { CaseLinkProblem, MessageProblem } from '../../server/requests/kinds.ts';
import { showDay } from '../library/model/days.ts';
import { reasonsFor } from './clocks.ts';
import { type Message, websiteFilled } from './forms.ts';
import { pageLanguage } from './language.ts';
import { formExpired, kindChoices, notOurForm, outcomeLabels } from './requests.ts';

/** How the due date was worked out, line by line; the last is the day that counts. */
export function deadlineReasons({ deadline }: Item) {
  return reasonsFor(deadline).map(({ text, on, counts }) => ({ text, date: showDay(on), counts }));
}

export function itemState({ tookEffectOn, closedOn, outcome, dueOn }: Item): string {
  if (closedOn && outcome) return `${outcomeLabels[outcome]}, ${showDay(closedOn)}`;
  if (tookEffectOn) return `In effect since ${showDay(tookEffectOn)}`;
  return closedOn ? `Closed, ${showDay(closedOn)}` : `In progress. We answer by ${showDay(dueOn)}`;
}

interface Entry {
  /** A date or a time in ISO 8601. */
  readonly at: string;
  readonly on: string;
  readonly from?: string;
  readonly text: string;
  readonly kind: 'said' | 'event';
}

/** What happened to a request, in the order in which it happened. */
export function historyOf(request: Case, company: string): readonly Entry[] {
  const { receivedOn, items, messages, closedAt, closedOn, outcome } = request;
  const effects = items.flatMap(({ kind, tookEffectOn }) =>
    tookEffectOn ? [event(tookEffectOn, `Took effect: ${kindChoices[kind].label}`)] : [],
  );
  const said: Entry[] = messages.map(({ author, writtenAt, writtenOn, text }) => ({
    at: writtenAt.toISOString(),
    on: showDay(writtenOn),
    from: author === 'person' ? 'You' : company,
    text,
    kind: 'said',
  }));
  const words = `The request was closed${outcome ? `: ${outcomeLabels[outcome]}` : ''}.`;
  const closing = closedAt && closedOn ? [{ ...event(closedOn, words), at: closedAt.toISOString() }] : [];

  const between = [...effects, ...said, ...closing];
  return [
    event(receivedOn, 'We received your request. The time for our answer began.'),
    ...between.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)),
  ];
}

function event(on: string, text: string): Entry {
  return { at: on, on: showDay(on), text, kind: 'event' };
}

/** A day with its weekday, as people write it: `Sunday, February 28, 2027`. */
export function dayInWords(date: string): string {
  return new Intl.DateTimeFormat(pageLanguage, { dateStyle: 'full', timeZone: 'UTC' }).format(midnight(date));
}

/** Whole days from one calendar date to another; below zero when the other is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((midnight(to).getTime() - midnight(from).getTime()) / day);
}

function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

export const messageMessages: Record<Exclude<MessageProblem, 'case-link-invalid'>, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': formExpired,
  'message-missing': { field: 'message', text: 'Write a message' },
  'message-too-long': { field: 'message', text: 'Shorten the message to 5,000 characters, or send it in two' },
  'message-invalid': { field: 'message', text: 'Remove from the message the characters that are not text' },
  'too-many-messages': {
    field: 'send',
    text: 'Many messages came in a short time, so this one was not sent. What you typed is still here: please send it again in an hour.',
    orWrite: true,
  },
};

export const caseLinkMessages: Record<CaseLinkProblem, Message> = {
  'website-filled': websiteFilled,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': { field: 'send', text: 'This page was open for more than a day. Please ask again.' },
  'too-many-requests': {
    field: 'send',
    text: 'A new link was asked for many times in a short time, so no mail was sent. Please ask again in an hour.',
    orWrite: true,
  },
};

export const referenceMessages: Record<'reference-invalid', Message> = {
  'reference-invalid': {
    field: 'reference',
    text: 'Enter the reference as in our mail: WT and eight characters',
  },
};

export const casePage = {
  request: 'Request',
  received: 'Received',
  status: 'Status',
  open: 'In progress',
  closed: 'Closed',
  closedTitle: 'This request is closed',
  closedOn: 'We closed the request on {day}.',
  until: 'This page stays until **{day}**. Please save what you want to keep before then.',
  disagree:
    'If you do not agree, write to us below or to [{address}](mail), and we look at it again. You can also [complain to an authority](authority) at any time.',
  asked: 'What you asked for',
  history: 'What happened',
  message: 'Write to us about this request',
  messageHelp: 'Up to 5,000 characters. Please no passwords, no card numbers, and no copies of identity papers.',
  send: 'Send the message',
  linkOpens: 'Anyone who has the link to this page can read it. Please do not pass it on.',
};

/** What is wrong with the link to a request. */
export const caseLinkWords = {
  'case-link-invalid': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or a newer link has replaced it. A link stops working 30 days after the request is closed.',
  },
};

export const caseLinkPage = {
  lead: 'To open a request you need the whole link from our mail.',
  why: 'The reference alone is not enough, because others may know it. If you have lost the link, we send a new one to the address given in the request. Earlier links then no longer work.',
  noAddress: 'Do you no longer have that address? Write to [{address}](mail) and name the reference.',
  mailed: {
    lead: 'If there is a request {reference}, we have sent a new link to the address given in it.',
    wait: 'Earlier links no longer work. We send at most three mails an hour to one address; if that many went, ask again in an hour. The mail may take a few minutes. Look in your spam folder, too. If nothing comes, write to [{address}](mail) and name the reference.',
  },
};
