import type { ActField, RequestActName } from '../../../server/desk/request-acts.ts';
import type { ActOnRequestProblem } from '../../../server/desk/requests.ts';
import type { Act } from '../../../server/requests/events.ts';
import type { ExtensionReason, Ground, Outcome, PauseReason, Relation } from '../../../server/requests/kinds.ts';
import type { ActingProblem } from '../../../server/requests/staff/act.ts';
import type { PermissionBasis } from '../../../server/requests/staff/agent-permissions.ts';
import type { Finding } from '../../../server/requests/staff/identity.ts';
import type { Level } from '../../../server/requests/staff/levels.ts';
import type { CloseProblem } from '../../../server/requests/staff/replies.ts';
import { notOurForm } from '../account/accounts.ts';
import type { Message } from '../forms.ts';
import { fileMessages } from '../requests/files.ts';
import { deskMessages } from './desk.ts';

interface ActWords {
  readonly title: string;
  readonly lead: string;
  readonly submit: string;
}

const see = 'See what will be sent';

/** In the order in which they are offered. */
export const actWords: Readonly<Record<RequestActName, ActWords>> = {
  answer: {
    title: 'Answer',
    lead: 'Ends what you choose as done. The person gets your words, and how to turn against them.',
    submit: see,
  },
  'answer-in-part': {
    title: 'Answer in part',
    lead: 'Ends what you choose as done in part. Say what is left out, and why.',
    submit: see,
  },
  'nothing-held': {
    title: 'We hold nothing',
    lead: 'An answer in full, and no refusal: we looked, and hold nothing about the person.',
    submit: see,
  },
  refuse: {
    title: 'Refuse',
    lead: 'The person is told why, what it means, and where to turn (GDPR Article 12(4)).',
    submit: see,
  },
  reply: { title: 'Write a message', lead: 'Ends nothing, and the time runs on.', submit: see },
  'ask-identity': {
    title: 'Ask who it is',
    lead: 'Only where there is doubt, and no more than is needed. Opt-outs and complaints need no proof.',
    submit: see,
  },
  'ask-permission': {
    title: 'Ask whether they allow it',
    lead: 'By mail to the person for whom the agent asks, with a link for yes or no. Where there is a power of attorney under the California Probate Code, do not (11 CCR 7063(b)). No clock waits for it.',
    submit: see,
  },
  'record-permission': {
    title: 'Record the agent’s permission',
    lead: 'What shows that the agent may ask, and that you looked at it. Until something does, nothing is given out, changed or erased.',
    submit: 'Record it',
  },
  'settle-identity': {
    title: 'Record what was shown',
    lead: 'What was shown is erased when this is closed; whether it was enough stays.',
    submit: 'Record it',
  },
  pause: {
    title: 'Pause',
    lead: 'Asks the person, and has the clocks wait that the law lets wait. They go on by themselves with the answer.',
    submit: see,
  },
  resume: {
    title: 'Go on',
    lead: 'The clocks go on without an answer, or with one that came another way.',
    submit: 'Go on',
  },
  extend: {
    title: 'Extend',
    lead: 'Once, in time, and where the law knows it. The notice goes out with it; what this site promises does not move.',
    submit: see,
  },
  'end-extension': {
    title: 'Take the extension back',
    lead: 'Pauses stay. The person reads your reason.',
    submit: see,
  },
  route: {
    title: 'Pass on to the business',
    lead: 'The business decides, and we are its service provider. It is told with the least that it needs, and gets a page of its own. The person reads the same words whether we know the business or not.',
    submit: see,
  },
  merge: {
    title: 'Merge',
    lead: 'Answered in an earlier request of the same address, so that no time gets longer.',
    submit: see,
  },
  posted: {
    title: 'Record that it was posted',
    lead: 'For whoever has no mail address: when the answer went out, and how. Nobody is told.',
    submit: 'Record it',
  },
  correct: {
    title: 'Correct',
    lead: 'What is asked for, whose request it is, and where they live. The days are reckoned again.',
    submit: 'Correct it',
  },
  'close-as-withdrawn': {
    title: 'Close as withdrawn',
    lead: 'The person told us otherwise that they take it back.',
    submit: see,
  },
  'mark-as-abuse': {
    title: 'Mark as abuse',
    lead: 'Nobody’s request. Nobody is told, and it can be opened again.',
    submit: 'Mark as abuse',
  },
  reopen: { title: 'Open again', lead: 'Undoes the closing. The time never stopped.', submit: see },
};

