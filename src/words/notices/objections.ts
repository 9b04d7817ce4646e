import type { LogObjectionAtDeskProblem, SettleObjectionProblem } from '../../../server/desk/notices/objections.ts';
import type { ObjectionLinkProblem, ObjectProblem } from '../../../server/notices/objections/objections.ts';
import type { ObjectionOutcome, ObjectionWay } from '../../../server/notices/objections/records.ts';
import { expired, notOurForm, notOurFormMessages } from '../account/accounts.ts';
import { deskMessages } from '../desk/desk.ts';
import { emailMessages, type LinkWords, type Message } from '../forms.ts';

/** Where a business objects to a subprocessor. */
export const objectionPage = {
  title: 'Object to a change of subprocessors',
  lead: '{document} changes on {day}. Your business may object for reasons of data protection, until the end of {until}. It costs you nothing.',
  change: 'What changes',
  read: '[Read the version](text), or [see the list in effect today](list).',
  grounds: {
    label: 'What do you have against it?',
    help: 'Reasons of data protection: say which subprocessor it is about, and what would have to be different. At most 5,000 characters.',
  },
  submit: 'Object',
  answer:
    'A person answers within {days} days, by mail to the legal contact of your business. What happens then, your agreement with us says.',
  over: 'The time to object was over at the end of {until}. You can write to [{address}](mail) all the same.',
  open: {
    title: 'You objected on {day}',
    text: 'We answer by {due}, by mail to the legal contact of your business.',
    said: 'What you have against it',
    withdraw: 'Take the objection back',
  },
  settled: {
    withdrawn: 'The objection of {day} was taken back.',
    resolved: 'The objection of {day} is settled: we found a way.',
    'not-resolved': 'The objection of {day} is answered: we found no way. Your agreement with us says what you may do.',
  } satisfies Record<ObjectionOutcome, string>,
  answered: 'What we answered',
  none: 'No change of subprocessors is announced at this time to which your business could object.',
  account: 'Object to the change of {title}, until {day}',
};

export const objectionLinkWords: Record<ObjectionLinkProblem, LinkWords> = {
  'objection-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or the change that it was about was cancelled, or the account is not there any more. Nothing was changed.',
    next: 'Open the link in the mail again, or answer the mail: that counts as an objection too.',
  },
};

const grounds = {
  'grounds-missing': { field: 'grounds', text: 'Say what you have against it' },
  'grounds-too-long': { field: 'grounds', text: 'Say it in at most 5,000 characters' },
  'grounds-invalid': {
    field: 'grounds',
    text: 'This text holds signs that cannot be seen. Type it instead of pasting it',
  },
} as const satisfies Record<string, Message>;

/** In the order of the form, as are those below. */
export const objectMessages: Record<ObjectProblem, Message> = {
  ...grounds,
  'objected-already': { field: 'send', text: 'Your business has objected already: we answer that objection.' },
  'objection-over': {
    field: 'send',
    text: 'The time to object is over. Write to us all the same if you do not agree.',
  },
  'too-many-objections': {
    field: 'send',
    text: 'There were five objections of your business today, so nothing was recorded. Answer the mail instead: that counts as an objection too.',
  },
  'objection-settled': { field: 'send', text: 'This objection is settled already, so nothing was changed.' },
  'act-unknown': notOurForm,
  ...notOurFormMessages,
  'form-expired': expired,
};

export const wayNames: Readonly<Record<ObjectionWay, string>> = {
  account: 'in the account',
  link: 'by the link in the notice',
  mail: 'by mail',
};

export const outcomeNames: Readonly<Record<ObjectionOutcome, string>> = {
  withdrawn: 'Taken back',
  resolved: 'Settled: a way was found',
  'not-resolved': 'No way was found: what the addendum says for this case applies',
};

export const objectionsDesk = {
  title: 'Objections to subprocessors',
  lead: 'What businesses have against a subprocessor that they were told of. By the addendum each has its answer within {days} days, and a version with an open objection should not take effect.',
  open: 'Open',
  settled: 'Settled',
  none: 'None is open.',
  columns: { due: 'Answer due', version: 'Version', effect: 'Takes effect', came: 'Came', outcome: 'Outcome' },
  due: (count: number, day: string) =>
    `${count} objection${count === 1 ? '' : 's'} to subprocessors, the next to be answered by ${day}`,
  blocks:
    'Version {version} of {title} has an open objection and is to take effect on {day}. Settle the objection before, or postpone the version.',
  binds: 'Version {version} of {title} took effect on {day} with an open objection.',
  case: {
    title: 'Objection of {day}',
    by: 'From',
    gone: 'The account is not there any more, or its address cannot be read: nobody can be answered by mail.',
    came: 'Came',
    about: 'About',
    version: '{title}, version {version}',
    effect: 'Takes effect on',
    cancelled: 'It was cancelled.',
    told: 'First told',
    toldOn: '{day}; it may object until the end of {until}',
    due: 'Answer due on',
    reason: 'The addendum: {days} days from the objection',
    grounds: 'What they have against it',
    erased: 'Erased.',
    settle: 'Settle it',
    outcome: 'How does it end?',
    message: 'What do we answer?',
    messageHelp: 'It goes by mail to the legal contact of the business, below what the outcome means.',
    submit: 'Settle and answer',
    settled: 'Settled on {day}: {outcome}.',
    answered: 'What we answered',
    all: 'All objections',
  },
  log: {
    title: 'Enter an objection that came by mail',
    lead: 'An objection by mail counts as any other, from the day on which it came.',
    email: 'Mail address of the account',
    version: 'Version',
    versionHelp: 'The version of the list that it is about, by its day, as 2026-12-01.',
    on: 'On which day did it come?',
    grounds: 'What they wrote',
    submit: 'Enter',
  },
};

export const settleMessages: Record<Exclude<SettleObjectionProblem, 'signed-out'>, Message> = {
  'outcome-missing': { field: 'outcome', text: 'Choose how it ends' },
  'message-missing': { field: 'message', text: 'Write what we answer' },
  'message-too-long': { field: 'message', text: 'Write at most 5,000 characters' },
  'message-invalid': {
    field: 'message',
    text: 'This text holds signs that cannot be seen. Type it instead of pasting it',
  },
  'objection-unknown': { field: 'send', text: 'There is no such objection, so nothing was changed.' },
  'objection-settled': { field: 'send', text: 'It is settled already, so nothing was changed.' },
  ...deskMessages,
};

export const logObjectionMessages: Record<Exclude<LogObjectionAtDeskProblem, 'signed-out'>, Message> = {
  ...emailMessages,
  'account-unknown': { field: 'email', text: 'There is no account of this address' },
  'not-agreed': { field: 'email', text: 'This account has agreed to no addendum, so it has no right to object' },
  'version-unknown': { field: 'version', text: 'There is no such version of the list of subprocessors' },
  'objected-on-invalid': { field: 'objected-on', text: 'Enter the day on which it came, today at the latest' },
  ...grounds,
  'objected-already': { field: 'send', text: 'This business has an open objection to that version already.' },
  ...deskMessages,
};
