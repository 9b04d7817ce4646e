import type { AskResetProblem, ResetProblem } from '../../../server/accounts/passwords/password-reset.ts';
import type { SignUpLinkProblem } from '../../../server/accounts/pending-sign-ups.ts';
import type { SignInProblem, SignOutProblem } from '../../../server/accounts/sessions/sign-in.ts';
import type { ConfirmProblem, SignUpProblem } from '../../../server/accounts/sign-up.ts';
import type { LinkProblem } from '../../../server/one-time-links/one-time-links.ts';
import { emailMessages, type LinkWords, type Message, websiteFilled } from '../forms.ts';

export const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so nothing was changed. Please check the form below and send it again.',
};

/** For each of what shows it. */
export const notOurFormMessages = { 'form-field-unknown': notOurForm, 'form-field-twice': notOurForm };

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
    text: 'This password contains characters that are not text, such as a line break. Please choose another',
  },
  'password-common': {
    field: 'password',
    text: 'This password is one of those that attackers try first. Please choose another: a few words that nobody would put together',
  },
  'password-personal': {
    field: 'password',
    text: 'This password is made of your name, your address or our name, which attackers try first. Please choose another',
  },
} as const satisfies Record<string, Message>;

export const nameMessages = {
  'name-missing': { field: 'name', text: 'Enter your name' },
  'name-too-long': { field: 'name', text: 'Enter a name of at most 200 characters' },
  'name-invalid': {
    field: 'name',
    text: 'Enter your name on one line. If you pasted it, type it: it contains characters that cannot be seen',
  },
} as const satisfies Record<string, Message>;

export const passwordMissing: Message = { field: 'password', text: 'Enter your password' };

const tooManyMails: Message = {
  field: 'send',
  text: 'This address or network was entered many times in a short time, so no mail was sent. Please send the form again in an hour.',
  orWrite: true,
};

/** In the order of the form, as are those below. */
export const signUpMessages: Record<SignUpProblem, Message> = {
  ...nameMessages,
  ...emailMessages,
  ...passwordMessages,
  ...notOurFormMessages,
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
  ...notOurFormMessages,
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
  ...notOurFormMessages,
  'too-many-tries': {
    field: 'send',
    text: 'Too many passwords were tried for this address or from your network. Try again in an hour, or set a new password: that lets you in at once.',
  },
  busy,
};

export const askResetMessages: Record<AskResetProblem, Message> = {
  ...emailMessages,
  ...notOurFormMessages,
  'form-expired': expired,
  'website-filled': websiteFilled,
  'too-many-requests': {
    field: 'send',
    text: 'This address or network was entered many times in a short time, so no mail was sent. If a link for a new password came within the last hour, it works. Otherwise send the form again in an hour, or from another network.',
    orWrite: true,
  },
};

