import type { AskAddressProblem } from '../../../server/accounts/address-change.ts';
import type { ChangePasswordProblem } from '../../../server/accounts/passwords/password-change.ts';
import type { ChangeBusinessProblem, ChangeNameProblem } from '../../../server/accounts/profile.ts';
import type { EndSessionsProblem } from '../../../server/accounts/sessions/devices.ts';
import type { LinkProblem } from '../../../server/one-time-links/one-time-links.ts';
import type { ConfirmAddressProblem } from '../../../server/personal-data/address-change.ts';
import { accountButtons } from '../buttons.ts';
import { emailMessages, type LinkWords, type Message } from '../forms.ts';
import { busy, expired, nameMessages, notOurFormMessages, passwordMessages } from './accounts.ts';

const send = 'send';

/** In the order of the form, as are those below. */
export const nameChangeMessages: Record<ChangeNameProblem, Message> = {
  ...nameMessages,
  ...notOurFormMessages,
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
    text: 'Enter an address of at most 500 characters. If you pasted it, type it: it may contain characters that cannot be seen',
  },
  'country-unknown': { field: 'country', text: 'Choose a country from the list' },
  'website-invalid': { field: 'website', text: 'Enter the address of a web site, like example.com' },
  'phone-invalid': { field: 'phone', text: 'Enter a phone number in digits, like +44 20 7946 0000' },
  'legal-contact-invalid': {
    field: 'legalContact',
    text: 'Enter one email address in full, like legal@example.com',
  },
  ...notOurFormMessages,
  'form-expired': expired,
};

export const askAddressMessages: Record<Exclude<AskAddressProblem, 'password-needed' | 'signed-out'>, Message> = {
  ...emailMessages,
  'email-same': { field: 'email', text: 'This is your address already. Enter another' },
  ...notOurFormMessages,
  'form-expired': expired,
  'too-many-requests': {
    field: send,
    text: 'Too many mails were asked for from your account or network, or for this address, so none was sent. Please try again tomorrow.',
  },
};

const addressNotChanged: Message = {
  field: send,
  text: 'Your address is not changed yet, because the page that you came from was too old. Please press the button once more.',
};

export const confirmAddressMessages: Record<Exclude<ConfirmAddressProblem, LinkProblem | 'signed-out'>, Message> = {
  'form-field-unknown': addressNotChanged,
  'form-field-twice': addressNotChanged,
  'form-expired': addressNotChanged,
};

/** What is wrong with a link that confirms another address. */
export const addressLinkWords: Record<LinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may be too old, have been cut short in the mail, or belong to another account than the one that you are signed in to. Your address was not changed.',
    next: 'If you opened the link in time, sign in to the account that asked for it. Otherwise enter the new address once more.',
  },
  'link-used': {
    title: 'This link no longer works',
    text: 'It works once, and only until another address is asked for, or a new password is set. Your settings show the address that counts.',
    next: 'If it is not the one that you want, enter the new address once more.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It worked for seven days. Your address was not changed.',
    next: 'Enter the new address once more, and we mail you a new link.',
  },
};

export const passwordChangeMessages: Record<Exclude<ChangePasswordProblem, 'signed-out'>, Message> = {
  'current-missing': { field: 'current', text: 'Enter your present password' },
  'current-wrong': { field: 'current', text: 'This is not your current password. Please try again' },
  ...passwordMessages,
  ...notOurFormMessages,
  'form-expired': expired,
  'too-many-tries': {
    field: send,
    text: 'Too many passwords were tried for your account or from your network, so nothing was changed. Please try again in an hour.',
  },
  busy,
};

export const endSessionsMessages: Record<Exclude<EndSessionsProblem, 'password-needed'>, Message> = {
  ...notOurFormMessages,
  'form-expired': {
    field: send,
    text: 'This page was open for too long, so nothing was ended. Please press the button once more.',
  },
};

export type Changed = 'name' | 'business' | 'password' | 'address' | 'factor-on' | 'factor-off' | 'sessions';

/** What a page of the account says after a change that was made on another. */
export const changedNotes: Readonly<Record<Changed, string>> = {
  name: 'Your name is changed.',
  business: 'Your business profile is saved.',
  password: 'Your password is changed. Everybody else is signed out, and you stay signed in here.',
  address: 'Your address is changed. From now on you sign in with it, and every other device is signed out.',
  'factor-on': 'The second factor is on. If you have not written down its recovery codes, make new ones.',
  'factor-off': 'The second factor is off. Signing in takes your address and your password alone.',
  sessions: 'Ended. Whoever was signed in there has to sign in again.',
};

