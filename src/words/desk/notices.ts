import type {
  ActOnCampaignProblem,
  FindProofProblem,
  TellOtherwiseProblem,
} from '../../../server/desk/notices/notices.ts';
import type { CampaignState } from '../../../server/notices/campaigns/progress.ts';
import type { Reason } from '../../../server/notices/campaigns/recipients.ts';
import type { Kind } from '../../../server/notices/notice-emails.ts';
import type { OtherMeans } from '../../../server/notices/other-means.ts';
import { notOurForm } from '../account/accounts.ts';
import { emailMessages, type Message } from '../forms.ts';
import { showCount } from '../language.ts';
import { deskMessages } from './desk.ts';

/** What a notice tells. */
export const kindNames: Readonly<Record<Kind, string>> = {
  announced: 'new version',
  replaced: 'new version in place of another',
  moved: 'another day',
  cancelled: 'cancelled',
};

export const stateNames: Readonly<Record<CampaignState, string>> = {
  held: 'held',
  waiting: 'waits',
  preparing: 'being prepared',
  sending: 'being sent',
  complete: 'complete',
  'taken-back': 'taken back',
};

/** By what right or wish somebody is told. */
export const reasonNames: Readonly<Record<Reason, string>> = {
  contract: 'businesses that agreed',
  'legal-contact': 'legal contacts',
  account: 'accounts',
  subscribed: 'subscribers',
};

export const meansNames: Readonly<Record<OtherMeans, string>> = {
  post: 'By post',
  phone: 'By phone',
  'in-person': 'In person',
  'other-address': 'At another mail address',
};

const standingNames: Readonly<Record<string, string>> = {
  waiting: 'waits',
  accepted: 'accepted for delivery',
  delivered: 'delivered',
  bounced: 'bounced',
  complained: 'complained of as spam',
  withheld: 'not sent: the address is known not to be there',
  'address-refused': 'refused by the receiving server',
  'address-invalid': 'not an address that can be mailed',
  unreadable: 'the address cannot be read',
  cancelled: 'taken back',
  uncertain: 'nobody can tell whether it arrived',
  unanswered: 'nobody can tell whether it arrived',
  'provider-refused': 'refused by the provider',
  'provider-failed': 'the provider gave up',
};

/** How a recipient stands: a code that has no words is shown as it is. */
export function standingName(state: string): string {
  return standingNames[state] ?? state;
}

const oneOf: typeof reasonNames = {
  contract: 'business that agreed',
  'legal-contact': 'legal contact',
  account: 'account',
  subscribed: 'subscriber',
};

/** How many by each reason, in a line. */
export function audienceLine(people: Readonly<Partial<Record<Reason, number>>>): string {
  const parts = Object.entries(people).filter(([, count]) => count > 0);
  if (parts.length === 0) return 'nobody';
  return parts
    .map(([reason, count]) => `${showCount(count)} ${(count === 1 ? oneOf : reasonNames)[reason as Reason]}`)
    .join(', ');
}

export const noticesPage = {
  title: 'Notices',
  lead: 'Each telling of a version: to whom, how far it has come, and what did not arrive. A campaign begins by itself when a version is deployed.',
  none: 'Nobody has been told of a version yet.',
  columns: {
    document: 'Document and version',
    effect: 'Takes effect',
    tells: 'Tells',
    people: 'To',
    state: 'State',
    missed: 'Did not get it',
  },
  sending: 'being sent, {percent} %',
  late: 'Notice too late',
  bounced: (count: number) => `${showCount(count)} bounced`,
  failed: (count: number) => `${showCount(count)} not sent`,
  otherMeans: (count: number) => `${showCount(count)} to be told by other means`,
  nobodyMissed: '–',
  person: 'What one person was told',
  objections: 'Objections to subprocessors',
};

