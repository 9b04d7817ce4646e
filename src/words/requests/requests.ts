import type { StampedProblem } from '../../../server/form.ts';
import type { ConfirmationProblem } from '../../../server/requests/confirmations.ts';
import type { Outcome, Reach, Relation, RequestKind, SubmissionProblem } from '../../../server/requests/kinds.ts';
import { emailMessages, type Message, websiteFilled } from '../forms.ts';
import { fileMessages, permissionFileMessages } from './files.ts';
import { isAnswered } from './request-mails.ts';
import { inBothVoices } from './voice.ts';

/** What a person may choose, and what follows from it. */
interface Choice {
  readonly label: string;
  readonly help: string;
}

export const relationChoices = (company: string): Record<Relation, Choice> => ({
  'account-holder': {
    label: `I have an account with ${company}`,
    help: 'In the next step, give the address of your account: that is how we find your data.',
  },
  'end-customer': {
    label: `A business that uses ${company} has my data`,
    help: 'That business decides about your data. We pass your request on to it and help it to answer.',
  },
  agent: {
    label: 'I act for somebody else',
    help: 'Before we give out, change or delete anything, we ask for that person’s signed permission, or ask them ourselves. Parents and guardians send what shows that they are.',
  },
  none: {
    label: 'None of these',
    help: 'You visited our website, for instance, or wrote to us.',
  },
});

/** What each right is called to whoever asks, for themselves or as an agent. */
export const kindChoices = inBothVoices(
  ({ i, me, my, you, your }): Record<RequestKind, Choice> => ({
    access: {
      label: `A copy of ${my} data`,
      help: `What we hold about ${you}, what for, where it came from, and who receives it.`,
    },
    access_categories: {
      label: 'Tell me what kinds of data you hold',
      help: 'Which kinds, where they came from, and who receives them, without the data itself.',
    },
    portability: {
      label: `Export ${my} data`,
      help: `What ${you} gave us, in a file that other programs can read.`,
    },
    rectification: {
      label: `Correct ${my} data`,
      help: 'Say below what is wrong, and what would be right.',
    },
    erasure: {
      label: `Delete ${my} data`,
      help: 'If a law makes us keep something, we tell you what, why, and for how long.',
    },
    restriction: {
      label: `Put the use of ${my} data on hold`,
      help: 'We keep the data and do not use it, for instance while we check whether it is correct.',
    },
    objection: {
      label: `Object to a use of ${my} data`,
      help: `Say below which use. We stop it, unless we can show that our reasons weigh more than ${your} own.`,
    },
    objection_marketing: {
      label: 'No more marketing',
      help: 'Takes effect at once. No reason is needed.',
    },
    withdraw_consent: {
      label: `Withdraw ${my} consent`,
      help: 'Takes effect at once. What happened before, with consent, stays lawful.',
    },
    automated_decision_review: {
      label: 'Have a person look at a decision that a machine made',
      help: 'Say below which decision, and what you think of it. Somebody who can change it looks at it.',
    },
    opt_out_sale_sharing: {
      label: `Do not sell or share ${my} data`,
      help: 'Takes effect at once. We do not sell personal data; the choice is on record all the same.',
    },
    opt_out_targeted_ads: {
      label: 'No targeted advertising',
      help: `Takes effect at once: ${your} data is not used to choose advertisements for ${you}.`,
    },
    opt_out_profiling: {
      label: 'No profiling',
      help: `We do not foresee from data what ${you} may be like or may do, where something important depends on it.`,
    },
    opt_out_admt: {
      label: `No automated decisions about ${me}`,
      help: `Important decisions about ${you} are not left to a machine. You need not show who you are.`,
    },
    access_admt: {
      label: `Explain automated decisions about ${me}`,
      help: `Whether a machine makes important decisions about ${you}, how, and with what result.`,
    },
    limit_sensitive: {
      label: `Limit the use of ${my} sensitive data`,
      help: `It is used only for what ${you} asked us for. You need not show who you are.`,
    },
    opt_in_after_opt_out: {
      label: `Allow again what ${i} opted out of`,
      help: `Ends ${your} opt-out of sale and sharing. We ask you once more before it counts.`,
    },
    appeal: {
      label: 'Appeal against our answer',
      help: 'Somebody else looks at it again. Say below which request it was and why you do not agree.',
    },
    complaint: {
      label: `Complain about how you handle ${my} data`,
      help: 'Say below what happened. We look into it and tell you the result. You can also complain to an authority at any time.',
    },
    misdirected_end_customer: {
      label: 'Passed on to the business',
      help: `The business that decides about ${your} data is told of your request.`,
    },
    other: {
      label: 'Something else',
      help: 'Say below, in your own words, what we should do.',
    },
  }),
);

const outcomeLabels: Record<Outcome, string> = {
  done: 'Done as you asked',
  'partly-done': 'Done in part',
  'nothing-held': 'Answered: we hold no personal data',
  refused: 'Refused, for the reasons in our message',
  withdrawn: 'Withdrawn by you',
  unconfirmed: 'Closed because the address was not confirmed',
  routed: 'Passed on to the business that decides about the data',
  merged: 'Answered together with another request of yours',
  abuse: 'Closed as nobody’s request',
};

