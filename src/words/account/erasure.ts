import type { EraseKeptProblem, KeptProblem } from '../../../server/consent/kept-agreements.ts';
import type { DeletionProblem } from '../../../server/personal-data/deletion.ts';
import type { ExportProblem } from '../../../server/personal-data/export.ts';
import type { UndoLinkProblem, UndoProblem } from '../../../server/personal-data/undo.ts';
import { accountButtons } from '../buttons.ts';
import type { LinkWords, Message } from '../forms.ts';

const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so nothing was done. Please try again with the form below.',
};
const notOurFormMessages = { 'form-field-unknown': notOurForm, 'form-field-twice': notOurForm };

const expired: Message = {
  field: 'send',
  text: 'This page was open for too long, or was made before you last signed in, so nothing was done. Please try again.',
};

const gone: Message = { field: 'send', text: 'This account has been deleted already.' };

export const exportMessages: Record<Exclude<ExportProblem, 'password-needed'>, Message> = {
  ...notOurFormMessages,
  'form-expired': expired,
  'account-gone': gone,
  'too-many-exports': {
    field: 'send',
    text: 'You have downloaded everything twenty times in the last hour, so nothing was made. Please try again in an hour.',
  },
};

export const deletionMessages: Record<Exclude<DeletionProblem, 'password-needed'>, Message> = {
  ...notOurFormMessages,
  'form-expired': expired,
  'account-gone': gone,
  'deletion-unconfirmed': { field: 'sure', text: 'Tick the box if you want to delete your account' },
};

export const undoMessages: Record<Exclude<UndoProblem, UndoLinkProblem>, Message> = {
  ...notOurFormMessages,
  'password-missing': { field: 'password', text: 'Enter the password of the account' },
  'password-wrong': {
    field: 'password',
    text: 'This is not the password of the account. Please check it and try again',
  },
  'address-taken': {
    field: 'send',
    text: 'There is another account with your address by now. One address can have only one account: delete that one first, with the same address, and then use this link again.',
  },
  'too-many-tries': {
    field: 'send',
    text: 'There were too many tries with this link, so we checked nothing. Please try again in an hour.',
  },
  busy: {
    field: 'send',
    text: 'Too many people are signing in at this moment, so nothing was done. Please try again in a minute.',
  },
};

export const exportPage = {
  title: 'Your data',
  take: 'Take it with you',
  lead: 'One file with everything that we hold about you: a page to read and print (open index.html), CSV for spreadsheets, and JSON for programs.',
  inside: [
    'your profile and your business profile',
    'where you are signed in',
    'your consents and agreements, as the ledger holds them, with your signed copy of each agreement',
    'your privacy requests, with all messages and files',
    'which notices you get, and what you do not want from us',
    'the mails that we sent you, for as long as we keep their text',
  ],
  without:
    'Your password, your second factor and recovery codes, and the links and sessions that let somebody in are not in it: whoever found the file could act as you. The page in it says what else we leave out, and why.',
  submit: 'Download everything (ZIP)',
  remove: 'Delete your account',
  outlook: '[See what goes, what stays, and for how long](delete). You can take it back for 30 days.',
};