export const campaignPage = {
  version: 'Version {version}',
  about: '{kind}, begun on {at}',
  facts: {
    effect: 'Takes effect on',
    state: 'State',
    sends: 'Goes out by itself on',
    held: 'Held since',
    told: 'Sending complete on',
    people: 'To',
    earliest: 'Earliest lawful day',
  },
  late: {
    title: 'The notice is too late for the day of effect',
    told: 'Sending was complete on {told}. With the {days} days that are promised, the version may take effect on {earliest} at the earliest, and not on {effect}.',
    notTold:
      'Not everybody has been told yet. Were sending complete today, the version might take effect on {earliest} at the earliest, and not on {effect}.',
    act: 'It is postponed by a line of its chain, in the policy repository and by a pull request. The server never does it by itself:',
  },
  done: {
    hold: 'Held: nothing of it is sent until it is released.',
    release: 'Released: it goes on.',
    send: 'It is sent from now on.',
    words: 'The words stand in the mail.',
    preview: 'The preview is on its way to your own address.',
    retry: (count: number) => `${showCount(count)} ${count === 1 ? 'is' : 'are'} written to again.`,
  },
  acts: {
    hold: 'Hold',
    release: 'Release',
    send: 'Send now',
    words: 'Set the words',
    preview: 'Mail this preview to me',
    retry: 'Write again to whom it did not reach',
  },
  retryHelp: 'Also to those of whom nobody can tell whether it arrived: some of them may get it twice.',
  words: {
    label: 'What do you want to say above the summary?',
    help: 'Your words stand in every mail of this notice. At most 600 characters; links are not made of them. They can change until sending begins.',
    set: 'Covering words',
    fixed: 'Sending has begun: these words stand in the mail and cannot change.',
    none: 'None were set before sending began.',
    hold: 'Hold it first: then words can be set.',
  },
  mail: 'What goes out',
  to: 'To {reason}',
  asMail: 'See it as a mail program shows it',
  subject: 'Subject',
  marks: 'Where … stands, each recipient has a link of their own.',
  standing: 'Who got it',
  columns: { reason: 'To', state: 'Standing', count: 'How many' },
  proof: 'Proof, recipient by recipient',
  unreached: (count: number) =>
    `${showCount(count)} ${count === 1 ? 'is' : 'are'} owed a notice, and no mail reaches them: tell them by another channel`,
  told: 'Whom no mail reached',
  archive: 'As it is shown in public',
  all: 'All notices',
};

export const proofPage = {
  title: 'Proof of the notice of {document}, version {version}',
  lead: 'Each recipient, and what our server and the provider recorded. Times are in UTC.',
  columns: {
    notice: 'Notice',
    address: 'Address today',
    reason: 'Why they are told',
    tried: 'Sent at',
    accepted: 'Accepted at',
    delivered: 'Delivered at',
    problem: 'What went wrong',
    problemAt: 'At',
    means: 'Second channel',
  },
  gone: 'not there any more',
  none: 'It was sent to nobody yet.',
  next: 'Next page',
  first: 'First page',
  file: 'As a CSV file',
  name: 'proof-{document}-{version}.csv',
  told: 'Sending complete on {day}.',
  means: '{means} on {day}',
  meansOfFormer: '{means} on {day}, to the contact before this one',
  made: 'Made on {at} by {company}.',
  back: 'Back to the notice',
};

export const personPage = {
  title: 'What one person was told',
  lead: 'By mail address. The search stands on record; the address does not.',
  label: 'Mail address',
  submit: 'Search',
  file: 'As a CSV file',
  found: (count: number) =>
    `${count} notice${count === 1 ? '' : 's'} to this address, or to the legal contact of its account`,
  none: 'No notice to this address is on record. Of whoever unsubscribed or deleted their account nothing is kept that could be found by the address.',
  name: 'proof-of-notices.csv',
};

export const unreachedPage = {
  title: 'Whom no mail reached',
  lead: 'They are owed the notice of {document}, version {version}, and their address is not there. Tell them by other means, and record how and when.',
  none: 'Everybody who is owed this notice has an address that takes mail.',
  told: '{means}, on {day}.',
  means: 'How were they told?',
  on: 'On which day?',
  submit: 'Record',
};

const over: Message = {
  field: 'send',
  text: 'This notice is complete, or was taken back, so nothing was changed.',
};

/** In the order of the form, as are those below. */
export const campaignMessages: Record<Exclude<ActOnCampaignProblem, 'signed-out'>, Message> = {
  'words-too-long': { field: 'words', text: 'Say it in at most 600 characters' },
  'words-invalid': {
    field: 'words',
    text: 'The words hold signs that cannot be seen. Type them instead of pasting them',
  },
  'sending-begun': {
    field: 'words',
    text: 'Sending has begun, or is about to, so the words were not changed: everybody is told the same. Hold the notice first; where somebody may have got it already, the words stay as they are',
  },
  'campaign-unknown': { field: 'send', text: 'There is no such notice, so nothing was changed.' },
  'campaign-over': over,
  'held-already': { field: 'send', text: 'It is held already: somebody was faster.' },
  'not-held': { field: 'send', text: 'It is not held any more: somebody was faster.' },
  'sent-already': { field: 'send', text: 'It is being sent already.' },
  'act-unknown': notOurForm,
  ...deskMessages,
};

export const findProofMessages: Record<Exclude<FindProofProblem, 'signed-out'>, Message> = {
  ...emailMessages,
  ...deskMessages,
};

export const tellOtherwiseMessages: Record<Exclude<TellOtherwiseProblem, 'signed-out'>, Message> = {
  'means-missing': { field: 'means', text: 'Choose how they were told' },
  'told-on-invalid': { field: 'told-on', text: 'Enter the day on which they were told, as 2026-12-24' },
  'told-on-ahead': { field: 'told-on', text: 'This day is still to come. Enter the day on which they were told' },
  'recipient-unknown': {
    field: 'send',
    text: 'This recipient has an address that takes mail by now, or is not there any more, so nothing was recorded.',
  },
  ...deskMessages,
};
