import { fileMessages } from '../../../src/words/requests/files.ts';
import type { DateReason } from '../due-dates.ts';
import { type FileProblem, fileProblems } from '../files/kinds.ts';
import { extensionReasons, type Ground, grounds, pauseReasons, type Relation, relations } from '../kinds.ts';
import type { AddProblem } from '../staff/additions.ts';
import { permissionBases } from '../staff/agent-permissions.ts';
import type { CorrectProblem } from '../staff/corrections.ts';
import type { Delivery } from '../staff/delivery.ts';
import { findings } from '../staff/identity.ts';
import type { LogProblem } from '../staff/intake.ts';
import { levels } from '../staff/levels.ts';
import type { StaffActProblem } from '../staff/problems.ts';

export const groundNames: Readonly<Record<Ground, string>> = {
  'not-identified': 'we could not be sure enough who asks',
  'correct-as-it-is': 'the data is correct',
  'law-requires': 'a law makes us keep it, or forbids it',
  'legal-claims': 'it is needed for legal claims',
  'rights-of-others': 'it would harm the rights of others',
  'overriding-reasons': 'reasons that weigh more than the objection',
  excessive: 'the request is manifestly unfounded or excessive',
  'not-covered': 'no law that applies gives this right',
};

export const relationNames: Readonly<Record<Relation, string>> = {
  'account-holder': 'has an account',
  'end-customer': 'customer of a business that uses the service: pass it on to the business',
  agent: 'acts for somebody else: ask for the permission',
  none: 'neither has an account nor said more',
};

export const dateReasonNames: Readonly<Record<DateReason, string>> = {
  received: 'received',
  corrected: 'corrected by what was understood since',
  'took-effect': 'took effect, and only the answer is left',
  asked: 'waits for the person',
  answered: 'goes on',
  waiting: 'still waits for the person',
  extended: 'extended',
  'extension-ended': 'extension taken back',
  reopened: 'opened again',
  merged: 'answered with another request',
};

export const deliveryWords: Readonly<Record<Delivery, string>> = {
  mailed: 'The person is told by mail, and finds it on the page of the request.',
  waiting:
    'The address is not confirmed, so nothing of it is in the mail that goes out. It waits on the page of the request for whoever confirms the address.',
  'by-post': 'There is no address that could be confirmed. Tell the person by post, or the way it came:',
  'how-to-go-on': 'The person is told by mail that it is closed, and how to go on.',
  untold: 'It is closed, and nobody is told.',
};

export type StaffOrLogProblem = StaffActProblem | LogProblem | AddProblem | CorrectProblem | FileProblem;

const fileWords = Object.fromEntries(
  fileProblems.map((problem) => [problem, `${fileMessages[problem].text}.`]),
) as Record<FileProblem, string>;

