import type { Answer, AnswerProblem } from '../../../server/consent/consents.ts';
import type { Given } from '../../../server/ledger/entry.ts';
import type { EntryKind } from '../../../server/ledger/kinds.ts';
import { consentButtons } from '../buttons.ts';
import type { Message } from '../forms.ts';
import { signatoryMessages } from './agreements.ts';

const notOurForm: Message = {
  field: 'consents',
  text: 'What arrived is not what our form sends, so nothing was changed. Please choose again below.',
};

const gone: Message = {
  field: 'consents',
  text: 'We no longer ask for what you answered, so nothing was changed. Below is what we ask for today.',
};

export const answerMessages: Record<Exclude<AnswerProblem, 'password-needed'>, Message> = {
  ...signatoryMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'act-unknown': notOurForm,
  'form-expired': {
    field: 'consents',
    text: 'This page was open for too long, or was made before you last signed in, so nothing was changed. Please choose again.',
  },
  'purpose-unknown': gone,
  'version-unknown': {
    field: 'consents',
    text: 'The text has changed since you opened this page, so nothing was recorded. Please read it below, and choose again.',
  },
  'too-many-answers': {
    field: 'consents',
    text: 'You have said yes many times today, so this one was not recorded: the answer is still no. Please say yes again tomorrow. You can say no at any time.',
  },
  'account-unknown': {
    field: 'consents',
    text: 'Your account was closed meanwhile, so nothing was recorded.',
  },
};

/** How an act was done. */
export function wayInWords({ by, through, where, control }: Given, company: string): string {
  const ways: Record<Given['through'], string> = {
    page: `on the page ${where}, by its button “${control}”`,
    api: `in the ${company} app (${where}, ${control})`,
    command: `recorded by ${company} (${control})`,
    header: `by a signal of the browser (${control}), on ${where}`,
    request: `by a privacy request (${control})`,
    job: 'by itself, because a corrected version took effect',
  };
  const whose: Record<Given['by'], string> = {
    person: '',
    unauthenticated: '; not authenticated: somebody gave your address and did not show that it is theirs',
    operator: '; no act of the person',
    server: '; no act of the person',
  };
  return `${ways[through]}${whose[by]}`;
}

/** Where somebody stands with a purpose. */
export const answerLabels: Record<Answer, string> = {
  given: 'You said yes',
  refused: 'You said no',
  withdrawn: 'You withdrew your consent',
  'asked-again': 'No: you said yes to an earlier text, and we have to ask again',
  none: 'No: you have not answered',
};

/** What an entry of the ledger records, about a purpose or a document. */
export const entryLabels: Record<EntryKind, string> = {
  agreement: 'Agreed',
  acknowledgement: 'Acknowledged',
  'consent-given': 'Said yes',
  'consent-refused': 'Said no',
  'consent-withdrawn': 'Withdrew consent',
  objection: 'Objected',
  'carried-forward': 'Carried forward',
};

export const consentsPage = {
  title: 'Consents',
  saved: 'Your answer is recorded. It applies from now on.',
  lead: 'We do these things only if you say yes. Until then, the answer is no. You can say yes, and withdraw your consent, here at any time, in one step. Nothing else depends on it.',
  answer: '**{answer}.**',
  answerOn: '**{answer}, on {day}.**',
  version: 'This is [version {version}](text) of the text, word for word.',
  receipt: 'Receipt of your answer',
  textLabel: 'The text: {title}',
  forBusiness: {
    title: 'Who says yes, and for whom',
    lead: 'A yes is an instruction of your business to us. To say no, leave this empty. We ask for your password once more if you gave it more than ten minutes ago.',
    authority: 'By what right do you say yes for the business?',
  },
  ...consentButtons,
  signal: {
    title: 'Opt-out signal of your browser',
    honoured: '**Opt-out signal honoured.** Your browser sends Global Privacy Control.',
    before: '**Opt-out signal honoured.** Your browser does not send Global Privacy Control just now.',
    since:
      'Since {day} your account is recorded as opted out of any sale or sharing of personal data, on every device. We do neither. Should that ever change, you are opted out already.',
    next: 'With the next form that you send here, your account is recorded as opted out of any sale or sharing of personal data, on every device. We do neither. Should that ever change, you are opted out already.',
    none: 'Your browser does not send Global Privacy Control. If you switch it on there, it counts as an opt-out of any sale or sharing of personal data. We do neither.',
  },
  kept: 'Each answer is an entry in our ledger. Nobody can remove an entry, and the ledger does not name you.',
};

/** The page that shows everybody what their browser sends, signed in or not. */
export const signalPage = {
  browser:
    'It counts for this browser, whoever uses it: what is done in it is neither sold nor shared. Sign in, and your account is opted out too, on every device.',
  nothing: 'You need do nothing else, and nobody asks you to take the signal back.',
};

/** What an entry is about. */
export const signalTitle = 'Sale or sharing of personal data (Global Privacy Control)';
export const versionTitle = '{title}, version {version}';

export const allRecorded = 'All that is recorded, with receipts';

export const receiptsPage = {
  title: 'What is recorded',
  lead: 'Each time you said yes or no, agreed or objected, with a receipt to keep. Nothing here can be changed or taken away, by you or by us.',
  none: 'Nothing yet.',
  receipt: 'Receipt',
  day: 'Day',
  act: 'Act',
  about: 'About',
  entry: 'Entry {number}',
};

export const receiptPage = {
  title: 'Receipt',
  act: 'Act',
  about: 'About',
  time: 'Time',
  how: 'How',
  towards: 'Towards',
  text: 'You answered to [this text](text), which stays at its address for ever.',
  download: 'Download the receipt',
  facts: {
    title: 'To be confirmed',
    lead: 'The receipt names these facts as to be confirmed, and stays as it is. What has been confirmed since stands here, and a later receipt completes the first.',
    open: 'to be confirmed',
    download: 'Download the later receipt',
    /** By the last name of a member that is no number. */
    members: {
      party_legal_name: 'Legal name of the company',
      party_address: 'Postal address',
      party_signatory: 'Who signs for the company',
      party_contact: 'Data protection officer',
      storage_locations: 'Where your data is stored',
      jurisdiction: 'Governing law',
      authority_party: 'Supervisory authority',
    } as Readonly<Record<string, string>>,
  },
  proof: {
    title: 'What shows that it is true',
    entry: 'Entry',
    subject: 'Your name in the ledger',
    text: 'Text',
    noText: 'none',
    digest: 'Digest of the entry',
    head: 'Published head',
    headOf: '{day}: entry {number}, {digest}',
    headFollows:
      'Not yet: the head of a day is published when the day is over. Come back tomorrow for a receipt that leads to it.',
    file: 'The file contains the entry, what it commits to, and how the published head depends on it. Anyone who has the file can check it without us, against the heads at [/ledger-head.json](heads) that are also kept outside of our server. It shows your name and address: give it only to people who may see them.',
  },
  all: 'All that is recorded',
};
