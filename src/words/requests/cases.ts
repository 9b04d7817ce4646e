import { day } from '../../../server/clock.ts';
import type { DisputeProblem, WithdrawProblem } from '../../../server/requests/case/acts.ts';
import type { AnswerCodeProblem, AnswerProblem } from '../../../server/requests/case/answer-files.ts';
import type { CaseLinkProblem } from '../../../server/requests/case/case-links.ts';
import type { Case, Item } from '../../../server/requests/case/cases.ts';
import type { MessageProblem } from '../../../server/requests/case/messages.ts';
import type { StoredFile } from '../../../server/requests/files/files.ts';
import { showDay, showInstant } from '../../library/model/days.ts';
import { fill } from '../fill.ts';
import { type Message, websiteFilled } from '../forms.ts';
import { reasonsFor } from './clocks.ts';
import { fileMessages, sizeInWords } from './files.ts';
import { formMessages, kindChoices, notOurForm, outcomeLabel } from './requests.ts';

/** How the due date was worked out, line by line; the last is the day that counts. */
export function deadlineReasons({ deadline }: Pick<Item, 'deadline'>) {
  return reasonsFor(deadline).map(({ text, on, counts }) => ({ text, date: showDay(on), counts }));
}

export function itemState({ kind, tookEffectOn, closedOn, outcome, dueOn }: Item): string {
  if (closedOn && outcome) return `${outcomeLabel(outcome, [kind])}, ${showDay(closedOn)}`;
  if (tookEffectOn) return `In effect since ${showDay(tookEffectOn)}`;
  return closedOn ? `Closed, ${showDay(closedOn)}` : `In progress, due on ${showDay(dueOn)}`;
}

interface Entry {
  /** A date or a time in ISO 8601. */
  readonly at: string;
  readonly on: string;
  readonly from?: string;
  readonly text: string;
  readonly kind: 'said' | 'event';
  readonly files?: readonly FileLink[];
}

interface FileLink {
  readonly name: string;
  readonly href: string;
  readonly note: string;
}

/** Links to files, below the page of their request. */
export function fileLinks(files: readonly StoredFile[], path: string): readonly FileLink[] {
  return files.map(({ id, name, size }) => ({ name, href: `${path}files/${id}/`, note: sizeInWords(size) }));
}

/** What happened to a request, in the order in which it happened; `path` is that of its page. */
export function historyOf(request: Case, company: string, path: string): readonly Entry[] {
  const { receivedOn, relation, items, messages, confirmedAt, closedAt, closedOn, outcome } = request;
  const effects = items.flatMap(({ kind, tookEffectOn }) =>
    tookEffectOn ? [event(tookEffectOn, `Took effect: ${kindChoices(relation)[kind].label}`)] : [],
  );
  const said: Entry[] = messages.map(({ author, writtenAt, text, files }) => ({
    ...instant(writtenAt),
    from: author === 'person' ? 'You' : company,
    text,
    kind: 'said',
    files: fileLinks(files, path),
  }));
  const confirming = confirmedAt
    ? [{ ...instant(confirmedAt), text: 'The address was confirmed.', kind: 'event' as const }]
    : [];
  const kinds = items.map(({ kind }) => kind);
  const words = `The request was closed${outcome ? `: ${outcomeLabel(outcome, kinds)}` : ''}.`;
  const closing = closedAt && closedOn ? [{ ...event(closedOn, words), at: closedAt.toISOString() }] : [];

  const between = [...effects, ...confirming, ...said, ...closing];
  return [
    event(receivedOn, 'We received your request. The time for our answer began.'),
    ...between.sort((one, other) => (one.at < other.at ? -1 : one.at > other.at ? 1 : 0)),
  ];
}

function instant(at: Date) {
  return { at: at.toISOString(), on: showInstant(at) };
}

function event(on: string, text: string): Entry {
  return { at: on, on: showDay(on), text, kind: 'event' };
}

