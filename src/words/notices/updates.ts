import type { PreferencesProblem } from '../../../server/notices/preferences.ts';
import type { SubscribeProblem } from '../../../server/notices/subscriptions.ts';
import type { LinkProblem } from '../../../server/one-time-links/one-time-links.ts';
import { emailMessages, type LinkWords, type Message, websiteFilled } from '../forms.ts';

const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so we stored nothing. Please check the form below and send it again.',
};
const notOurFormMessages = { 'form-field-unknown': notOurForm, 'form-field-twice': notOurForm };

/** In the order of the form. */
export const subscribeMessages: Record<SubscribeProblem, Message> = {
  'document-missing': { field: 'document', text: 'Choose at least one document' },
  ...emailMessages,
  ...notOurFormMessages,
  'form-expired': {
    field: 'send',
    text: 'This page was open for more than a day, so nothing was sent. What you entered is still here: please send it again.',
  },
  'website-filled': websiteFilled,
  'too-many-requests': {
    field: 'send',
    text: 'This address or network was entered many times in a short time, so no mail was sent. What you entered is still here: please send it again in an hour.',
    orWrite: true,
  },
};

export const preferencesMessages: Record<Exclude<PreferencesProblem, 'link-unknown'>, Message> = {
  ...notOurFormMessages,
  'document-missing': {
    field: 'document',
    text: 'You ticked no document, so nothing was changed yet. Tick at least one, or press “End all notices”',
  },
  'too-many-choices': {
    field: 'document',
    text: 'You have chosen other documents many times today. What you took away is taken away; what you added is not: please add it tomorrow',
  },
  'document-unknown': {
    field: 'document',
    text: 'What you chose is no longer published. Choose other documents, or end all notices',
  },
};

/** What is wrong with a link for confirming. */
export const confirmationWords: Record<LinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or be too old: we erase links that no longer work. Nothing was changed.',
    next: 'To get a new one, enter your address again.',
  },
  'link-used': {
    title: 'This worked already',
    text: 'Your choice is confirmed, and there is no need to do it again.',
    next: 'To change or end your notices, use the links in any notice, or enter your address again: we send you a link.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'This choice was not confirmed in time, so nothing was changed.',
    next: 'To get a new link, enter your address again.',
  },
};

/** What is wrong with the link to a subscriber's choice. */
export const preferencesLinkWords: Record<'link-unknown', LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail. Or these notices were ended: then we no longer have the address or the choice.',
    next: 'To subscribe again, or to get a new link, enter your address.',
  },
};

export const unsubscribeWords: LinkWords = {
  title: 'This link does not work',
  text: 'It may have been cut short in the mail, so we cannot tell whose notices it should end. Nothing was changed.',
  next: 'Open the link in the mail again. Or enter your address: we send you a link to end the notices.',
};

export const enterAddress = 'Enter your address';

export const linkSentPage = {
  lead: 'Open the link in the mail, and press the button on its page.',
  text: 'Until then nothing starts and nothing changes. The link works for {life}. If you get notices of these documents already, the mail has a link to change or end them instead.',
  /** After the form for those who get notices. */
  leadLink: 'It has the link to change or end your notices. If this address gets no notices, the mail says so instead.',
  /** What the mail’s subject is about. */
  subject: 'documents” or “notices',
};

export const endedPage = {
  title: 'Your notices have ended',
  lead: 'We send you no more notices, and have taken your address and your choice off our list. There is nothing left to do.',
  text: 'A mail that was already on its way may still arrive. Every version of every document stays [here to read](documents), and you can [subscribe again](updates) at any time.',
};