export const resetMessages: Record<Exclude<ResetProblem, LinkProblem>, Message> = {
  ...passwordMessages,
  ...notOurFormMessages,
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

/** A link that is pressed once more, after it worked. */
export const workedPage = {
  title: 'This worked already',
  signUp: 'Your address is confirmed, your account is open, and you are signed in.',
  reset: 'Your new password is set, and you are signed in.',
  email: 'Your account has the new address, and you are signed in.',
  signIn: 'You are signed in.',
  undo: 'Your account is back. Sign in as before.',
  account: 'Go to your account',
};

/** What is wrong with a link for a new password. */
export const resetLinkWords: Record<LinkProblem, LinkWords> = {
  'link-unknown': {
    title: 'This link does not work',
    text: 'It may have been cut short in the mail, or be too old: we erase links that no longer work. Your password was not changed.',
    next: 'Ask for a new link: it works for an hour.',
  },
  'link-used': {
    title: 'This link was used already',
    text: 'It works once. If it was you who set a new password, sign in with it.',
    next: 'Otherwise ask for a new link: a new password signs out every other device.',
  },
  'link-expired': {
    title: 'This link is too old',
    text: 'It worked for an hour. Your password was not changed.',
    next: 'Ask for a new link.',
  },
};

export const passwordWords = {
  label: 'Password',
  newLabel: 'New password',
  help: 'At least {least} characters: for example, a few words that nobody would put together.',
};

export const codeWords = {
  label: 'Code',
  help: 'The six digits that your app shows now. Without the app: one of your recovery codes.',
  newHelp: 'The six digits that the app shows now.',
};

/** What the mails are about that accounts send. */
export const mailSubject = 'your {company} account';

export const signUpPage = {
  title: 'Open an account',
  lead: 'For customers: agree to terms, decide about consents, and see, correct, take or delete your data in one place. Privacy requests and notices need no account.',
  emailHelp: 'You sign in with it. We send a link there, and open the account when you have confirmed it.',
  password: 'Choose a password',
  passwordHelp:
    'At least {least} characters: for example, a few words that nobody would put together. You need the password again when you confirm your address.',
  kept: 'We use what you enter to keep your account and to provide the service (GDPR Article 6(1)(b)). Signing in sets one cookie, which keeps you signed in for at most 30 days. Questions: [{address}](mail).',
  signIn: 'You have an account already? [Sign in](signIn).',
};

export const signUpSentPage = {
  lead: 'Open the link in the mail, and enter the password that you have just chosen.',
  life: 'Until then there is no account. The link works for {life}. If the address has an account already, the mail says so instead.',
};

export const confirmPage = {
  title: 'Confirm your address',
  lead: 'Enter the password that you chose, and your account is open.',
  passwordHelp: 'It shows that the person who entered this address also reads its mail.',
  submit: 'Confirm and open my account',
  signUpAgain: 'Sign up again',
  notYou: {
    title: 'You did not sign up?',
    text: 'Then close this page. No account is opened, and what was entered is erased after a few days.',
  },
};

export const signInPage = {
  title: 'Sign in',
  next: 'The page that you opened is part of your account. Sign in, and you go on there.',
  forgotten: 'I have forgotten my password',
  kept: 'Signing in sets one cookie, wt_session, which keeps you signed in on this device for at most 30 days.',
  others: 'No account yet? [Open one](signUp). Privacy requests need none: [make one here](request).',
};

/** Of a form that came when its sender was signed in no longer. */
export const unsavedWords = {
  title: 'Nothing was saved',
  signedOut:
    'You were signed out before you sent the form. Sign in, and it is there again as you filled it in, apart from passwords and codes.',
  passwordNeeded:
    'The last time that you gave your password is more than ten minutes ago. Give it again, and the form is there as you filled it in.',
  back: 'You are signed in again, and this is the form as you filled it in. Please check it, and send it once more.',
};

const notSignedOut: Message = {
  field: 'send',
  text: 'You are still signed in, because the page that you came from was too old. Please press the button once more.',
};

export const signOutMessages: Record<SignOutProblem, Message> = {
  'form-field-unknown': notSignedOut,
  'form-field-twice': notSignedOut,
  'form-expired': notSignedOut,
};

export const signOutPage = {
  title: 'Sign out',
  lead: 'This ends your session on this device. You stay signed in on others.',
  done: {
    title: 'You are signed out',
    lead: 'The session on this device has ended, and its cookie is gone.',
    again: 'Sign in again',
  },
};

export const askResetPage = {
  title: 'Set a new password',
  lead: 'Enter the address of your account. We send a link there. With it you choose a new password. Until then, your current password stays.',
  remembered: 'Remembered it? [Sign in](signIn).',
};

export const resetSentPage = {
  lead: 'The link in the mail lets you choose a new password.',
  life: 'The link works once, within an hour. If the address has no account, the mail says so instead: then try another address of yours.',
};

export const resetPage = {
  title: 'Choose a new password',
  lead: 'It signs you in here, and signs out every other device.',
  submit: 'Set the password',
  newLink: 'Ask for a new link',
};

export const confirmPasswordPage = {
  title: 'Enter your password',
  lead: 'We ask for your password again, in case somebody else uses your browser. After that we do not ask for ten minutes.',
  leadWithCode:
    'We ask for your password and a code again, in case somebody else uses your browser. After that we do not ask for ten minutes.',
  submit: 'Go on',
  forgotten: 'Forgotten it, or have none yet because you came from the web app? [Set a new password by mail](reset).',
};