/** Whole days from one calendar date to another; below zero when the other is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((midnight(to).getTime() - midnight(from).getTime()) / day);
}

function midnight(date: string): Date {
  return new Date(`${date}T00:00:00Z`);
}

export const messageMessages: Record<Exclude<MessageProblem, 'case-link-invalid'>, Message> = {
  ...formMessages,
  'message-missing': { field: 'message', text: 'Write a message' },
  'message-too-long': { field: 'message', text: 'Shorten the message to 5,000 characters, or send it in two' },
  'message-invalid': {
    field: 'message',
    text: 'Type the message again where you pasted it: it contains characters that cannot be seen',
  },
  ...fileMessages,
  'too-many-messages': {
    field: 'send',
    text: 'Many messages came in a short time, so this one was not sent. What you typed is still here: please send it again in an hour.',
    orWrite: true,
  },
};

export const caseLinkMessages: Record<CaseLinkProblem, Message> = {
  'website-filled': websiteFilled,
  ...formMessages,
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

/** Whose turn it is, of a request that is open. */
export function turnOf({ messages, waitingSince, lacksPermission }: Case): string {
  if (lacksPermission) return turns.permission;
  if (waitingSince) return fill(turns.person, { day: showDay(waitingSince) });
  const last = messages.at(-1);
  return last?.author === 'staff' ? fill(turns.written, { day: showDay(last.writtenOn) }) : turns.us;
}

const turns = {
  us: 'Ours. You need do nothing.',
  written: 'Ours. We wrote to you on {day}; if you want to add something, write to us below.',
  person: 'Yours: we asked you something on {day}, and go on as soon as you answer below.',
  permission: 'Yours: we wait for the permission of the person for whom you act.',
};

/** The days by which we answer, for a calendar. */
export const calendarWords = {
  fileName: 'answer-due.ics',
  summary: 'Privacy request {reference} is due at {company}',
  description: '{kind}. Due by the end of this day at the latest.',
};

export const withdrawPage = {
  title: 'Withdraw the request',
  lead: 'We stop, and close the request. Nothing more happens with what you asked for.',
  effect: 'What has taken effect at once, such as an opt-out, stays in effect.',
  again: 'You can make a new request at any time. Its time for an answer then begins anew.',
  submit: 'Withdraw the request',
  leave: 'Keep it open',
};

const aboutReason = 'Up to 5,000 characters. Please no passwords, no card numbers, and no copies of identity papers.';

export const disputePages = {
  appeal: {
    title: 'Appeal against our answer',
    lead: 'Somebody who had no part in the answer looks at it again. The appeal is a request of its own, with a day by which we answer it.',
    reason: 'Why do you not agree?',
    help: aboutReason,
    submit: 'Send the appeal',
    leave: 'Back to the request',
  },
  complaint: {
    title: 'Complain',
    lead: 'About how we handle your data, or this request. You can complain to us, to an authority, or to both, in any order.',
    reason: 'What is your complaint?',
    help: aboutReason,
    submit: 'Send the complaint',
    leave: 'Back to the request',
  },
  toUs: 'To us',
  acknowledged:
    'We confirm at once that we have it, look into it without delay, and tell you what came of it. It is a request of its own, with a day by which we answer.',
  toAuthority: 'To an authority',
  authority:
    'Where you live, this is {name}: [{url}](authority). It costs nothing, and you need not have complained to us.',
  authorities: 'You did not say where you live. It is one of these:',
  noAuthority: 'We know of no authority for data protection where you live. A court may be open to you.',
};

const noDispute = {
  field: 'send',
  text: 'There is nothing to appeal against: we refused nothing, or an appeal is under way.',
};

export const withdrawMessages: Record<Exclude<WithdrawProblem, 'case-link-invalid'>, Message> = {
  ...formMessages,
  'form-expired': {
    field: 'send',
    text: 'This page was open for more than a day, so nothing was changed. Please press the button again.',
  },
};

export const disputeMessages: Record<Exclude<DisputeProblem, 'case-link-invalid'>, Message> = {
  ...formMessages,
  'dispute-missing': notOurForm,
  'nothing-to-appeal': noDispute,
  'reason-missing': { field: 'reason', text: 'Write what you do not agree with, and why' },
  'reason-too-long': { field: 'reason', text: 'Shorten it to 5,000 characters' },
  'reason-invalid': {
    field: 'reason',
    text: 'Type it again where you pasted it: it contains characters that cannot be seen',
  },
  'too-many-messages': {
    field: 'send',
    text: 'Many messages came in a short time, so this one was not sent. What you typed is still here: please send it again in an hour.',
    orWrite: true,
  },
};