export const problemWords: Readonly<Record<StaffOrLogProblem, string>> = {
  'reference-unknown': 'There is no request with this reference. References look like WT-7F3K-92QD.',
  'request-erased': 'What the person told us is erased, and with it the address. Nobody can be written to.',
  'request-closed': 'This request is closed.',
  'message-missing': 'Say what to write: --message "…", --message-file FILE (- reads it from a pipe).',
  'message-invalid': 'The message holds signs that nobody can see. Type it again where it was pasted.',
  'message-unfinished':
    'The message is not finished: something is still to be written where ____ stands, or after the colon at the end.',
  'item-unknown': 'The request does not ask for this.',
  'checklist-unopened':
    'Nobody has opened the list of what each system has to do for this: do so at the desk, or close it as partly-done with the reasons.',
  'permission-missing':
    'Nothing shows yet that the agent may ask. Record the signed permission or another right (requests record-permission), or ask the person (requests ask-permission).',
  'access-pending': 'The same person waits for a copy of the data: deliver it first, and erase then.',
  'systems-silent':
    'Not every system has done its part of this: see to each at the desk, or close it as partly-done with the reasons.',
  'copy-undelivered':
    'Its copy is not delivered yet: deliver it at the desk, or close it as partly-done, refused or nothing-held.',
  'ground-missing': `Say why, for the record: --ground ${grounds.join('|')}`,
  'reasons-missing': 'Whoever is refused something has to be told why: --message "…"',
  'meaning-missing': 'Say what the refusal means for the person: --meaning "…"',
  'deed-missing':
    'Closing erases nothing by itself. Say what was erased, and where, for the record and the person: --deed "…"',
  'message-unanswered':
    'The person wrote since, and nobody has answered: read it (requests show). Where your words answer it too, say so: --answers-message',
  'changed-meanwhile': 'Somebody else changed this request meanwhile. Look at it again.',
  'item-missing': 'None of this is open.',
  'level-unknown': `Say how sure we have to be: --level ${levels.slice(1).join('|')}`,
  'level-too-high': 'That is more than what is asked for needs. Ask for less.',
  'identity-not-needed': 'Nobody has to say who they are for this (11 CCR 7060(b)). Carry it out.',
  'identity-waits': 'It was asked already, and the person has not answered yet.',
  'identity-not-asked': 'Nobody was asked who they are.',
  'address-confirmed': 'The address is confirmed. Ask for nothing, or for more.',
  'shown-missing': 'Say what was shown, in few words: --shown "…". It is erased when the items are closed.',
  'shown-invalid': 'What was shown holds signs that nobody can see. Type it again.',
  'settled-unknown': `Say what was found: --finding ${findings.join('|')}`,
  'pause-reason-unknown': `Say what is waited for: --reason ${pauseReasons.join('|')}`,
  'fee-unsaid': 'Say what the fee is, why, and how to pay it: --message "…"',
  'pause-not-allowed': 'No clock of this may wait for it. Ask in a reply; the time runs on.',
  'pause-waits': 'It was asked already, and the person has not answered yet.',
  'nothing-waits': 'Nothing waits for the person.',
  'reason-missing': 'Say why: --reason "…"',
  'reason-invalid': 'The reason holds signs that nobody can see. Type it again.',
  'reason-unfinished':
    'The reason is not finished: something is still to be written where ____ stands, or after the colon at the end.',
  'extension-reason-unknown': `Say why more time is needed: --reason ${extensionReasons.join('|')}`,
  'extension-unknown': 'A law that applies, or may, knows no extension of this: requests regimes',
  'kind-never-extended': 'What takes effect for the future, as an opt-out does, is not extended.',
  'extension-too-late': 'The day is past by which the person had to be told of an extension.',
  'extended-before': 'It is extended already, and a law gives more time once.',
  'nobody-to-tell': 'The address is not confirmed, so nobody would read the notice. The time is not extended.',
  'not-extended': 'Nothing of it is extended.',
  'nothing-closed': 'Nothing of it is closed.',
  'into-unknown': 'There is no request with this reference: --into WT-…',
  'into-itself': 'This is the same request.',
  'into-closed': 'That request is closed. Reopen it first.',
  'into-later': 'That request came later, and a clock would get longer. Merge the later one into the earlier.',
  'into-other-person': 'These requests are of different addresses, or only one of them is confirmed.',
  'abuse-confirmed':
    'Somebody has confirmed this address: refuse with reasons instead, --outcome refused --ground excessive',
  'outcome-wrong': 'Only a whole request whose address was asked for and never confirmed can be closed as unconfirmed.',
  'effect-missing':
    'It asks for something that needs no confirmed address and is not done. Carry that out, and close it first: --item KIND --outcome done',
  'message-unreadable':
    'Nobody could read the message: who never confirmed the address is told only how to go on. Leave it out, or close with another outcome.',
  'kind-unknown': 'There is no such kind of request.',
  'relation-unknown': `There is no such relation. Say whose request it is: --relation ${relations.join('|')}`,
  'relation-missing': `This takes effect at once at the address that it came from, unless that is somebody else’s agent. Say whose request it is: --relation ${relations.join('|')} (with --behalf "Name <address>" for an agent)`,
  'region-unknown': 'There is no such place. Write a country as DE (ISO 3166-1), a state as US-CA, or unsaid.',
  'behalf-invalid': '--behalf is one line of at most 200 characters that can be seen.',
  'business-invalid': '--business is one line of at most 200 characters that can be seen.',
  'business-missing': 'Name the business: --business "…", one line of at most 200 characters.',
  'request-unconfirmed': 'Nobody has confirmed the address yet: nothing is passed on before that.',
  'agent-missing': 'No agent asks: nobody’s permission is needed.',
  'permission-not-needed': 'Of this the person may not be asked: an opt-out needs no more than the signed permission.',
  'address-missing': 'Give the address of the person for whom the agent asks: --address ada@example.com',
  'address-invalid': 'The address does not read as a mail address.',
  'basis-unknown': `Say by what right the agent asks: --basis ${permissionBases.join('|')}`,
  'permission-file-missing':
    'Name the file that shows it: --file NUMBER of one of the request (requests show), or --letter FILE.',
  'permission-file-unknown': 'The request has no such file: requests show names those that it has.',
  'permission-awaited': 'The person was asked, and has not said yes: no paper of the agent stands in for that.',
  'address-of-agent': 'This is the address of the agent.',
  'person-mailed-often': 'Many mails went to this address in a short time. Ask again in an hour.',
  'name-invalid': '--name is one line of at most 200 characters that can be seen.',
  'details-invalid': 'The details hold signs that nobody can see. Type them again.',
  'item-settled': 'What is closed, or has taken effect, stays asked for: name it among the kinds as well.',
  'nothing-to-correct': 'Say what is right: --kind KIND …, --relation …, --behalf "…", --business "…" or --region DE',
  'nothing-differs': 'That is on record already: nothing differs, and nothing was recorded.',
  'email-invalid': 'The address does not read as a mail address.',
  'received-at-missing':
    'When it arrived cannot be read from the mail. Say it: --received-at 2026-11-20T09:00:00Z (with its offset from UTC).',
  'received-at-invalid': 'Write the time of arrival with its offset from UTC, like 2026-11-20T09:00:00Z.',
  'received-at-in-future': 'The time of arrival lies in the future.',
  'request-given-up':
    'This request was closed because its address was never confirmed. Log the mail as a new request: requests log --channel mail --eml FILE',
  'nothing-to-add': 'Say what came: the mail itself, --eml FILE, or --message "…" with --received-at.',
  'sender-other':
    'The mail comes from another address than the request gives, or from a machine. If you are sure that the person wrote it, add what it says: --message "…" with --received-at. Otherwise log it as a request of its own.',
  'mail-elsewhere': 'This mail is kept with another request. Nothing was added.',
  'nothing-to-log': 'Say what was asked: --details "…", or the mail itself: --eml FILE.',
  'has-address': 'There is a mail address: answer by mail.',
  'posted-invalid': 'Write the day like 2026-11-20: not before the request came, and not in the future.',
  'how-missing': 'Say how it went out: --how "…"',
  'how-invalid': 'How it went out holds signs that nobody can see. Type it again.',
  ...fileWords,
};