export const overviewPage = {
  title: 'Your account',
  name: 'Name',
  email: 'Email address',
  since: 'Account since',
  /** What waits for the holder; none of it has to be done. */
  coming: {
    title: 'What changes soon',
    text: '**{title}**, from {day}: {summary} [See every change](comparison)',
  },
  open: {
    title: 'Still open',
    agreement: '{title}: not agreed to yet',
    newTerms: '{title}: new terms ask for your agreement',
    consent: '{title}: you have not answered yet',
    factor: 'Second factor: off. Set one up',
  },
  all: 'What you find here',
  cards: {
    settings: { title: 'Settings', text: 'Your name, address, password and business' },
    security: { title: 'Sessions and security', text: 'Where you are signed in, and a second factor' },
    consents: { title: 'Consents', text: 'What you allow us, and what not' },
    agreements: { title: 'Agreements', text: 'What you agreed to, and your copies' },
    requests: { title: 'Requests and notices', text: 'What you asked us, and what we tell you about' },
    data: { title: 'Your data', text: 'Take all of it with you, or delete your account' },
  },
};

export const settingsPage = {
  title: 'Settings',
  you: 'You',
  name: 'Name',
  email: 'Email address',
  password: 'Password',
  secret: 'Known to you alone',
  businessTitle: 'Your business',
  business: 'Business',
  reached: 'Web site and phone',
  legal: 'Legal notices',
  missing: 'Not given',
  billing: 'Billing',
  noCard: '{billing} There is no place for a card number on this site, and we never see one.',
};

export const namePage = {
  title: 'Change your name',
  lead: 'From now on you are addressed by the new name. What you agreed to before keeps the name that you had then.',
};

export const businessPage = {
  title: 'Your business',
  lead: 'For whom you use {company}. Only the name is needed; empty the whole form and save it to have no business profile.',
  business: 'Name of the business',
  address: 'Address',
  country: 'Country',
  website: 'Web site',
  phone: 'Phone',
  legalContact: 'Contact for legal notices',
  legalContactHelp: 'The email address of the person in your business who reads notices under our agreements.',
  noCard: 'There is no field for a card number here or anywhere on this site. {billing}',
};

export const askAddressPage = {
  title: 'Change your address',
  lead: 'Your present address is {email}. We mail a link to the new one; once you have confirmed it there, it takes the place of the present one. Until then nothing changes.',
  email: 'New email address',
  along:
    'What you subscribed to comes along, and the answers to your privacy requests. Your present address is told by mail that a new one was asked for, and again when it is confirmed.',
};

export const addressSentPage = {
  lead: 'Open the link in the mail with this browser, and press the button to change your address.',
  life: 'The link works once, within 7 days. On another device you have to sign in first, still with your current address.',
};

export const confirmAddressPage = {
  title: 'Confirm your new address',
  lead: 'From now on you sign in with the new address, and we write there. Everybody else who is signed in to your account is signed out.',
  until: 'Until now',
  from: 'From now on',
  along:
    'What you subscribed to comes along. Links to your privacy requests that we mailed to the old address stop working: ask for a new one on the page of the request, and it comes to the new address.',
  submit: accountButtons.useAddress,
  enter: 'Enter the new address',
  settings: 'Your settings',
};

export const passwordPage = {
  title: 'Change your password',
  lead: 'You stay signed in here. Everybody else is signed out, and we tell your address by mail.',
  current: 'Present password',
  submit: 'Change the password',
  forgotten: 'Forgotten the present one? [Set a new password by mail](reset).',
};

export const securityPage = {
  title: 'Sessions and security',
  sessions: {
    title: 'Where you are signed in',
    lead: 'If you do not know one of these, end it, and [change your password](password): that ends all but this one.',
    times: 'Since {since}\nUntil {until} at the latest',
    here: 'this one',
    end: 'End',
    endOne: 'End: {device}, since {moment}',
    endOthers: 'End all but this one',
  },
  factor: {
    title: 'Second factor',
    endsAt: 'It ends on {moment}',
    keep: 'We were told that the app and the recovery codes of this account are lost. If you have them, [enter a code](code): that alone keeps the second factor.',
    on: 'It is on since {moment}: signing in takes your password and a code from your app.',
    left: (codes: number) => `Of your ten recovery codes, ${codes} ${codes === 1 ? 'is' : 'are'} left.`,
    newCodes: 'Make new recovery codes',
    turnOff: 'Turn it off',
    off: 'It is off: your address and your password alone lead into your account. With a second factor signing in also takes a code from an app on your phone.',
    setUp: 'Set up a second factor',
  },
};

export const accountRequestsPage = {
  title: 'Requests and notices',
  requests: 'Your privacy requests',
  noRequests: 'There is none under your address.',
  open: 'Received on {received}, due on {due}',
  unconfirmed: 'Received on {received}, due on {due}. Not confirmed yet: open the link that we mailed you.',
  closed: 'Received on {received}, closed',
  own: 'Done at once, by yourself, on {received}',
  go: 'Open',
  goTo: 'Open the request {reference}',
  other:
    'These are the requests from this account, and those under {email}. We mail the link to the page of a request there. [Make another request](request).',
  notices: 'Notices',
  heard: 'We write to {email} before these change:',
  change: 'Change or end the notices',
  noNotices: 'You get none. [Be told before a policy changes](updates).',
};
