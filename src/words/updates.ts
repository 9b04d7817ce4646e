import type { PreferencesProblem } from '../../server/notices/preferences.ts';
import type { SubscribeProblem, SubscriberLinkProblem } from '../../server/notices/subscribing.ts';
import { emailMessages, type LinkWords, type Message, websiteFilled } from './forms.ts';

const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so we stored nothing. Please check the form below and send it again.',
};

/** In the order of the form. */
export const subscribeMessages: Record<SubscribeProblem, Message> = {
  'document-missing': { field: 'document', text: 'Choose at least one document' },
  ...emailMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': {
    field: 'send',
    text: 'This page was open for more than a day, so nothing was sent. What you entered is still here: please send it again.',
  },
  'website-filled': websiteFilled,
  'too-many-requests': {
    field: 'send',
    text: 'This address or network was entered many times in a short time, so no mail was sent. What you entered is still here: please send it again in an hour.',
  },
};

export const preferencesMessages: Record<Exclude<PreferencesProblem, 'link-unknown'>, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'document-unknown': {
    field: 'document',
    text: 'What you chose is no longer published. Choose other documents, or end all notices',
  },
};

/** What is wrong with a link for confirming. */
export const confirmationWords: Record<SubscriberLinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or be too old: we erase a link once it is no longer good. Nothing was changed.',
    next: 'To get a new one, enter your address again.',
  },
  'link-used': {
    title: 'This link was used already',
    text: 'Your choice is confirmed; there is no need to do it again.',
    next: 'To change it or to end it, use the links in our notices, or enter your address again: we mail you the way there.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'This choice was not confirmed in time, so nothing was changed.',
    next: 'To get a new link, enter your address again.',
  },
};

/** What is wrong with the link to a subscriber's choice. */
export const preferencesWords: LinkWords = {
  title: 'This link does not work',
  text: 'It may have been cut short in the mail, or belong to notices that were ended. Then we hold neither the address nor the choice any more.',
  next: 'To subscribe again, or to get a new link, enter your address.',
};

export const unsubscribeWords: LinkWords = {
  title: 'This link does not work',
  text: 'It may have been cut short in the mail, so we cannot tell whose notices it should end. Nothing was changed.',
  next: 'Open the link from the mail once more. Or enter your address again: we mail you a link with which you can end the notices.',
};

export const enterAddress = 'Enter your address';
