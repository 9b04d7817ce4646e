import type { LogRequestProblem } from '../../../server/desk/intake.ts';
import type { ReadMailProblem } from '../../../server/desk/mail.ts';
import type { LoggedChannel, Relation } from '../../../server/requests/kinds.ts';
import type { Message } from '../forms.ts';
import { deskMessages } from './desk.ts';

/** The form with which staff enter what did not come by the site. */
export const logPage = {
  title: 'Enter a request',
  link: 'Enter a request',
  lead: 'Of a mail, a letter or a call. It counts from the day on which it came, not from today.',
  eml: {
    title: 'A mail that was saved as a file',
    label: 'The mail (.eml)',
    help: 'Sender, day, words and files are read from it, and you see them before anything is entered. It is kept as it is. At most 10 MB.',
    submit: 'Read it',
  },
  byHand: 'Anything else',
  channel: 'How did it come?',
  day: { label: 'Day on which it came', help: 'As a letter was delivered, or a mail arrived. Where we are ({zone}).' },
  time: { label: 'Time', help: 'As 16:30, if you know it.' },
  kind: { label: 'What is asked for', help: 'All that they ask for, in their words or others.' },
  relation: 'Whose request is it?',
  behalf: { label: 'For whom they ask', help: 'Name, and mail address if you know it.' },
  business: 'The business that has the data',
  region: {
    label: 'Where they live',
    help: 'Of an agent’s request: where the person lives for whom they ask.',
    none: 'Choose',
  },
  name: 'Name',
  email: 'Mail address',
  emailHelp: 'They are asked by mail to confirm it. Without one, answer by post or as it came.',
  details: { label: 'In their words', help: 'Copy what they wrote, or note what they said.' },
  submit: 'Enter it',
};

/** What is kept of a request that staff enter, by the names of `content/retention.yaml`. */
export const loggedKept = [
  ...['request-details', 'request-unconfirmed', 'request', 'confirm-link', 'case-link', 'suppression'],
  ...['sent-mail', 'delivery-log', 'undeliverable', 'backup'],
];

export const loggedChannelNames: Readonly<Record<LoggedChannel, string>> = {
  mail: 'Mail',
  post: 'Letter',
  phone: 'Call',
  other: 'Another way',
};

export const relationLabels: Readonly<Record<Relation, string>> = {
  'account-holder': 'They have an account',
  'end-customer': 'They are a customer of a business that uses our service',
  agent: 'They act for somebody else',
  none: 'None of these, or they did not say',
};

/** In the order of the form. */
export const readMailMessages: Readonly<Record<Exclude<ReadMailProblem, 'signed-out'>, Message>> = {
  ...deskMessages,
  'eml-missing': { field: 'eml', text: 'Choose the mail' },
  'files-too-many': { field: 'eml', text: 'Choose one mail' },
  'file-too-large': { field: 'eml', text: 'Choose a mail of at most 10 MB' },
  'eml-invalid': { field: 'eml', text: 'Choose a mail that was saved as a file: this one is from nobody' },
  'mail-full': { field: 'eml', text: 'So much mail waits that there is no room. Deal with some of it first' },
};

/** In the order of the form. */
export const logMessages: Readonly<Record<Exclude<LogRequestProblem, 'signed-out'>, Message>> = {
  ...deskMessages,
  'channel-missing': { field: 'channel', text: 'Choose how it came' },
  'received-at-missing': { field: 'day', text: 'Enter the day on which it came' },
  'received-at-invalid': {
    field: 'day',
    text: 'Enter a day of the calendar as 2026-11-20, and a time as 16:30 or none',
  },
  'received-at-in-future': { field: 'day', text: 'Enter a day and a time that are past' },
  'kind-missing': { field: 'kind', text: 'Choose what is asked for' },
  'kind-unknown': { field: 'kind', text: 'Choose from what stands here' },
  'relation-missing': {
    field: 'relation',
    text: 'Choose whose request it is: something of it takes effect at once at this address',
  },
  'relation-unknown': { field: 'relation', text: 'Choose from what stands here' },
  'behalf-missing': { field: 'behalf', text: 'Enter for whom they ask' },
  'behalf-invalid': { field: 'behalf', text: 'Enter one line of at most 200 characters' },
  'business-invalid': { field: 'business', text: 'Enter one line of at most 200 characters' },
  'region-missing': { field: 'region', text: 'Choose where they live, or that it is not known' },
  'region-unknown': { field: 'region', text: 'Choose from what stands here' },
  'name-invalid': { field: 'name', text: 'Enter one line of at most 200 characters' },
  'email-invalid': { field: 'email', text: 'Enter one mail address in full, like name@example.com, or leave it empty' },
  'details-invalid': { field: 'details', text: 'Type it again: it holds signs that nobody can see' },
  'nothing-to-log': { field: 'details', text: 'Enter what they asked, or at least their name' },
};
