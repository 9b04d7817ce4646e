import type { ChecklistProblem } from '../../../server/desk/deletion.ts';
import type { SystemsProblem } from '../../../server/desk/systems.ts';
import type { TaskKind, TaskResult, ToldKind } from '../../../server/requests/tasks/kinds.ts';
import type { Message } from '../forms.ts';
import { fileMessages } from '../requests/files.ts';
import { deskMessages } from './desk.ts';
import { permissionMissing } from './requests.ts';

const here = (text: string): Message => ({ field: 'send', text });
const atTick = (text: string): Message => ({ field: 'tick', text: `${text}. Nothing is recorded yet` });
const nothing = 'so nothing was changed';

/** In the order of the forms. */
export const checklistMessages: Record<Exclude<ChecklistProblem, 'signed-out'>, Message> = {
  'instruction-missing': { field: 'instruction', text: 'Write what is to be corrected, and into what' },
  'instruction-invalid': { field: 'instruction', text: 'The words are too long, or hold a sign that nobody can see' },
  'whose-invalid': { field: 'whose', text: 'Enter a mail address in full, like name@example.com' },
  'address-missing': { field: 'address', text: 'Enter the mail address of the person whose data is to be erased' },
  'address-invalid': { field: 'address', text: 'Enter a mail address in full, like name@example.com' },
  'result-unknown': atTick('Choose what became of a step, beside each of which you write something'),
  'note-missing': atTick(
    'Write a note beside each step that cannot be done, or whose system is connected and should have answered itself',
  ),
  'note-invalid': atTick('A note is too long, or holds a sign that nobody can see'),
  ...fileMessages,
  'text-invalid': { field: 'text', text: 'The words are too long, or hold a sign that nobody can see' },
  'contribution-missing': { field: 'files', text: 'Choose a file, or write what the system holds' },
  'system-connected': here(`This system answers by itself, ${nothing}`),
  'own-verb': here(`This site is not ticked but erased, and its backups follow it, ${nothing}`),
  'address-other': {
    field: 'address',
    text: 'The permission is of another address: nobody’s data is erased but that of whoever gave it',
  },
  'permission-missing': here(permissionMissing),
  'account-newer': {
    field: 'newer',
    text: 'The account was opened only after the request came, so it may not be meant. Ask the person, and say so here where they mean it. Otherwise answer in part: they can delete it themselves in its settings',
  },
  'access-pending': here('A copy that was asked for is not delivered yet: nothing is erased before it is'),
  'changed-meanwhile': here(
    `Another address has been put forward since you opened the page, ${nothing}. Look at it again`,
  ),
  'not-proposed': here('Somebody has to put the erasure forward first'),
  'same-person': here('Whoever put the erasure forward does not carry it out: ask somebody else'),
  'task-unknown': here(`There is no such step that is open, ${nothing}`),
  'task-done': here(
    `Somebody else, or the system itself, has seen to one of these steps meanwhile, ${nothing}. The page shows what became of it`,
  ),
  'item-unknown': here(`Nothing of the kind is asked for, or it is answered, ${nothing}`),
  'request-unconfirmed': here(`Nobody has confirmed the address of this request, ${nothing}`),
  'request-closed': here(`The request is closed, ${nothing}. Reopen it first`),
  'request-erased': here(`The request is erased, ${nothing}`),
  'reference-unknown': here(`There is no such request, ${nothing}`),
  'act-unknown': here(`This is no act of this page, ${nothing}`),
  ...deskMessages,
};

/** In the order of the forms. */
export const systemsMessages: Record<Exclude<SystemsProblem, 'signed-out'>, Message> = {
  'system-unknown': here(`There is no such system, or it is not connected, ${nothing}`),
  'address-invalid': { field: 'url', text: 'Enter an address in full, like https://app.example.com/hooks' },
  'address-not-https': { field: 'url', text: 'Enter an address that begins with https:// and names no port' },
  'address-private': {
    field: 'url',
    text: 'This address is in a private network or on this machine: enter one of the internet',
  },
  'kinds-missing': { field: 'kinds', text: 'Choose what the system does itself, or that it is told of versions' },
  'already-connected': here(`It is connected already, ${nothing}`),
  'act-unknown': here(`This is no act of this page, ${nothing}`),
  ...deskMessages,
};

export const taskKindWords: Record<TaskKind, string> = {
  export: 'Hand over the data',
  correction: 'Correct',
  erasure: 'Erase',
  restriction: 'Restrict',
};

export const toldKindWords: Record<ToldKind, string> = {
  ...taskKindWords,
  documents: 'Be told of each version that is published (document.published)',
};

export const taskResultWords: Record<TaskResult, string> = {
  done: 'Done',
  'nothing-held': 'Holds nothing about the person',
  told: 'The recipient was told to (GDPR Article 19)',
  'not-possible': 'Not possible: the note says why',
};

