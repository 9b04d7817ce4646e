import type { ChangePasswordProblem } from '../../server/accounts/changing-password.ts';
import type { EndSessionsProblem } from '../../server/accounts/devices.ts';
import type { ChangeBusinessProblem, ChangeNameProblem } from '../../server/accounts/profile.ts';
import { busy, expired, type Message, nameMessages, notOurForm, passwordMessages } from './accounts.ts';

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
  sessions: 'Ended. Whoever was signed in there has to sign in again.',
  nothing: 'Thank you for your password. Nothing has ended yet: please press the button once more.',
};