/** The page on which an answer is fetched. */
export const answerPage = {
  lead: 'This file is our answer to request {reference}. It may hold much about you, so the link to the page is not enough to open it.',
  name: 'File',
  size: 'Size',
  sha256: 'SHA-256',
  sha256Help: 'With it you can show later that a file is the one that we gave you.',
  until: 'Can be fetched until',
  viaMail: 'With a code by mail',
  mail: 'We send a code to the address given in the request. It works once, within half an hour.',
  mailed: 'We have sent the code',
  mailedText:
    'To the address given in the request. It may take a few minutes; look in your spam folder, too. At most three mails an hour go to one address.',
  send: 'Mail me a code',
  again: 'Mail me another code',
  code: 'Code',
  codeHelp: 'Eight digits',
  open: 'Open the answer',
  leave: 'Back to the request',
  viaPassword: 'With your password',
  password:
    'You are signed in to the account from which the request was made. [Give your password](confirm), and you need no code.',
  signedIn: 'You are signed in, and have just given your password: no code is needed.',
  gone: {
    title: 'This answer is not here any more',
    text: 'It could be fetched for 30 days. What it was called and its SHA-256 stand on the page of your request.',
  },
  goneNext: 'If you need it once more, write to us on [the page of your request](request).',
  unknown: {
    title: 'This link does not work',
    text: 'There is no such answer, a newer link to your request has replaced this one, or the request was closed more than 30 days ago.',
  },
};

export const answerLinkWords = { 'answer-unknown': answerPage.unknown, 'answer-gone': answerPage.gone };

const codeExpired = { field: 'send', text: 'This page was open for more than a day. Please try again.' };

export const answerCodeMessages: Record<Exclude<AnswerCodeProblem, 'answer-unknown'>, Message> = {
  ...formMessages,
  'form-expired': codeExpired,
  'too-many-codes': {
    field: 'send-code',
    text: 'Many mails went to that address in a short time, so no code was sent. Please ask again in an hour.',
    orWrite: true,
  },
};

export const answerMessages: Record<Exclude<AnswerProblem, 'answer-unknown'>, Message> = {
  ...formMessages,
  'form-expired': codeExpired,
  'code-missing': { field: 'code', text: 'Enter the code from our mail' },
  'code-wrong': {
    field: 'code',
    text: 'Enter the code as in our newest mail, or ask for another: it works once, within half an hour',
  },
  'too-many-tries': {
    field: 'send',
    text: 'Many codes were tried, so none is taken for now. Please try again in an hour.',
  },
};

/** The page that leads to a request by its reference. */
export const findPage = {
  title: 'Find your request',
  lead: 'Enter the reference of a request that you have made. We then send a new link to the address given in it.',
  already: 'Already made one?',
};

export const casePage = {
  request: 'Request',
  received: 'Received',
  status: 'Status',
  turn: 'Whose turn it is:',
  behalf: 'You act for',
  about: 'Is about',
  followed: 'What you sent afterwards',
  messageReceived: 'Your message was received',
  messageReceivedText: 'It stands below, with the time at which it came. We are told of it at once.',
  permission: 'Send us the permission',
  permissionText:
    'Before we give out, change or delete anything, we need a signed permission of **{behalf}**, or what shows that you act for them by law, as a parent or guardian does. Send it with the form below; tick that it is the permission.',
  permissionStates: {
    none: 'not yet.',
    asked: 'we asked the person by mail on {day}. If they say yes there, you need send nothing.',
    refused: 'we asked the person by mail, and on {day} they said that they do not allow it.',
    given: 'the person allowed it on {day}.',
    shown: 'on record since {day}.',
  },
  isPermission: 'This is the permission of the person for whom I act, or shows that I act for them by law',
  answers: 'Our answer',
  answerNote: '{size}. SHA-256 `{sha256}`. Can be fetched until {until}, with a code that we mail to you.',
  answerGone: '{name}. SHA-256 `{sha256}`. It could be fetched until {until}.',
  can: 'What you can do',
  calendar: 'Put the day into your calendar (.ics)',
  withdraw: 'Withdraw the request',
  appeal: 'Appeal against our answer',
  complain: 'Complain',
  open: 'In progress',
  closed: 'Closed',
  closedTitle: 'This request is closed',
  closedOn: 'We closed the request on {day}.',
  until: 'This page stays until **{day}**. Please save what you want to keep before then.',
  disagree:
    'If you do not agree, write to us below or to [{address}](mail), and we look at it again. You can also [complain](complain), to us or to an authority, at any time.',
  disagreeWithRefusal:
    'If you do not agree, you can [appeal](appeal): somebody else looks at it again. You can also [complain](complain), to us or to an authority, at any time.',
  asked: 'What you asked for',
  files: 'What came with it',
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
