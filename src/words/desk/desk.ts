import type { DeskFormProblem } from '../../../server/desk/acts.ts';
import type { DeskAct } from '../../../server/desk/kinds.ts';
import type { AcceptProblem } from '../../../server/desk/staff/invitations.ts';
import type { DeskSignInProblem, DeskSignOutProblem } from '../../../server/desk/staff/sign-in.ts';
import type { SearchProblem, TakeProblem } from '../../../server/desk/worklist.ts';
import type { LinkProblem } from '../../../server/one-time-links/one-time-links.ts';
import type { Regime } from '../../../server/requests/regimes/clocks.ts';
import type { Law } from '../../../server/requests/regimes/places.ts';
import type { Line, WorklistView } from '../../../server/requests/staff/worklist.ts';
import { showDay } from '../../library/model/days.ts';
import { busy, expired, notOurForm, passwordMessages, passwordMissing } from '../account/accounts.ts';
import { emailMessages, type LinkWords, type Message } from '../forms.ts';
import { regimeNames } from '../requests/clocks.ts';

/** What stands on every page of the desk around what the page itself says. */
export const deskFrame = {
  name: 'Desk',
  label: 'Desk',
  requests: 'Requests',
  mail: 'Mail',
  notices: 'Notices',
  figures: 'Figures',
  clocks: 'Clocks',
  systems: 'Systems',
  acts: 'Acts',
  signOut: 'Sign out',
  foot: 'What you see and do here is recorded.',
};

/** Of every act at the desk by a form. */
export const deskMessages: Record<Exclude<DeskFormProblem, 'signed-out'>, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'role-missing': {
    field: 'send',
    text: 'Your role does not let you do this, so nothing was changed. Ask somebody of the staff who may.',
  },
};

export const deskSignInPage = {
  title: 'Sign in to the desk',
  lead: 'For the staff who answer privacy requests.',
  submit: 'Sign in',
  next: 'The page that you opened is part of the desk. Sign in, and you go on there.',
  kept: 'Signing in sets one cookie, wt_session, which ends after 12 hours, or after 30 minutes in which you do nothing.',
  lost: 'No password or app any more? Ask whoever runs the site for a new invitation.',
  customers: 'Customers [sign in to their account](signIn).',
};

/** In the order of the form, as are those below. */
export const deskSignInMessages: Record<DeskSignInProblem, Message> = {
  ...emailMessages,
  'password-missing': passwordMissing,
  'code-missing': { field: 'code', text: 'Enter the code that your app shows now, or a recovery code' },
  'sign-in-wrong': {
    field: 'email',
    text: 'The address, the password or the code is wrong. Check all three. A code works once: wait for the next one',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'too-many-tries': {
    field: 'send',
    text: 'Too many tries were made for this address or from your network. Try again in an hour, or ask whoever runs the site for a new invitation.',
  },
  busy,
};

const notSignedOut: Message = {
  field: 'send',
  text: 'You are still signed in, because the page that you came from was too old. Please press the button once more.',
};

export const deskSignOutMessages: Record<DeskSignOutProblem, Message> = {
  'form-field-unknown': notSignedOut,
  'form-field-twice': notSignedOut,
  'form-expired': notSignedOut,
};

export const deskSignOutPage = {
  title: 'Sign out',
  lead: 'This ends your session at the desk.',
  done: { title: 'You are signed out', lead: 'Your session at the desk has ended.', again: 'Sign in again' },
};

export const invitationPage = {
  title: 'Accept your invitation',
  lead: '{name}, choose a password and set up an app for one-time codes. Signing in to the desk takes both.',
  password: {
    title: '1. Choose a password',
    label: 'New password',
    help: 'At least {least} characters: for example, a few words that nobody would put together.',
  },
  key: '2. Give the app its key',
  code: '3. Show that it works',
  submit: 'Accept and sign in',
  done: 'You are signed in. These are your recovery codes',
  use: 'Each does once what a code of the app does. Print this page, or put them into a password manager.',
  onward: 'I have written them down',
  once: {
    title: 'Write these codes down now',
    text: 'We show them only this once: afterwards we cannot read them either.',
  },
};

export const invitationMessages: Record<Exclude<AcceptProblem, LinkProblem>, Message> = {
  ...passwordMessages,
  'password-short': { field: 'password', text: 'Choose a password of at least 15 characters: a few words will do' },
  'code-missing': { field: 'code', text: 'Enter the six digits that your app shows now' },
  'code-wrong': {
    field: 'code',
    text: 'This is not the code for the key above. Check that the clock of your device is right, wait for a new code, and enter its six digits',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'too-many-tries': {
    field: 'send',
    text: 'This form was sent many times in a short time, so nothing was changed. Please try again in an hour.',
  },
  busy,
};

export const invitationLinkWords: Record<LinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This invitation does not work',
    text: 'The link may have been cut short in the mail, or be too old: we erase links that no longer work.',
    next: 'Ask whoever runs the site for a new invitation.',
  },
  'link-used': {
    title: 'This invitation was used already',
    text: 'It works once. If it was you, sign in with the password that you chose and a code of your app.',
    next: 'If it was not you, tell whoever runs the site at once.',
  },
  'link-expired': {
    title: 'This invitation is too old',
    text: 'It worked for seven days.',
    next: 'Ask whoever runs the site for a new invitation.',
  },
};