export function outcomeLabel(outcome: Outcome, kinds: readonly RequestKind[]): string {
  return isAnswered(outcome, kinds) ? 'Answered' : outcomeLabels[outcome];
}

/** In which colour an end is shown: that of success is for answers alone, and that of errors for none. */
export function toneOf(outcome: Outcome): 'done' | 'plain' {
  return outcome === 'done' || outcome === 'partly-done' || outcome === 'nothing-held' ? 'done' : 'plain';
}

export const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so we stored nothing. Please check the answers below and send them again.',
};

const formExpired: Message = {
  field: 'send',
  text: 'This page was open for more than a day, so nothing was sent. What you typed is still here: please send it again.',
};

/** Of every form of a request. */
export const formMessages: Record<StampedProblem, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': formExpired,
};

/** In the order of the form. */
export const submissionMessages: Record<SubmissionProblem, Message> = {
  ...formMessages,
  'website-filled': websiteFilled,
  'relation-missing': { field: 'relation', text: 'Choose who you are' },
  'business-too-long': { field: 'business', text: 'Shorten the name of the business to 200 characters' },
  'business-invalid': { field: 'business', text: 'Enter the name of the business on one line' },
  'business-contradicts': {
    field: 'business',
    text: 'You named a business. Choose above that a business has your data, or empty this',
  },
  'behalf-missing': { field: 'behalf', text: 'Enter the name of the person for whom you act' },
  'behalf-too-long': { field: 'behalf', text: 'Shorten the name of that person to 200 characters' },
  'behalf-invalid': { field: 'behalf', text: 'Enter the name of that person on one line' },
  'behalf-contradicts': {
    field: 'behalf',
    text: 'You named somebody else. Choose above that you act for somebody else, or empty this',
  },
  'kind-missing': { field: 'kind', text: 'Choose what you want us to do' },
  'kind-unknown': { field: 'kind', text: 'Choose from the list what you want us to do' },
  'kind-elsewhere': {
    field: 'kind',
    text: 'Choose again what you want us to do: the law where you live does not know all that was chosen',
  },
  'kinds-contradict': {
    field: 'kind',
    text: 'Choose one of the two: what you chose cannot be done together, such as deleting data and keeping it on hold',
  },
  'reach-unknown': { field: 'reach', text: 'Choose from the list how far back we should go' },
  'details-missing': {
    field: 'details',
    text: 'Say in your own words what you mean: what to correct, what you object to, or what else you want',
  },
  'details-too-long': { field: 'details', text: 'Shorten the details to 5,000 characters. You can write more later' },
  'details-invalid': {
    field: 'details',
    text: 'Type the details again where you pasted them: they contain characters that cannot be seen',
  },
  'region-missing': { field: 'region', text: 'Choose where you live, or that you prefer not to say' },
  'region-unknown': { field: 'region', text: 'Choose from the list where you live' },
  'name-missing': { field: 'name', text: 'Enter your name' },
  'name-too-long': { field: 'name', text: 'Shorten your name to 200 characters' },
  'name-invalid': {
    field: 'name',
    text: 'Enter your name on one line. If you pasted it, type it: it contains characters that cannot be seen',
  },
  ...emailMessages,
  ...fileMessages,
  ...permissionFileMessages,
  'too-many-files': {
    field: 'files',
    text: 'Many requests with files came from your network in a short time, so this one was not sent. Please send it again in an hour, or without files: you can add them on the page of your request.',
  },
  'too-many-requests': {
    field: 'send',
    text: 'Too many requests came from this address or network in a short time, so this one was not sent. What you typed is still here: please send it again in an hour, or after a day. ',
    orWrite: true,
  },
};

/** What is wrong with a link for confirming, and how to go on. */
export const confirmationWords: Record<ConfirmationProblem, { readonly title: string; readonly text: string }> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or replaced by a newer one. Nothing was changed.',
  },
  'link-used': {
    title: 'This worked already',
    text: 'The address is confirmed, and there is no need to do it again. The page of your request opens with the link in the mail that we sent afterwards.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It worked for 7 days. Your request still counts from the day on which you made it.',
  },
  'request-closed': {
    title: 'This request is closed',
    text: 'There is nothing left to confirm. Our last mail about it says how you can go on.',
  },
};

export const requestPage = {
  title: 'Make a privacy request',
  description: 'See, correct, take or delete your data. No account needed.',
  lead: 'We answer within 30 days, or sooner where the law where you live says so.',
  kind: 'What do you want us to do?',
  kindHelp: 'Choose all that apply.',
  details: 'Details',
  detailsHelp:
    'Needed where what you chose says so; otherwise only if it helps. Up to 5,000 characters. Please no passwords, no card numbers, and no copies of identity papers.',
  reach: 'How far back should we go?',
  reachHelp: 'For what we show you. Whatever you choose counts for this request alone.',
  emailHelp: 'We send a link there to confirm that it is yours, and later our answer.',
  kept: 'We use what you enter here to answer your request and to show that we did, and for nothing else. You may write to [{address}](mail) instead: it counts the same.',
  submit: 'Check your answers',
};