export const fieldWords: Readonly<Record<ActField, { readonly label: string; readonly help?: string }>> = {
  message: { label: 'Your words to the person', help: 'What the law has us say follows below them by itself.' },
  ground: { label: 'Ground', help: 'For the record.' },
  meaning: { label: 'What it means for the person', help: 'What happens with the data now.' },
  deed: {
    label: 'What was done',
    help: 'For a deletion: what was erased, and where. Closing erases nothing by itself. The person reads it.',
  },
  heard: { label: 'Their last message' },
  level: { label: 'How sure we have to be' },
  finding: { label: 'Is it enough?' },
  shown: { label: 'What was shown', help: 'In few words, such as: two of three facts were right.' },
  reason: { label: 'Reason' },
  why: { label: 'Why' },
  into: { label: 'The earlier request', help: 'Those that are open and of the same address.' },
  region: { label: 'Where they live', help: 'Of an agent’s request: where the person lives for whom they ask.' },
  relation: { label: 'Whose request it is' },
  behalf: { label: 'For whom an agent asks' },
  business: { label: 'The business that has the data' },
  address: {
    label: 'Mail address of the person for whom they ask',
    help: 'From what we hold, where we hold something.',
  },
  postedOn: { label: 'When was it sent?' },
  basis: { label: 'By what right the agent asks' },
  file: {
    label: 'Which file shows it',
    help: 'Look at it first: is it signed by the person, does it name the agent, and what is asked for? What came by letter, choose below.',
  },
  how: { label: 'How?', help: 'Such as: by registered letter, printed, with the files on a stick.' },
  contact: {
    label: 'Address of its legal contact',
    help: 'Of an account, its legal contact is told instead. Leave it empty where the business uses nothing of ours: then nobody is told but the person.',
  },
};

export const levelNames: Readonly<Record<Exclude<Level, 'L0'>, string>> = {
  L1: 'Confirm the address',
  L2: 'Two things that we know about them',
  L3: 'Three things that we know about them',
  L4: 'Three things, and a signed declaration (California, the data itself)',
};
export const findingNames: Readonly<Record<Finding, string>> = {
  sufficient: 'Enough: it is who they say',
  insufficient: 'Not enough',
};
export const basisNames: Readonly<Record<PermissionBasis, string>> = {
  'signed-permission': 'A permission that the person signed (11 CCR 7063)',
  'power-of-attorney': 'A power of attorney, such as under the California Probate Code',
  'parent-or-guardian': 'The law: parents of a child, or a guardian',
  'own-word': 'The person told us themselves',
};
export const pauseNames: Readonly<Record<PauseReason, string>> = {
  clarification: 'What is meant',
  fee: 'A fee',
};
export const extensionNames: Readonly<Record<ExtensionReason, string>> = {
  complexity: 'It is complex',
  'number-of-requests': 'The number of their requests',
  consultation: 'Others have to be consulted',
};
export const groundLabels: Readonly<Record<Ground, string>> = {
  'not-identified': 'We could not be sure enough who asks',
  'correct-as-it-is': 'The data is correct',
  'law-requires': 'A law makes us keep it, or forbids it',
  'legal-claims': 'It is needed for legal claims',
  'rights-of-others': 'It would harm the rights of others',
  'overriding-reasons': 'Reasons that weigh more than the objection',
  excessive: 'Manifestly unfounded or excessive',
  'not-covered': 'No law that applies gives this right',
};

export const eventNames: Readonly<Record<Act, string>> = {
  received: 'Received',
  confirmed: 'The address was confirmed',
  wrote: 'The person wrote',
  withdrew: 'The person took it back',
  added: 'Something was added that came another way',
  replied: 'We wrote',
  'identity-asked': 'Asked who it is',
  'identity-settled': 'Looked at who it is',
  'clarification-asked': 'Asked what is meant',
  'fee-asked': 'Asked for a fee',
  'permission-asked': 'Asked the person whether they allow it',
  'permission-given': 'The person allows it',
  'permission-refused': 'The person does not allow it',
  'permission-shown': 'Looked at what shows that the agent may ask',
  answered: 'The person answered; the time goes on',
  resumed: 'The time goes on',
  extended: 'Extended, and told so',
  'extension-ended': 'Extension taken back',
  closed: 'Closed',
  reopened: 'Opened again',
  merged: 'Merged into an earlier request',
  'took-in': 'Took a later request in',
  contributed: 'What a system holds was added to the copy',
  identified: 'Gathered under an address that staff named',
  posted: 'Sent by letter',
  'marked-as-abuse': 'Marked as abuse',
  corrected: 'Corrected',
};

