import type { ChangeFactorProblem, TurnOnProblem } from '../../../server/accounts/second-factor/enrolment.ts';
import type { CodeProblem } from '../../../server/accounts/second-factor/second-factor.ts';
import type { EnterCodeProblem } from '../../../server/accounts/second-factor/two-factor-challenge.ts';
import type { ConfirmPasswordProblem } from '../../../server/accounts/sessions/sign-in.ts';
import type { LinkProblem } from '../../../server/one-time-links/one-time-links.ts';
import type { LinkWords, Message } from '../forms.ts';
import { busy, expired, notOurFormMessages, passwordMissing } from './accounts.ts';

const codeMessages: Record<CodeProblem, Message> = {
  'code-missing': { field: 'code', text: 'Enter the code that your app shows now, or a recovery code' },
  'code-wrong': {
    field: 'code',
    text: 'This code is wrong, or was used already. Wait until your app shows a new one, which takes half a minute at most, or enter another recovery code',
  },
  'too-many-codes': {
    field: 'send',
    text: 'Too many wrong codes were entered for your account today, so no more are taken until tomorrow (UTC). If it was not you, somebody knows your password: set a new one by mail, and you can go on at once.',
  },
};

const passwordWrong: Message = { field: 'password', text: 'This is not your password. Please try again' };

const tooManyTries: Message = {
  field: 'send',
  text: 'Too many passwords were tried for your account or from your network, so nothing was changed. Please try again in an hour.',
};

/** In the order of the form, as are those below. */
export const confirmPasswordMessages: Record<Exclude<ConfirmPasswordProblem, 'signed-out'>, Message> = {
  'password-missing': passwordMissing,
  'password-wrong': { field: 'password', text: 'This is not your password. Please try again' },
  ...codeMessages,
  ...notOurFormMessages,
  'form-expired': expired,
  'too-many-tries': {
    field: 'send',
    text: 'Too many passwords were tried for your account or from your network. Try again in an hour, or sign out and set a new password.',
  },
  busy,
};

export const enterCodeMessages: Record<Exclude<EnterCodeProblem, LinkProblem | 'codes-used-up'>, Message> = {
  ...codeMessages,
  ...notOurFormMessages,
};

export const turnOnMessages: Record<Exclude<TurnOnProblem, 'password-needed' | 'factor-on' | 'signed-out'>, Message> = {
  'code-missing': { field: 'code', text: 'Enter the six digits that your app shows now' },
  'code-wrong': {
    field: 'code',
    text: 'This is not the code for the key above. Check that the clock of your device is right, wait for a new code, and enter its six digits',
  },
  ...notOurFormMessages,
  'form-expired': {
    field: 'send',
    text: 'This page was open for too long, or was made before you last signed in, so nothing was turned on. The key above is a new one: please scan it again.',
  },
};

export const changeFactorMessages: Record<Exclude<ChangeFactorProblem, 'factor-off' | 'signed-out'>, Message> = {
  'password-missing': passwordMissing,
  'password-wrong': passwordWrong,
  ...codeMessages,
  ...notOurFormMessages,
  'form-expired': expired,
  'too-many-tries': tooManyTries,
  busy,
};

/** Why a step between password and code leads nowhere. */
export const codeLinkWords: Record<LinkProblem | 'codes-used-up', LinkWords> = {
  'link-unknown': {
    title: 'Please sign in again',
    text: 'This page belongs to an attempt to sign in that is over.',
    next: 'Enter your address and your password once more, and then the code.',
  },
  'link-used': {
    title: 'Please sign in again',
    text: 'This page was used already: it takes one right code.',
    next: 'If you are not signed in, enter your address and your password once more, and then the code.',
  },
  'link-expired': {
    title: 'Please sign in again',
    text: 'More than five minutes have passed since you entered your password.',
    next: 'Enter your address and your password once more, and then the code.',
  },
  'codes-used-up': {
    title: 'Too many wrong codes',
    text: 'Five wrong codes were entered, so this attempt to sign in is over. We tell the address of the account by mail.',
    next: 'Check that the clock of your device is right, and begin again with your address and your password. A recovery code works as well.',
  },
};

export const enterCodePage = {
  title: 'Enter a code',
  lead: 'Your password is right. Your account also asks for a code from the app that you set up. You have five minutes.',
  again: 'Begin again',
  none: {
    title: 'No code?',
    text: 'Use a recovery code instead: one of the ten that you were shown when you set up the app. If you have lost those too, write to [{address}](mail). We make sure that it is you, and then end the second factor. That takes at least three days, and a mail tells your address of it first.',
  },
};

/** Of the key that an app for one-time codes is given. */
export const keyWords = {
  scan: 'Any app for one-time codes will do (TOTP). Let it scan this picture:',
  picture: 'The key as a QR code; the same key stands below in letters',
  open: 'On this device: open the app',
  type: 'If you cannot scan it, type this key into the app. Choose time-based codes of six digits.',
};

export const setUpPage = {
  title: 'Set up a second factor',
  lead: 'From then on, signing in takes your password and a code from an app on your phone. Somebody who knows only your password cannot sign in.',
  key: '1. Give the app its key',
  code: '2. Show that it works',
  others:
    'Everybody else who is signed in to your account is signed out. After ten minutes on this page we ask for your password again, and the key is a new one.',
  submit: 'Turn it on',
  later: 'Not now',
  done: 'The second factor is on',
};

export const newCodesPage = {
  title: 'New recovery codes',
  lead: 'You get ten new codes. The old ones no longer work. We ask for your password and a code each time.',
  submit: 'Make new codes',
  done: 'Your new recovery codes',
};

export const turnOffPage = {
  title: 'Turn off the second factor',
  lead: 'From then on your address and your password alone lead into your account. The key in your app and your recovery codes are erased, and every other device is signed out. This takes your password and a code, whenever you last gave them.',
  submit: 'Turn it off',
};

export const recoveryCodes = {
  title: 'Your recovery codes',
  once: {
    title: 'Write these codes down now',
    text: 'We show them only this once: afterwards we cannot read them either.',
  },
  use: 'Each of these recovery codes does once what a code of the app does. Keep them where neither your phone nor your password is: print this page, or put them into a password manager.',
  whose: 'They are for the {company} account of {email}. Codes from before are good no longer.',
  download: 'Download them as a text file',
  done: 'I have written them down',
};

/** The codes as a file, for whoever keeps one. */
export function recoveryCodesFile({
  company,
  email,
  codes,
}: {
  readonly company: string;
  readonly email: string;
  readonly codes: readonly string[];
}): string {
  const lines = [
    `Recovery codes for the ${company} account of ${email}`,
    '',
    ...codes,
    '',
    'Each works once, in place of a code of the app. Keep this file where neither your phone nor your password is.',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