export const reachChoices: Readonly<Record<Reach, string>> = {
  everything: 'All that you hold, back to January 1, 2022',
  year: 'The last 12 months',
};

/** The first answers, on which it depends what is asked next. */
export const startPage = {
  lead: 'It takes about two minutes, in two steps. You need no account, and it costs nothing.',
  relation: 'Who are you?',
  business: 'If a business has your data: which one?',
  businessHelp: 'Its name as you know it, and the place. If you are not sure, leave this empty.',
  behalf: 'If you act for somebody else: for whom?',
  behalfHelp:
    'That person’s name, and their email address if you have it: then we can ask them ourselves whether you may.',
  region: 'Where do you live?',
  regionHelp: 'It tells us which law gives which rights. If you act for somebody else: where that person lives.',
  noRegion: 'Choose a country or US state',
  submit: 'Continue',
};

/** To whoever is signed in. */
export const atOnce =
  'A copy, an export, a correction and the deletion of your account need no request: you have them at once in your [settings](settings).';

export const answersPage = {
  title: 'Check your answers',
  lead: 'Nothing is sent yet. Your request counts from the moment you send it.',
  relation: 'Who you are',
  business: 'The business',
  behalf: 'For whom you act',
  kind: 'What you want',
  details: 'Details',
  reach: 'How far back',
  region: 'Where you live',
  regionOfOther: 'Where that person lives',
  permission:
    'You act for somebody else: please send us their signed permission, or what shows that you are their parent or guardian. You can do that on the page of the request, once your address is confirmed. If we have their address, we also ask them ourselves.',
  missing: 'Not given',
  mail: 'We then send a mail to **{email}**, with a link to confirm that the address is yours.',
  send: 'Send',
  change: 'Change',
};

/** Where the answers were that somebody was about to send. */
export const draftGone = {
  title: 'These answers are no longer here',
  lead: 'We keep what was typed into the form for a day until it is sent. Nothing was sent from here.',
  next: 'Please [fill in the form again](again), or write to [{address}](mail): it counts the same.',
};

export const receivedPage = {
  title: 'We have your request',
  lead: 'Its clock is running already. Please note the reference.',
  reference: 'Reference',
  received: 'Received',
  email: 'We write to',
  next: {
    title: 'What happens next',
    steps: [
      '**We send you a mail** with a link, within a few minutes.',
      '**You open the link and press the button** that confirms your address. Until then we give out, change and delete nothing on the request. What takes effect at once, such as ending marketing, needs no confirmation.',
      '**You get a page of your own** for this request, behind a link in our next mail. It shows where the request stands, and you can write to us there.',
    ],
  },
  noMail: {
    title: 'No mail after ten minutes?',
    text: 'Look in the folder for spam. If it is not there and the address is right, have it sent again. If the address is wrong, [make the request again](again), or write to [{address}](mail) and name the reference.',
    send: 'Send the mail again',
    most: 'To keep mailboxes from being flooded, we send at most three mails an hour to one address.',
  },
};

export const confirmPage = {
  title: 'Confirm your address',
  lead: 'Your address was given in a privacy request. Please confirm that the address is yours.',
  reference: 'Reference',
  received: 'Received',
  submit: 'Confirm my address',
  notYou: {
    title: 'You did not make this request?',
    text: 'Then do not press the button. Nothing of yours is given out, changed or deleted, and we erase what was entered seven days after the request is closed. If somebody withdrew a consent or ended marketing in your name, write to [{address}](mail) to have that undone.',
  },
};

/** How to get a new link, for whoever has none that works. */
export const newLink = {
  submit: 'Mail me a new link',
  onFile: 'A new link always goes to the address given in the request.',
  write: 'You can also write to [{address}](mail), or [make a new request](request).',
  writeReference: 'You can also write to [{address}](mail) and name the reference, or [make a new request](request).',
  reference: 'Reference of your request',
  referenceHelp: 'You find it in the subject of our mail. It looks like WT-2345-678M.',
  find: 'Go on to a new link',
};

export const confirmationMailed = {
  lead: 'If that link belongs to an open request, we have sent a new link to the address that we have for it.',
  wait: 'It may take a few minutes. Look in your spam folder, too. If nothing comes, write to [{address}](mail) and name the reference of your request.',
};

/** What is kept of a request, by the names of `content/retention.yaml`: of what one asks, and of what one writes later. */
export const requestKept = {
  asking: [
    'form-draft',
    'request-details',
    'request-unconfirmed',
    'request',
    'confirm-link',
    'case-link',
    'suppression',
    'sent-mail',
    'delivery-log',
    'undeliverable',
    'rate-limit',
    'backup',
  ],
  writing: ['request-details', 'request', 'backup'],
};
