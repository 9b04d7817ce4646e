import type {
  ConfirmationProblem,
  Outcome,
  Relation,
  RequestKind,
  SubmissionProblem,
} from '../../server/requests/kinds.ts';
import { emailMessages, type Message, websiteFilled } from './forms.ts';

/** What a person may choose, and what follows from it. */
interface Choice {
  readonly label: string;
  readonly help: string;
}

export const relationChoices = (company: string): Record<Relation, Choice> => ({
  'account-holder': {
    label: `I have an account with ${company}`,
    help: 'Give the address of your account below: that is how we find your data.',
  },
  'end-customer': {
    label: `A business that uses ${company} has my data`,
    help: 'That business decides about your data. We pass your request on to it and help it to answer.',
  },
  agent: {
    label: 'I act for somebody else',
    help: 'Before we give out, change or delete anything, we ask for that person’s signed permission, or ask them ourselves.',
  },
  none: {
    label: 'None of these',
    help: 'You visited our website, for instance, or wrote to us.',
  },
});

export const kindChoices: Record<RequestKind, Choice> = {
  access: {
    label: 'A copy of my data',
    help: 'What we hold about you, what for, where it came from, and who receives it.',
  },
  rectification: {
    label: 'Correct my data',
    help: 'Say below what is wrong, and what would be right.',
  },
  erasure: {
    label: 'Delete my data',
    help: 'If a law makes us keep something, we tell you what, why, and for how long.',
  },
  portability: {
    label: 'Export my data',
    help: 'What you gave us, in a file that other programs can read.',
  },
  objection: {
    label: 'Object to a use of my data',
    help: 'Say below which use. We stop it, unless we can show reasons that weigh more than yours.',
  },
  restriction: {
    label: 'Put the use of my data on hold',
    help: 'We keep the data and do not use it, for instance while we check whether it is correct.',
  },
  'objection-marketing': {
    label: 'No more marketing',
    help: 'Takes effect at once. You need not give a reason.',
  },
  'opt-out-sale-sharing': {
    label: 'Do not sell or share my data',
    help: 'Takes effect at once. We do not sell personal data; your choice is on record all the same.',
  },
  'withdraw-consent': {
    label: 'Withdraw my consent',
    help: 'Takes effect at once. What happened before, with your consent, stays lawful.',
  },
  complaint: {
    label: 'Complain about how you handle my data',
    help: 'We look into it and tell you what came of it. You can turn to an authority as well, at any time.',
  },
  other: {
    label: 'Something else',
    help: 'Say below, in your own words, what we should do.',
  },
};

export const outcomeLabels: Record<Outcome, string> = {
  done: 'Done as you asked',
  'partly-done': 'Done in part',
  refused: 'Refused, for the reasons in our message',
  withdrawn: 'Withdrawn by you',
  unconfirmed: 'Closed because the address was not confirmed',
  routed: 'Passed on to the business that decides about the data',
};

export const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so we stored nothing. Please check the answers below and send them again.',
};

export const formExpired: Message = {
  field: 'send',
  text: 'This page was open for more than a day, so nothing was sent. What you typed is still here: please send it again.',
};

/** In the order of the form. */
export const submissionMessages: Record<SubmissionProblem, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': formExpired,
  'website-filled': websiteFilled,
  'relation-missing': { field: 'relation', text: 'Choose who you are' },
  'business-too-long': { field: 'business', text: 'Shorten the name of the business to 200 characters' },
  'business-invalid': { field: 'business', text: 'Enter the name of the business on one line' },
  'behalf-missing': { field: 'behalf', text: 'Enter the name of the person for whom you act' },
  'behalf-too-long': { field: 'behalf', text: 'Shorten the name of that person to 200 characters' },
  'behalf-invalid': { field: 'behalf', text: 'Enter the name of that person on one line' },
  'kind-missing': { field: 'kind', text: 'Choose what you want us to do' },
  'kind-unknown': { field: 'kind', text: 'Choose from the list what you want us to do' },
  'details-missing': { field: 'details', text: 'Say what we should correct, or what else you want' },
  'details-too-long': { field: 'details', text: 'Shorten the details to 5,000 characters. You can write more later' },
  'details-invalid': { field: 'details', text: 'Remove from the details the characters that are not text' },
  'region-missing': { field: 'region', text: 'Choose where you live, or that you prefer not to say' },
  'region-unknown': { field: 'region', text: 'Choose from the list where you live' },
  'name-missing': { field: 'name', text: 'Enter your name' },
  'name-too-long': { field: 'name', text: 'Shorten your name to 200 characters' },
  'name-invalid': { field: 'name', text: 'Enter your name on one line, in letters that we can read' },
  ...emailMessages,
  'too-many-requests': {
    field: 'send',
    text: 'Too many requests came from this address or network in a short time, so this one was not sent. What you typed is still here: please send it again in an hour, or after a day. Or write to the mail address above this button: it counts the same, and at once.',
  },
};

/** What is wrong with a link for confirming, and how to go on. */
export const confirmationWords: Record<ConfirmationProblem, { readonly title: string; readonly text: string }> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or replaced by a newer one. Nothing was changed.',
  },
  'link-used': {
    title: 'This link was used already',
    text: 'The address is confirmed; there is no need to do it again. The page of your request opens with the link in the mail that we sent afterwards.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It was good for 7 days. Your request still counts from the day on which you made it.',
  },
  'request-closed': {
    title: 'This request is closed',
    text: 'There is nothing left to confirm. Our last mail about it says how you can go on.',
  },
};