/** How a request or an item ended, as staff say it. */
export const outcomesInShort: Readonly<Record<Outcome, string>> = {
  done: 'done',
  'partly-done': 'done in part',
  'nothing-held': 'we hold nothing',
  refused: 'refused',
  withdrawn: 'withdrawn',
  unconfirmed: 'the address was never confirmed',
  routed: 'passed on to the business',
  merged: 'answered in an earlier request',
  abuse: 'nobody’s request',
};

/** Whose request it is, as they say it of themselves. */
export const relationsInShort: Readonly<Record<Relation, string>> = {
  'account-holder': 'Holder of an account',
  'end-customer': 'Customer of a business',
  agent: 'Agent of somebody else',
  none: 'None of these',
};

/** The codes of what happened. One that is not here is a reference, and stands for itself. */
export const codeNames: Readonly<Record<string, string>> = {
  ...levelNames,
  ...findingNames,
  ...basisNames,
  ...extensionNames,
  ...groundLabels,
  ...outcomesInShort,
};

/** What was noted with it. */
export const detailNames: Readonly<Record<string, string>> = {
  ground: 'Ground',
  deed: 'What was done',
  address: 'Address',
  how: 'How',
  posted: 'On',
  system: 'System',
  digests: 'SHA-256',
  meaning: 'What it means for the person',
  shown: 'What was shown',
  reason: 'Why',
  region: 'Before: lives in',
  behalf: 'Before: acts for',
  business: 'Before: business',
};

const at = (field: ActField | 'item' | 'send', text: string): Message => ({ field, text });
const signs = 'Type it again: it holds signs that nobody can see';

const unfinished =
  'Finish your words: something is still to be written where ____ stands, or after the colon at the end';

/** What staff do where an agent asks, and nothing shows yet that they may. */
export const permissionMissing =
  'Nothing shows yet that the agent may ask. Record the signed permission or another right, or ask the person, and wait for their yes: both stand on the page of the request';

/** Of whatever ends some items. */
export const closeMessages: Readonly<Record<Exclude<CloseProblem, ActingProblem | 'item-unknown'>, Message>> = {
  'ground-missing': at('ground', 'Choose a ground'),
  'message-missing': at('message', 'Write to the person'),
  'message-invalid': at('message', signs),
  'message-unfinished': at('message', unfinished),
  'reasons-missing': at('message', 'Write why'),
  'message-unreadable': at('message', 'Nobody could read it: leave it out'),
  'meaning-missing': at('meaning', 'Say what it means for the person'),
  'deed-missing': at('deed', 'Say what was erased, and where'),
  'checklist-unopened': at(
    'send',
    'Nobody has opened the list of what each system has to do. See above where. In part, with the reasons, it can be answered',
  ),
  'systems-silent': at(
    'send',
    'A system has not done its part yet. See above which. In part, with the reasons, it can be answered',
  ),
  'copy-undelivered': at(
    'send',
    'Its copy is not delivered yet: each person’s own, where an agent asks for several. Without one, answer in part, refuse, or say that we hold nothing',
  ),
  'permission-missing': at('send', permissionMissing),
  'access-pending': at('send', 'The same person waits for a copy of the data. Deliver it first, and erase then'),
  'message-unanswered': at('heard', 'Read what the person wrote last, and say whether your words answer it'),
  'outcome-wrong': at('send', 'It cannot be closed in this way'),
  'effect-missing': at('send', 'Something of it needs no confirmed address, and is not done'),
};

