import type { DateCause } from '../due-dates.ts';
import { type Ground, grounds, type Relation, relations } from '../kinds.ts';
import type { AddProblem } from '../staff/additions.ts';
import type { CorrectProblem } from '../staff/corrections.ts';
import type { LogProblem } from '../staff/intake.ts';
import type { Delivery, StaffProblem } from '../staff/replies.ts';

export const groundNames: Readonly<Record<Ground, string>> = {
  'not-identified': 'we could not be sure enough who asks',
  'nothing-held': 'we hold nothing of the kind',
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

export const dateReasonNames: Readonly<Record<DateCause['reason'], string>> = {
  received: 'received',
  corrected: 'corrected by what was understood since',
  'took-effect': 'took effect, and only the answer is left',
};

export const deliveryWords: Readonly<Record<Delivery, string>> = {
  mailed: 'The person is told by mail, and finds it on the page of the request.',
  waiting:
    'The address is not confirmed, so nothing of it is in the mail that goes out. It waits on the page of the request for whoever confirms the address.',
  'by-post': 'There is no address that could be confirmed. Tell the person by post, or the way it came:',
  'how-to-go-on': 'The person is told by mail that it is closed, and how to go on.',
};

export type StaffOrLogProblem = StaffProblem | LogProblem | AddProblem | CorrectProblem;

export const problemWords: Readonly<Record<StaffOrLogProblem, string>> = {
  'reference-unknown': 'There is no request with this reference. References look like WT-7F3K-92QD.',
  'request-erased': 'What the person told us is erased, and with it the address. Nobody can be written to.',
  'request-closed': 'This request is closed.',
  'message-missing': 'Say what to write: --message "…", --message-file FILE, or - to read it from a pipe.',
  'message-invalid': 'The message holds signs that nobody can see. Type it again where it was pasted.',
  'item-unknown': 'The request does not ask for this.',
  'ground-missing': `Say why, for the record: --ground ${grounds.join('|')}`,
  'reasons-missing': 'Whoever is refused something has to be told why: --message "…", or reply first.',
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
  'name-invalid': '--name is one line of at most 200 characters that can be seen.',
  'details-invalid': 'The details hold signs that nobody can see. Type them again.',
  'item-settled': 'What is closed, or has taken effect, stays asked for: name it among the kinds as well.',
  'nothing-to-correct': 'Say what is right: --kind KIND …, --relation …, --behalf "…", --business "…" or --region DE',
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
};