const lawsInShort: Readonly<Record<Regime, string>> = {
  'EU-GDPR': 'GDPR',
  'UK-GDPR': 'UK GDPR',
  'US-CA-CCPA': 'CCPA',
  'US-VA-VCDPA': 'Virginia',
  'US-CO-CPA': 'Colorado',
  'US-CT-CTDPA': 'Connecticut',
  'US-TX-TDPSA': 'Texas',
  'US-MN-MCDPA': 'Minnesota',
  'US-OR-OCPA': 'Oregon',
  'US-IA-ICDPA': 'Iowa',
  'US-UT-UCPA': 'Utah',
  'US-OTHER': 'US state',
  'BR-LGPD': 'LGPD',
  'CA-PIPEDA': 'PIPEDA',
  'CA-QC-P39.1': 'Quebec',
  'CH-FADP': 'FADP',
  PROMISE: 'our promise',
};

export function lawInShort(regimes: readonly Regime[]): string {
  if (regimes.length === 0) return '–';
  return regimes.length > 3 ? 'any' : regimes.map((regime) => lawsInShort[regime]).join(', ');
}

export function dueInShort(daysLeft: number): string {
  const days = `${Math.abs(daysLeft)} ${Math.abs(daysLeft) === 1 ? 'day' : 'days'}`;
  if (daysLeft < 0) return `${days} late`;
  return daysLeft === 0 ? 'today' : `in ${days}`;
}

/** In which colour that is shown. */
export function urgencyOf(daysLeft: number): 'late' | 'soon' | 'plain' {
  if (daysLeft < 0) return 'late';
  return daysLeft <= 7 ? 'soon' : 'plain';
}

/** Whose turn it is. */
export function turnInShort({ waitingSince, unansweredAt, awaitsSecond, closedOn }: Line): string {
  if (unansweredAt) return 'new message';
  if (closedOn) return `closed on ${showDay(closedOn)}`;
  if (awaitsSecond) return 'a second person’s';
  return waitingSince ? `theirs, since ${showDay(waitingSince.toISOString().slice(0, 10))}` : 'ours';
}

/** What is known of who asks, where it is not what it should be. */
export function addressInShort({ isConfirmed, hasAddress }: Line): string {
  if (!hasAddress) return 'no address';
  return isConfirmed ? '' : 'address not confirmed';
}

export const viewNames: Readonly<Record<WorklistView, string>> = {
  open: 'All',
  mine: 'Mine',
  free: 'With nobody',
  late: 'Late',
  week: 'Due within a week',
  waiting: 'Waiting for the person',
  second: 'Waiting for a second person',
  appeals: 'Appeals and complaints',
  messages: 'New messages',
  unconfirmed: 'Address not confirmed',
};

export const lawNames: Readonly<Record<Law, string>> = {
  ...regimeNames,
  unknown: 'Nobody said where',
  none: 'No law with a clock',
};

export const deskPage = {
  title: 'Requests',
  byLaw: 'By law',
  ofLaw: 'Of this law alone: {law}',
  anyLaw: 'Of any law',
  open: (count: number, most: number) =>
    count >= most
      ? `More than ${most} open requests`
      : `${count === 0 ? 'No' : count} open request${count === 1 ? '' : 's'}`,
  count: (count: number, most: number) => (count >= most ? `${most}+` : String(count)),
  views: 'Which requests',
  columns: { due: 'Due', request: 'Request', turn: 'Turn', wants: 'Wants', law: 'Law', holder: 'With' },
  nothing: 'Nothing here.',
  next: 'Next page',
  first: 'First page',
  together: (count: number) => `and ${count} more of the same address`,
  you: 'You',
  nobody: 'Nobody',
  take: 'Take',
  handOver: 'Hand over {reference}',
};

export const searchWords = {
  title: 'Search',
  label: 'Reference or mail address',
  submit: 'Search',
  found: (count: number) => `${count} request${count === 1 ? '' : 's'} of this address`,
};

