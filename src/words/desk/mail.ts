import type { MailActProblem } from '../../../server/desk/mail.ts';
import type { Authorship } from '../../../server/requests/messages-by-mail/authorship.ts';
import type { MailRoom } from '../../../server/requests/messages-by-mail/received-mail.ts';
import type { WaitingMail } from '../../../server/requests/staff/waiting-mail.ts';
import type { Message } from '../forms.ts';
import { logMessages } from './log.ts';

/** Mail to the privacy address that waits. */
export const mailPage = {
  title: 'Mail',
  lead: 'What came to the privacy address and stands in no request yet. Each counts from the day on which it came.',
  none: 'No mail waits.',
  /** Of those that people wrote; a hundred are counted. */
  waiting: (count: number) =>
    count === 1
      ? '1 mail waits for somebody to read it'
      : `${count < 100 ? count : '100 or more'} mails wait for somebody to read them`,
  room: {
    enough: '',
    'held-up':
      'So much waits that new mail is listed and stays with the mail provider. Deal with some of it, and the rest is fetched.',
    full: 'So much waits that no more is taken. The mail provider offers what comes now again for a day: deal with some of it until then, and look into its list of received mail.',
  } satisfies Record<MailRoom, string>,
  columns: { subject: 'Mail', received: 'Came', due: 'Answer by' },
  noSubject: 'Without a subject',
  senders: {
    person: '',
    machine: 'sent by a program',
    unreadable: 'cannot be fetched',
    fetching: 'being fetched',
  } satisfies Record<WaitingMail['sender'], string>,
};

/** One of them, and what is done with it. */
export const oneMail = {
  from: 'From',
  came: 'Came',
  due: 'Answer by',
  text: 'What it says',
  files: 'Files',
  fileStays: 'stays in the mail alone: it is not a PDF, PNG, JPEG or plain text, or there are more than five',
  fetching: 'The mail provider is being asked for it. Look again in a minute.',
  unreadable: 'The mail provider does not have it any more. Enter by hand what you know of it.',
  machine:
    'A program sent it: an answer to nobody, or news that a mail did not arrive. It goes by itself after 30 days.',
  authorship: {
    proven: '',
    disowned: 'It may not come from whom it names: the server that took it says so. Ask before you act on it.',
    unproven:
      'Nothing shows that it comes from whom it names: their domain signs nothing, or the server that took it does not say. Most such mail is what it seems. Before you give anything away or erase anything for it, ask at the address that you know.',
  } satisfies Record<Authorship, string>,
  names:
    'It names the request {reference}. It did not get there by itself, because it comes from another address, nothing shows that it comes from this one, or the request is closed.',
  enter: {
    title: 'Enter it as a request',
    emailHelp: 'Empty: the one that it comes from. They are asked by mail to confirm it.',
    submit: 'Enter it',
  },
  add: {
    title: 'Put it into a request',
    reference: { label: 'Reference', help: 'As WT-7F3K-92QD. It has to come from the address of whoever asked.' },
    submit: 'Put it there',
  },
  discard: {
    title: 'Discard it',
    lead: 'It asks for nothing. It is erased, and that you did so is recorded.',
    submit: 'Discard it',
  },
};

/** In the order of the forms. */
export const mailActMessages: Readonly<Record<Exclude<MailActProblem, 'signed-out'>, Message>> = {
  ...logMessages,
  'reference-unknown': { field: 'reference', text: 'Enter a reference as it stands in our mails, like WT-7F3K-92QD' },
  'sender-other': {
    field: 'reference',
    text: 'The mail comes from another address than the request. Ask the person, or enter it as a request of its own',
  },
  'mail-elsewhere': { field: 'reference', text: 'This mail stands in another request already' },
  'request-erased': { field: 'reference', text: 'The details of this request are erased: enter a new one' },
  'request-given-up': { field: 'reference', text: 'This request was never confirmed, and is closed: enter a new one' },
  'changed-meanwhile': { field: 'reference', text: 'Somebody has changed the request meanwhile. Send it again' },
  'nothing-to-add': { field: 'reference', text: 'The mail holds no words' },
  'mail-unknown': { field: 'send', text: 'This mail does not wait any more: somebody has dealt with it' },
  'mail-empty': { field: 'send', text: 'This mail is not here: enter by hand what you know of it, then discard it' },
  'act-unknown': { field: 'send', text: 'This is no act of this page, so nothing was changed' },
};
