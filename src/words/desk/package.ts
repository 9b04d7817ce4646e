import type { PackageActProblem } from '../../../server/desk/package.ts';
import type { WithholdingReason } from '../../../server/personal-data/packages/kinds.ts';
import type { Message } from '../forms.ts';
import { deskMessages } from './desk.ts';
import { closeMessages } from './requests.ts';

const here = (text: string): Message => ({ field: 'send', text });
const nothing = 'so nothing was changed';

/** In the order of the forms. */
export const packageMessages: Record<Exclude<PackageActProblem, 'signed-out'>, Message> = {
  'address-missing': {
    field: 'address',
    text: 'Enter the mail address of the person whose data it is',
  },
  'address-invalid': { field: 'address', text: 'Enter a mail address in full, like name@example.com' },
  'address-other': {
    field: 'address',
    text: 'Nobody’s data is gathered but that of who asks, or of whoever allows an agent to',
  },
  'identity-unsaid': { field: 'identity', text: 'Write how you made sure that it is the person’s address' },
  'identity-invalid': { field: 'identity', text: 'The words are too long, or hold a sign that nobody can see' },
  'part-unknown': here(`There is no such part, ${nothing}`),
  'words-invalid': { field: 'words', text: 'Enter the words to black out: 2 to 200 characters on one line' },
  'reason-missing': { field: 'reason', text: 'Choose why it is withheld' },
  ...closeMessages,
  'same-person': here('Whoever gathered a package, or withheld last, does not approve it: ask somebody else'),
  'handed-since': here(
    'A system has handed over more since this was gathered: gather again, look through it, and deliver that',
  ),
  'systems-silent': here(
    'Not every system has answered: see to each before the package is delivered, then gather again',
  ),
  'package-missing': here(`There is no package to act on, ${nothing}. Gather it first`),
  'changed-meanwhile': here(`The package has changed since you opened the page, ${nothing}. Look at it again`),
  'request-unconfirmed': here(`Nobody has confirmed the address of this request, ${nothing}`),
  'request-closed': here(`The request is closed, ${nothing}. Reopen it first`),
  'request-erased': here(`The request is erased, ${nothing}`),
  'item-unknown': here(`The request asks for no copy, or that is answered, ${nothing}`),
  'reference-unknown': here(`There is no such request, ${nothing}`),
  'instruction-missing': here(`Something is missing, ${nothing}`),
  'instruction-invalid': here(`Something cannot be read, ${nothing}`),
  'whose-invalid': here(`Something cannot be read, ${nothing}`),
  'act-unknown': here(`This is no act of this page, ${nothing}`),
  ...deskMessages,
};

export const withholdingReasonWords: Record<WithholdingReason, string> = {
  'rights-of-others': 'Rights of others (GDPR Article 15(4))',
  security: 'It would let somebody in: passwords, codes, numbers of documents (11 CCR 7024(d))',
  'legal-privilege': 'Legal privilege, or the law forbids to tell it',
  'not-about-them': 'It is not about this person',
};

export const packagePage = {
  title: 'The copy for {reference}',
  lead: 'All that is held about the person: look through it, withhold what is not theirs to see, and have somebody else approve it.',
  back: 'Back to the request',
  gather: {
    title: 'Gather',
    text: 'Everything that this site holds about the person, by account and by address, with what other systems have handed over. Other systems are asked at the same moment; what they hand over later is in the next gathering.',
    again: 'Gathering again takes in what was handed over since, and begins the withholding anew.',
    address: 'Mail address of the person',
    letter: 'The request names no mail address. Under which one is the person known here?',
    identity: 'How do you know that it is theirs?',
    identityHelp:
      'For the record, such as: three of three facts were right, asked by letter on May 4. Nobody has confirmed the address: be as sure as what is asked for needs.',
    agent: 'An agent asks. Enter the address of the person whose data it is.',
    submit: 'Gather',
    repeat: 'Gather again',
  },
  made: 'Prepared by {name}, gathered on {at}, of {email}.',
  sure: 'No mail address was confirmed. Why it is theirs',
  noAccount: 'There is no account: this is what stands under the address.',
  systems: {
    title: 'Other systems',
    open: 'has not answered',
    link: 'See to them',
  },
  silent:
    'Not yet answered: {names}. Until they have, or somebody has ticked their step with a reason, nothing is delivered.',
  withheld: 'withheld',
  contents: 'What the person gets',
  empty: 'Nothing.',
  rows: (shown: number, whole: number) => (shown === whole ? `${whole}` : `${shown} of ${whole}`),
  row: 'Row {row}',
  files: 'Files',
  agreements: 'Agreements that the person signed: {count}, with their texts.',
  withhold: {
    title: 'Withhold this part',
    words: 'Withhold words',
    label: 'Words to black out',
    wordsHelp:
      'Wherever they stand in the tables. A file or an agreement in which they stand, or whose name holds them, is left out whole. In pictures, PDFs and packed files nobody finds them but you: look at each.',
    parts: {
      row: 'A row',
      column: 'A column',
      table: 'A whole table',
      file: 'A file',
      words: 'Words, wherever they stand',
    },
    row: 'Withhold this row',
    column: 'Withhold in all rows',
    table: 'Withhold all of it: {table}',
    file: 'Withhold',
    other: 'Something else instead',
    reason: 'Why?',
    submit: 'Withhold',
  },
  marks: { title: 'What is withheld', none: 'Nothing is withheld.', show: 'Show it after all' },
  deliver: {
    title: 'Approve and deliver',
    text: 'You have looked through it and approve it. The file goes to the page of the request, sealed, and the copy is answered with it: the person gets one mail, and the file with a fresh code.',
    same: 'You gathered it, or withheld last: somebody else of the staff who approves delivers it.',
    role: 'Somebody of the staff who approves delivers it.',
    message: 'What the person is told',
    submit: 'Approve and deliver',
    see: 'See what will be sent',
  },
  delivered: {
    text: 'Delivered on {at}: prepared by {preparer}, approved by {approver}',
    digest: 'SHA-256 of the file',
    leftOut: 'Left out',
    nothing: 'nothing',
    post: 'Print or copy it, and send it by letter:',
    posted: 'Then record when and how it was sent',
  },
};