/** In the order of the forms. */
export const actMessages: Readonly<Record<Exclude<ActOnRequestProblem, 'signed-out'>, Message>> = {
  ...deskMessages,
  'act-unknown': notOurForm,
  'changed-meanwhile': at(
    'send',
    'Something changed meanwhile, so nothing was done. See below what, and send it once more if it still holds',
  ),
  'item-unknown': at('item', 'Choose from what stands here'),
  'item-missing': at('item', 'Choose what it is about'),
  'kind-unknown': at('item', 'Choose from what stands here'),
  'item-settled': at('item', 'Keep what is closed or has taken effect: it stays asked for'),
  'nothing-closed': at('send', 'Nothing of it is closed'),
  'request-closed': at('send', 'It is closed. Open it again first'),
  'request-erased': at('send', 'What the person told us is erased'),
  'reference-unknown': at('send', 'There is no such request'),
  'level-unknown': at('level', 'Choose how sure we have to be'),
  'level-too-high': at('level', 'Choose less: that is more than what is asked for needs'),
  'identity-not-needed': at('level', 'Nobody has to say who they are for this (11 CCR 7060(b)). Carry it out'),
  'identity-waits': at('level', 'It was asked already, and the person has not answered yet'),
  'address-confirmed': at('level', 'The address is confirmed. Ask for nothing, or for more'),
  'identity-not-asked': at('send', 'Nobody was asked who they are'),
  'settled-unknown': at('finding', 'Choose whether it is enough'),
  'shown-missing': at('shown', 'Say what was shown'),
  'shown-invalid': at('shown', signs),
  'pause-reason-unknown': at('reason', 'Choose what is waited for'),
  'fee-unsaid': at('message', 'Say what the fee is, why, and how to pay it: these words only ask what is meant'),
  'pause-not-allowed': at('reason', 'No clock of this may wait for it: ask in a message. The time runs on'),
  'pause-waits': at('reason', 'It was asked already, and the person has not answered yet'),
  'nothing-waits': at('send', 'Nothing waits for the person'),
  'extension-reason-unknown': at('reason', 'Choose why more time is needed'),
  'extension-unknown': at('reason', 'A law that applies, or may, knows no extension of this'),
  'kind-never-extended': at('reason', 'What takes effect for the future, as an opt-out does, is not extended'),
  'extension-too-late': at('reason', 'The day is past by which the person had to be told'),
  'extended-before': at('reason', 'It is extended already, and a law gives more time once'),
  'nobody-to-tell': at('reason', 'The address is not confirmed, so nobody would read the notice'),
  'not-extended': at('send', 'Nothing of it is extended'),
  'into-unknown': at('into', 'Choose the earlier request'),
  'into-itself': at('into', 'Choose another request than this one'),
  'into-closed': at('into', 'That request is closed. Open it again first'),
  'into-later': at('into', 'That request came later, and a time would get longer. Merge that one into this one'),
  'into-other-person': at('into', 'These are of different addresses, or only one of them is confirmed'),
  'abuse-confirmed': at('why', 'Somebody has confirmed this address: refuse with reasons instead'),
  ...closeMessages,
  'reason-missing': at('why', 'Say why'),
  'reason-invalid': at('why', signs),
  'reason-unfinished': at('why', unfinished),
  'relation-unknown': at('relation', 'Choose whose request it is'),
  'region-unknown': at('region', 'Choose where they live'),
  'behalf-invalid': at('behalf', 'Enter one line of at most 200 characters'),
  'business-invalid': at('business', 'Enter one line of at most 200 characters'),
  'agent-missing': at('send', 'No agent asks: nobody’s permission is needed'),
  'permission-not-needed': at(
    'item',
    'Of this the person may not be asked: an opt-out needs no more than the signed permission',
  ),
  'basis-unknown': at('basis', 'Choose by what right the agent asks'),
  'permission-file-missing': at('file', 'Choose the file that shows it, or add a picture of the letter below'),
  'permission-file-unknown': at('file', 'Choose from the files that stand here'),
  'permission-awaited': at(
    'basis',
    'The person was asked by mail, and has not said yes: no paper of the agent stands in for that. Ask them again, or record what they told us themselves',
  ),
  ...fileMessages,
  'address-missing': at('address', 'Enter the address of the person for whom they ask'),
  'address-invalid': at('address', 'Enter one mail address in full, like name@example.com'),
  'address-of-agent': at('address', 'This is the address of the agent. Enter the person’s own'),
  'person-mailed-often': at('address', 'Many mails went to this address in a short time. Ask again in an hour'),
  'business-missing': at('business', 'Enter the name of the business, one line of at most 200 characters'),
  'email-invalid': at('contact', 'Enter one mail address in full, like legal@example.com'),
  'request-unconfirmed': at('send', 'Nobody has confirmed the address yet: nothing is passed on before that'),
  'has-address': at('send', 'There is a mail address: the answer went there'),
  'posted-invalid': at('postedOn', 'Enter the day, from the receipt of the request until today'),
  'how-missing': at('how', 'Say how it was sent'),
  'how-invalid': at('how', signs),
  'nothing-to-correct': at('send', 'Change something'),
  'nothing-differs': at('send', 'Nothing differs from what is on record. Change something'),
};

