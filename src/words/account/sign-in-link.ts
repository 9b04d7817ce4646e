import type { LinkProblem } from '../../../server/one-time-links/one-time-links.ts';
import type { LinkWords } from '../forms.ts';

/** What is wrong with a link with which the web app brings somebody here. */
export const signInLinkWords: Record<LinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short, or be too old: it works for one minute, and then we erase it. Nobody was signed in.',
    next: 'Go back to the web app and open your account from there once more. Without the app you sign in with a password.',
  },
  'link-used': {
    title: 'This link was used already',
    text: 'It works once. If you used it, you are signed in: open “Account” above.',
    next: 'Otherwise go back to the web app and open your account from there once more.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It works for one minute only, so that nobody can use it later. Nobody was signed in.',
    next: 'Go back to the web app and open your account from there once more. Without the app you sign in with a password.',
  },
};

export const signInLinkPage = {
  title: 'Go to your account',
  lead: 'The web app brings you here as {name}, {email}. One click signs you in.',
  submit: 'Sign in as {email}',
  setPassword: 'Set a password by mail',
  notYou: {
    title: 'That is not you?',
    text: 'Then close this page: the link is somebody else’s, and what you did here would be recorded in that account. It stops working within a minute.',
  },
};
