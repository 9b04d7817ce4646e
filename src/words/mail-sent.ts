import type { AskAddressProblem } from '../../server/accounts/address-change.ts';
import type { AskResetProblem } from '../../server/accounts/passwords/password-reset.ts';
import type { SubscribeProblem } from '../../server/notices/subscriptions.ts';
import type { Message } from './forms.ts';

export const checkEmail = 'Check your email';

/** Of the page after a form: where the mail went. */
export const mailSent = {
  named: 'We have sent a mail to **{email}**.',
  unnamed: 'We have sent a mail to the address that you entered.',
  again: 'We have sent another mail to **{email}**.',
  sendAgain: 'Send the mail again',
};

/** Of a form that is sent again as it was; there is nothing in it to correct. */
export type SendAgainProblem = Exclude<
  AskAddressProblem | AskResetProblem | SubscribeProblem,
  'password-needed' | 'signed-out'
>;

const notSent: Message = {
  field: 'send',
  text: 'This page was open for too long, so no mail was sent. Please press the button again.',
};

export const sendAgainMessages: Record<SendAgainProblem, Message> = {
  'too-many-requests': {
    field: 'send',
    text: 'We have sent several mails to this address already, so we do not send another one now. Please wait an hour.',
  },
  'form-field-unknown': notSent,
  'form-field-twice': notSent,
  'form-expired': notSent,
  'website-filled': notSent,
  'document-missing': notSent,
  'email-missing': notSent,
  'email-invalid': notSent,
  'email-same': notSent,
};

export const nothingCame = {
  title: 'Nothing came?',
  wait: 'It may take a few minutes.',
  spam: 'Look in your spam folder. The subject of the mail contains “{subject}”.',
  mistyped: 'Is the address wrong? [Enter it again](again).',
  write: 'If that does not help, write to [{address}](mail).',
};