export const requestPage = {
  says: 'What the person says',
  name: 'Name',
  email: 'Address',
  lives: 'Lives in',
  livesOfOther: 'The person for whom they ask lives in',
  unsaid: 'not said',
  relation: 'Whose request',
  business: 'Business',
  behalf: 'Acts for',
  received: 'Received',
  by: 'Came by',
  law: 'Law',
  holder: 'With',
  confirmed: 'Address confirmed',
  no: 'no',
  notConfirmed: 'Nobody has confirmed the address: disclose, change and erase nothing',
  noAddress: 'there is no address',
  account: 'Account under this address',
  noAccount: 'none found',
  since: 'since {day}',
  notDelivered: 'A mail about it was not delivered. See the mail commands.',
  undeliverable:
    'The address took no mail on {day}. Each mail tries it again, and what you write stands on the page of the request.',
  together: 'Open, from the same address',
  due: 'Answer by {day}',
  passOnBy: 'Pass it on by {day}',
  waits: 'Waits for the person since {day}',
  waitsNext: 'It goes on by itself when they answer.',
  unanswered: 'The person wrote on {day}, and nobody has answered yet',
  erased: 'erased',
  asked: 'What is asked for',
  acts: 'What you can do',
  more: 'More',
  package: 'Gather, look over and deliver the copy',
  gathered: 'Prepared by {name}. Somebody else, who approves, delivers it',
  delivered: 'Delivered',
  systems: 'What each system has to do',
  finished: '{done} of {all} are done',
  second: 'This waits for a second person, who approves: that can be you',
  proposed: 'Erasure put forward by {name}. Somebody else, who approves, carries it out',
  done: 'Done',
  list: 'Back to the list',
  happened: 'What happened',
  thread: 'Messages',
  moved: 'Due {to} instead of {from} ({rule})',
  follows: 'About',
  merged: 'Answered in',
  closed: 'Closed: {outcome}',
  ours: 'We',
  theirs: 'The person',
  theTime: 'the clock',
  dataSubject: 'The person for whom they ask',
  permission: {
    term: 'Permission of the person',
    asked: 'asked on {day}, no answer yet',
    given: 'given on {day}',
    refused: 'refused on {day}: disclose, change and erase nothing',
    shown: 'on record since {day}',
    sent: 'a file was sent, and nobody has recorded it yet',
    none: 'not yet',
  },
  permissionMissing: {
    title: 'Nothing shows yet that the agent may ask for all of this',
    text: 'Nothing is given out, changed or erased as long as nothing shows that the agent may ask for it.',
  },
  ownAnswer: {
    title: 'It appeals against your answer',
    text: 'The person was told that somebody decides who had no part in it: please [hand it over](handOver). If there is nobody else, decide it anew, and do not write that somebody else did.',
  },
  operator: 'the command line',
  referral: {
    title: 'Passed on to a business',
    business: 'Business',
    email: 'Told',
    nobody: 'nobody: it uses nothing of ours',
    told: 'On',
    due: 'Has to answer by',
    answer: 'It answered',
    help: 'It asks us for help',
  },
  back: 'Back to the request',
};

export const actPage = {
  items: 'What it is about',
  upload: 'Or what came by letter',
  since: 'What changed since you opened this',
  heard: 'The person wrote on {day}, and nobody has answered. My words answer that, too.',
  preview: 'This goes out',
  post: 'There is no address to which it could be mailed. Send it by post, or as it came:',
  nobody: 'Nobody is told.',
  to: 'To',
  subject: 'Subject',
  send: 'Send it',
  keep: 'Record it',
  change: 'Change it',
  missing: {
    title: 'Not done yet',
    lead: 'As done it can be closed once all of this is done:',
    silent: '{systems} still have their part to do: {task}',
    unopened: 'Nobody has asked {systems} yet: {task}',
    undelivered: 'The copy is not delivered yet: {items}',
    copy: 'A copy of the data is delivered first: {reference}',
    tasks: {
      export: 'hand over the data',
      correction: 'correct it',
      erasure: 'erase it',
      restriction: 'put it on hold',
    },
  },
};
