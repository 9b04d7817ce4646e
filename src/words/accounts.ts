import type { AccountLinkProblem } from '../../server/accounts/links.ts';
import type { AskResetProblem, ResetProblem } from '../../server/accounts/resetting.ts';
import type { SignUpLinkProblem } from '../../server/accounts/sign-ups.ts';
import type { SignInProblem } from '../../server/accounts/signing-in.ts';
import type { ConfirmProblem, SignUpProblem } from '../../server/accounts/signing-up.ts';
import { emailMessages, type LinkWords, type Message, websiteFilled } from './forms.ts';

export const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so nothing was changed. Please check the form below and send it again.',
};

export const expired: Message = {
  field: 'send',
  text: 'This page was open for too long, or was made before you last signed in, so nothing was changed. What you entered is still here, apart from passwords: please send it again.',
};

export const busy: Message = {
  field: 'send',
  text: 'Too many people are signing in at this moment, so nothing was done. Please send the form again in a minute.',
};

export const passwordMessages = {
  'password-missing': { field: 'password', text: 'Enter a password' },
  'password-short': { field: 'password', text: 'Choose a password of at least 12 characters: a few words will do' },
  'password-long': { field: 'password', text: 'Choose a password of at most 256 characters' },
  'password-malformed': {
    field: 'password',
    text: 'This password holds characters that are no text, such as a line break. Please choose another',
  },
  'password-common': {
    field: 'password',
    text: 'This password is among those that are guessed first. Please choose another: a few words that nobody would put together',
  },
  'password-personal': {
    field: 'password',
    text: 'This password is made of your name, your address or our name, which are guessed first. Please choose another',
  },
} as const satisfies Record<string, Message>;

export const nameMessages = {
  'name-missing': { field: 'name', text: 'Enter your name' },
  'name-too-long': { field: 'name', text: 'Enter a name of at most 200 characters' },
  'name-invalid': { field: 'name', text: 'Enter your name on one line, without special characters' },
} as const satisfies Record<string, Message>;

export const passwordMissing: Message = { field: 'password', text: 'Enter your password' };

const tooManyMails: Message = {
  field: 'send',
  text: 'This address or network was entered many times in a short time, so no mail was sent. Please send the form again in an hour.',
};

/** In the order of the form, as are those below. */
export const signUpMessages: Record<SignUpProblem, Message> = {
  ...nameMessages,
  ...emailMessages,
  ...passwordMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'website-filled': websiteFilled,
  'too-many-requests': tooManyMails,
  busy,
};

export const confirmMessages: Record<Exclude<ConfirmProblem, SignUpLinkProblem>, Message> = {
  'password-missing': passwordMissing,
  'password-wrong': {
    field: 'password',
    text: 'This is not the password that was chosen when this address was entered. Try again, or sign up once more and choose another',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'too-many-requests': {
    field: 'send',
    text: 'Too many passwords were tried with this link or from your network. Please try again in an hour.',
  },
  busy,
};

export const signInMessages: Record<SignInProblem, Message> = {
  ...emailMessages,
  'password-missing': passwordMissing,
  'sign-in-wrong': {
    field: 'email',
    text: 'The address or the password is wrong. Check both, or set a new password',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'too-many-tries': {
    field: 'send',
    text: 'Too many passwords were tried for this address or from your network. Try again in an hour, or set a new password: that lets you in at once.',
  },
  busy,
};

export const askResetMessages: Record<AskResetProblem, Message> = {
  ...emailMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'website-filled': websiteFilled,
  'too-many-requests': tooManyMails,
};

export const resetMessages: Record<Exclude<ResetProblem, AccountLinkProblem>, Message> = {
  ...passwordMessages,
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'too-many-requests': {
    field: 'send',
    text: 'Your network sent this form many times in a short time, so nothing was changed. Please ask for a new link in an hour.',
  },
  busy,
};

/** What is wrong with a link that confirms a sign-up. */
export const signUpLinkWords: Record<SignUpLinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been used already: then your account is open, and you can sign in. Or it may have been cut short in the mail, or be too old.',
    next: 'If you have no account yet, sign up once more and we mail you a new link.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'The address was not confirmed in time, so no account was opened, and what was entered is erased.',
    next: 'Sign up once more, and we mail you a new link.',
  },
};

/** What is wrong with a link for a new password. */
export const resetLinkWords: Record<AccountLinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or be too old: we erase a link once it is no longer good. Your password was not changed.',
    next: 'Ask for a new link: it is good for 10 minutes.',
  },
  'link-used': {
    title: 'This link was used already',
    text: 'It works once. If it was you who set a new password, sign in with it.',
    next: 'Otherwise ask for a new link: a new password signs everybody else out.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It was good for 10 minutes. Your password was not changed.',
    next: 'Ask for a new link.',
  },
};

/** The sentences for problems, each once, in the order in which their form is read. */
export function messagesFor<Problem extends string>(
  words: Readonly<Record<Problem, Message>>,
  problems: readonly string[],
): Message[] {
  const found = Object.entries<Message>(words).filter(([problem]) => problems.includes(problem));
  return [...new Set(found.map(([, message]) => message))];
}

/** The status of an answer to a form that was refused. */
export function statusFor(problems: readonly string[]): number {
  if (problems.includes('busy')) return 503;
  return problems.some((problem) => problem.startsWith('too-many-')) ? 429 : 422;
}
