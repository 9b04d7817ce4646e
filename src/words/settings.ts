import type { AskAddressProblem } from '../../server/accounts/changing-address.ts';
import type { ChangePasswordProblem } from '../../server/accounts/changing-password.ts';
import type { EndSessionsProblem } from '../../server/accounts/devices.ts';
import type { AccountLinkProblem } from '../../server/accounts/links.ts';
import type { ChangeBusinessProblem, ChangeNameProblem } from '../../server/accounts/profile.ts';
import { busy, expired, nameMessages, notOurForm, passwordMessages } from './accounts.ts';
import { emailMessages, type LinkWords, type Message } from './forms.ts';

const send = 'send';

/** In the order of the form, as are those below. */
export const nameChangeMessages: Record<ChangeNameProblem, Message> = {
  ...nameMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
};

export const businessMessages: Record<ChangeBusinessProblem, Message> = {
  'business-missing': {
    field: 'business',
    text: 'Enter the name of the business, or empty the whole form to have no business profile',
  },
  'business-invalid': { field: 'business', text: 'Enter the name on one line of at most 200 characters' },
  'address-invalid': {
    field: 'address',
    text: 'Enter an address of at most 500 characters, without special characters',
  },
  'country-unknown': { field: 'country', text: 'Choose a country from the list' },
  'website-invalid': { field: 'website', text: 'Enter the address of a web site, like example.com' },
  'phone-invalid': { field: 'phone', text: 'Enter a phone number in digits, like +44 20 7946 0000' },
  'legal-contact-invalid': {
    field: 'legalContact',
    text: 'Enter one email address in full, like legal@example.com',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
};

export const askAddressMessages: Record<Exclude<AskAddressProblem, 'password-needed' | 'signed-out'>, Message> = {
  ...emailMessages,
  'email-same': { field: 'email', text: 'This is your address already. Enter another' },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'too-many-requests': {
    field: send,
    text: 'Too many mails were asked for from your account or network, or for this address, so none was sent. Please try again tomorrow.',
  },
};

/** What is wrong with a link that confirms another address. */
export const addressLinkWords: Record<AccountLinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may be too old, have been cut short in the mail, or belong to another account than the one that you are signed in to. Your address was not changed.',
    next: 'If you opened the link in time, sign in to the account that asked for it. Otherwise enter the new address once more.',
  },
  'link-used': {
    title: 'This link is good no longer',
    text: 'It works once, and only until another address is asked for, or a new password is set. Your settings show the address that counts.',
    next: 'If it is not the one that you want, enter the new address once more.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It was good for seven days. Your address was not changed.',
    next: 'Enter the new address once more, and we mail you a new link.',
  },
};

export const passwordChangeMessages: Record<Exclude<ChangePasswordProblem, 'signed-out'>, Message> = {
  'current-missing': { field: 'current', text: 'Enter your present password' },
  'current-wrong': { field: 'current', text: 'This is not your present password. Please try again' },
  ...passwordMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'too-many-tries': {
    field: send,
    text: 'Too many passwords were tried for your account or from your network, so nothing was changed. Please try again in an hour.',
  },
  busy,
};

export const endSessionsMessages: Record<Exclude<EndSessionsProblem, 'password-needed'>, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': {
    field: send,
    text: 'This page was open for too long, so nothing was ended. Please press the button once more.',
  },
};

/** What a page of the account says after a change that was made on another. */
export const changedNotes: Readonly<Record<string, string>> = {
  name: 'Your name is changed.',
  business: 'Your business profile is saved.',
  password: 'Your password is changed. Everybody else is signed out, and you stay signed in here.',
  address: 'Your address is changed. From now on you sign in with it, and everybody else is signed out.',
  'factor-on': 'The second factor is on. If you have not written down its recovery codes, make new ones.',
  'factor-off': 'The second factor is off. Signing in takes your address and your password alone.',
  sessions: 'Ended. Whoever was signed in there has to sign in again.',
  nothing: 'Thank you for your password. Nothing has ended yet: please press the button once more.',
};