export const deletePage = {
  title: 'Delete your account',
  lead: 'It happens at once, and you can take it back until the end of {day}. After that nobody can.',
  waiting: {
    title: 'Your deletion of {day} has to wait',
    notYet: 'It is not carried out yet. We write to you when it is.',
    recorded:
      'We have noted that you want your account deleted. As soon as we may, we delete it, and mail you a receipt. You need not ask again. Until then it works as before, and you can [take your data with you](export).',
    disagree:
      'If you do not agree, write to [{address}](mail). You can also complain to the data protection authority or, in the United States, the attorney general where you live, and you can go to court.',
    keep: 'Keep the account after all',
  },
  goes: {
    title: 'What goes, at once',
    all: [
      'your name, your address, your password and your business profile',
      'your second factor and recovery codes, and every session: you are signed out everywhere',
      'what you wrote in requests that are closed, the files, and the pages of those requests',
      'the notices that you subscribed to, and mails to you, whether or not they have been sent',
      'your name on your consents and agreements',
    ],
  },
  stays: {
    title: 'What stays, and why',
    open: (requests: number) =>
      requests === 1
        ? '**Your open request {references}**, with your name and address: the law obliges us to answer. That is erased 30 days after we have closed it, so that you can still read our answer. If you want no answer, say so on the page of the request first.'
        : '**Your open requests {references}**, with your name and address: the law obliges us to answer. That is erased 30 days after we have closed them, so that you can still read our answer. If you want no answer, say so on the page of the request first.',
    all: [
      '**A mail to our privacy address** that nobody of us has dealt with yet, if there is one: it may ask for something.',
      '**Records of privacy requests**, and of this deletion: what was asked and when, and what we answered, encrypted, under a code from which your address cannot be read. Laws ask us to keep them, so that we can show that we answered; for how long stands below.',
      '**Your consents and agreements**, under a number that does not name you: we must be able to show what was agreed for as long as somebody can make a claim. The signed copies of agreements come to you once more with the mail about the deletion; below you can have us keep them for your business too.',
      '**Your wish not to be written to**, if you told us so, as a code from which your address cannot be read: without it we could not respect your wish.',
      '**Backups** until the end of {day}. They are used for nothing but to restore the service after a fault, and if that happens you are erased again before anybody sees anything.',
      '**One encrypted copy** for taking it back, until the same day. It is in no backup: should our database be lost, the deletion cannot be taken back.',
    ],
  },
  copyAsked: {
    title: 'You have asked us for a copy of your data, and we have not answered yet.',
    text: 'After the deletion there is little left to give you. [Take your data with you first](export).',
  },
  app: 'What you keep in our web app is not part of this account. [Do you want your data first?](export)',
  keeps: {
    legend: 'The signed copies of your agreements',
    option: 'Keep them for my business',
    help: 'Encrypted, so that the link in our last mail alone opens them, and we cannot.',
  },
  sure: 'Are you sure?',
  yes: 'Yes, delete the account of {email}',
  receipt: 'A receipt goes to {email}, with both dates and the link to take it back.',
  submit: accountButtons.delete,
  leave: 'Keep my account',
};

export const deletedPage = {
  title: 'Your account is deleted',
  lead: 'You are signed out everywhere, and what we held about you is erased from our live systems.',
  receipt:
    'We mailed you a receipt with two dates: today, and the end of the 30th day from now, by which the last backup is gone. For a deletion of today that is {day}. Until then you can take the deletion back with the link in the receipt, and your password if you had one.',
  start: 'To the start page',
};

export const undoPage = {
  title: 'Get your account back',
  lead: 'You can have your account back until the end of {day}, as it was, with the password that it had.',
  withoutPassword:
    'You can have your account back until the end of {day}, as it was. It had no password, so this link is enough.',
  signIn:
    'You then have to sign in, with your second factor if you had one. Mails that we had sent you do not come back.',
  password: 'Password of the account',
  submit: accountButtons.restore,
};

export const keptMessages: Record<Exclude<EraseKeptProblem, KeptProblem>, Message> = {
  ...notOurFormMessages,
};

export const keptLinkWords: Record<KeptProblem, LinkWords> = {
  'kept-unknown': {
    title: 'Nothing is kept at this address',
    text: 'The signed copies were erased, their time is over, the account came back, or the address is not whole.',
    next: 'If you have the mail with the link, open it from there, or copy it whole. The copies are attached to that mail too.',
  },
};

export const keptPage = {
  title: 'Signed copies of your agreements',
  lead: 'Kept for your business until the end of {day}, because the holder of the account wished it. This link alone opens them: we cannot.',
  files: 'Save what you need. Each agreement is a text, and a receipt with which anybody can check it without us.',
  erase: { title: 'Erase them', text: 'Whoever has this link can erase the copies now. That cannot be taken back.' },
  submit: 'Erase the copies',
  start: 'To the start page',
  erased: {
    title: 'The copies are erased',
    lead: 'Nothing of them is left with us but in backups, for 30 days, where nobody can open them.',
  },
};

/** What is wrong with the link that takes a deletion back. */
export const undoLinkWords: Record<UndoLinkProblem, LinkWords> = {
  'undo-link-unknown': {
    title: 'This link does not work any more',
    text: 'Either you have your account back already, or the 30 days are over and nothing is left that could be restored.',
    next: 'Sign in, or open a new account.',
  },
};

export const undonePage = {
  title: 'Your account is back',
  lead: 'Everything is as it was, and the copy that made this possible is destroyed.',
};