/** In the order of the form, as are those below. */
export const searchMessages: Record<SearchProblem, Message> = {
  'search-missing': { field: 'search', text: 'Enter a reference or a mail address' },
  'search-invalid': { field: 'search', text: 'Enter one mail address in full, like name@example.com' },
  'nothing-found': {
    field: 'search',
    text: 'There is no request of that reference or address. One that nobody confirmed is found by no address once it is erased',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
};

export const besidePage = {
  title: 'Requests of one address',
  lead: 'Requests of the address of {reference}, the open ones first. One answer may do for several.',
};

export const takeMessages: Record<Exclude<TakeProblem, 'signed-out'>, Message> = {
  'holder-unknown': { field: 'to', text: 'Choose somebody of the staff who answers requests' },
  'changed-meanwhile': {
    field: 'to',
    text: 'Somebody else took or handed over this request meanwhile, so nothing was changed. The list shows who has it now',
  },
  'reference-unknown': { field: 'send', text: 'There is no such request, so nothing was changed' },
  ...deskMessages,
};

export const handOverPage = {
  title: 'Hand over {reference}',
  now: 'With {name} now.',
  nobody: 'Nobody has it now.',
  legend: 'Who has it from now on?',
  me: '{name} (you)',
  free: 'Nobody: whoever takes it',
  submit: 'Hand over',
};

/** What staff saw or did, in the list of acts. */
export const actNames: Readonly<Record<DeskAct, string>> = {
  'staff-add': 'added somebody to the staff',
  'staff-invite': 'mailed a new invitation',
  'staff-end': 'ended somebody of the staff',
  'invitation-accepted': 'accepted the invitation',
  'sign-in': 'signed in',
  'sign-out': 'signed out',
  view: 'looked at',
  search: 'searched by mail address',
  take: 'took',
  'hand-over': 'handed over',
  log: 'entered a request',
  correct: 'corrected',
  contribute: 'added what a system holds',
  posted: 'recorded what was posted',
  'ask-identity': 'asked who it is',
  'ask-permission': 'asked the person for whom an agent asks',
  'record-permission': 'looked at the permission of an agent',
  'confirm-identity': 'found out who it is',
  pause: 'asked what is meant',
  resume: 'went on',
  extend: 'extended the time',
  'take-back-extension': 'took back an extension',
  reply: 'wrote',
  answer: 'answered',
  refuse: 'refused',
  close: 'closed',
  reopen: 'reopened',
  route: 'passed on to a business',
  merge: 'merged',
  'mark-abuse': 'marked as abuse',
  'read-mail': 'read a mail that was saved as a file',
  'add-mail': 'put a mail into a request',
  'discard-mail': 'discarded a mail',
  gather: 'gathered what is held',
  withhold: 'left out or blacked out a part',
  deliver: 'delivered an answer',
  erase: 'prepared a deletion',
  'erase-approve': 'approved a deletion',
  tick: 'ticked a step',
  task: 'asked another system',
  webhook: 'changed a webhook',
  'notice-hold': 'held a notice',
  'notice-release': 'released a notice',
  'notice-send': 'had a notice sent',
  'notice-words': 'set the covering words of a notice',
  'notice-retry': 'had a notice written again to whom it did not reach',
  'notice-preview': 'had a notice mailed to the own address, to look at it',
  'notice-announce': 'had a version announced that a restore held back',
  'told-otherwise': 'recorded that somebody was told by other means',
  'objection-log': 'entered an objection to a subprocessor',
  'objection-settle': 'settled an objection to a subprocessor',
};

/** What else the record says of an act, where it is a code. */
export const actDetails: Readonly<Record<string, string>> = {
  'what:request': 'the request',
  'what:file': 'a file',
  'what:package': 'what was gathered',
  'what:package-file': 'a file of what was gathered',
  'what:tasks': 'what each system has to do',
};

export const actsPage = {
  title: 'Acts',
  lead: 'What staff saw and did, the newest first. Nobody can change or remove a line: each rests on the one before, and every day the last one is published with the ledger.',
  about: 'What staff saw and did of {reference}, the newest first.',
  columns: { seq: 'No.', at: 'When', who: 'Who', what: 'What', request: 'Request', detail: 'More' },
  operator: 'The operator, by command',
  nothing: 'Nothing yet.',
  newest: 'The newest of all',
};

export const regimesPage = {
  title: 'Clocks',
  lead: 'By when each law wants an answer. Every request runs all clocks that may apply to it, and what we promise everybody; the earliest day counts.',
  columns: {
    law: 'Law',
    kinds: 'For',
    start: 'From',
    acknowledge: 'Confirmed within',
    period: 'Answered within',
    extension: 'Extended to',
    tag: 'Source',
  },
  starts: { receipt: 'receipt', 'relevant-time': 'receipt, who asks and a fee, the latest', appeal: 'the appeal' },
  never: 'never',
  tags: 'T: the text of the law was read. S: a secondary source was. K: from knowledge, to be checked. What is tagged S or K may only shorten a day.',
  authorities: {
    title: 'Where people can complain',
    lead: 'As the page of each request names it. The tag is that of the right to complain; every name and site is from knowledge. Check them, and write what is right under authorities in company.yaml: it stands before what stands here.',
    columns: { place: 'Place', name: 'Authority', law: 'Law', tag: 'Source' },
    own: 'name and site: company.yaml',
  },
  calendars: 'Holidays',
  until: '{name}: known until {day}',
  ending: 'Holidays run out',
};