export const webhookProblemWords = (problem: string): string =>
  ({
    redirect: 'it led elsewhere',
    'no-answer': 'no answer in 15 seconds',
    'not-reached': 'not reached',
    'not-sent': 'no secure connection',
    'host-unknown': 'no such host',
    'address-private': 'the address leads into a private network',
    'not-connected': 'the connection has ended',
    'not-known': 'this server does not know the version',
  })[problem] ?? `answered ${problem.replace('http-', '')}`;

export const checklistPage = {
  title: 'What each system has to do for {reference}',
  lead: 'Nothing is told to be done before each has answered, or somebody has ticked its step.',
  none: 'Nothing that is asked for and open has to be done in other systems.',
  begin: { erasure: 'Begin the deletion', correction: 'Begin the correction', restriction: 'Begin the restriction' },
  more: 'Add systems that have come since',
  beginText: 'Opens a step for each system that holds data, and tells those that are connected.',
  instruction: 'What is to be corrected, and into what?',
  whose: 'Mail address under which we know the person',
  whoseHelp: 'Leave it empty only if there is none: then this site keeps nothing back that is sent by consent.',
  propose: 'Put the erasure forward',
  proposeAgain: 'Name another address',
  proposeAgainText: 'What was put forward is taken back with it, and somebody else than you approves it anew.',
  newer: {
    legend: 'The account',
    label: 'It was opened on {day}, after the request came. The person says that it is meant, too.',
  },
  proposeText: 'Somebody else of the staff, who approves, then erases.',
  proposed: 'Put forward by {name} on {at}. Somebody else, who approves, carries it out.',
  own: 'The holder asked from within the account: one person may erase.',
  address: 'Mail address of the person whose data is to be erased',
  erase: 'Erase on this site',
  eraseText:
    'Everything that stands under the account and the address, at once. The holder of an account can take it back for a while.',
  keeps: {
    legend: 'Signed copies of agreements',
    option: 'Keep them for the business',
    help: 'Only if the person asked for it, as anybody can who deletes an account alone. The mail that confirms the deletion brings the copies either way; then it has a link as well that alone opens them.',
  },
  backups: 'Gone by themselves in their time, once this site has erased.',
  recipient: 'A recipient: it has to be told (GDPR Article 19)',
  result: 'What became of it?',
  notYet: 'Not done yet',
  rest: 'All others above',
  note: 'Note',
  tick: 'Record what is done',
  bring: {
    summary: 'Add what a system holds, as files or in words',
    text: 'It goes into the copy, and the step of the system is done with it. What was gathered before has to be gathered again.',
    system: 'System',
    words: 'In words',
    submit: 'Add it to the copy',
  },
  count: '{done} of {all} are done.',
  answer: 'Now answer the request',
  done: '{at}, by {name}',
  until: 'The last of it is gone by the end of {on}',
  sent: 'Told on {at}; waiting for its answer.',
  trying: 'Not told yet ({problem}); tried {count} times.',
  waiting: 'About to be told.',
  givenUp: 'Given up after {count} tries ({problem}).',
  again: 'Send again',
};

export const systemsPage = {
  title: 'Systems',
  lead: 'Where personal data is held beside this site. A system that is connected is told of its tasks, and if you wish of new versions, by a signed webhook; it answers tasks by the API.',
  by: 'seen to by hand',
  connected: 'Connected since {at}: {url}',
  ended: 'The connection ended on {at}.',
  does: 'Does itself, or is told: {kinds}',
  publications: {
    title: 'Versions of which it was told',
    none: 'None has been published since it was connected.',
    version: '{document}, version {version}',
    sent: 'told on {at}',
    waiting: 'about to be told',
    trying: 'not told yet ({problem}); tried {count} times',
    givenUp: 'given up after {count} tries ({problem})',
    again: 'Send again',
  },
  failing: 'Could not be told of {count} open tasks.',
  open: (count: number) => `${count} open task${count === 1 ? '' : 's'}`,
  two: 'Two secrets sign at the moment, the last one and the one before.',
  url: 'Address of its webhook',
  urlHelp: 'It begins with https:// and is on the internet.',
  kinds: 'What does it do itself, and what is it told?',
  connect: 'Connect',
  renew: 'New secret',
  drop: 'Take the former secret away',
  end: 'End the connection',
  endText:
    'Its key and its secrets stop working at once, and its tasks are seen to by hand. To connect it again makes new ones.',
  shown: {
    title: '{system}: write this down now. It is shown only this once',
    key: 'Key for the API (header Authorization: Bearer …)',
    secret: 'Secret of the webhooks (Standard Webhooks)',
  },
  done: 'Done: {system}.',
};
