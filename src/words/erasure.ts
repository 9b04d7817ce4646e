import type { DeletionProblem } from '../../server/erasure/deletion.ts';
import type { ExportProblem } from '../../server/erasure/exporting.ts';
import type { UndoProblem } from '../../server/erasure/undo.ts';
import type { Message } from './forms.ts';

const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so nothing was done. Please try again with the form below.',
};

const expired: Message = {
  field: 'send',
  text: 'This page was open for too long, or was made before you last signed in, so nothing was done. Please try again.',
};

const gone: Message = { field: 'send', text: 'This account has been deleted already.' };

export const exportMessages: Record<ExportProblem, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'account-gone': gone,
  'too-many-exports': {
    field: 'send',
    text: 'You have downloaded everything twenty times in the last hour, so nothing was made. Please try again in an hour.',
  },
};

export const deletionMessages: Record<DeletionProblem, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'form-expired': expired,
  'account-gone': gone,
  'deletion-unconfirmed': { field: 'sure', text: 'Tick the box if you want to delete your account' },
};

export const undoMessages: Record<UndoProblem, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'undo-link-unknown': { field: 'send', text: 'This link does not work any more' },
  'password-missing': { field: 'password', text: 'Enter the password of the account' },
  'password-wrong': {
    field: 'password',
    text: 'This is not the password of the account. Please check it and try again',
  },
  'address-taken': {
    field: 'send',
    text: 'There is another account with your address by now. One address can have only one account: delete that one first, with the same address, and then use this link again.',
  },
  'too-many-tries': {
    field: 'send',
    text: 'There were too many tries with this link, so we checked nothing. Please try again in an hour.',
  },
  busy: {
    field: 'send',
    text: 'Too many people are signing in at this moment, so nothing was done. Please try again in a minute.',
  },
};
