import type { AgreeProblem } from '../../server/consent/agreements.ts';
import type { Standing } from '../../server/consent/standing.ts';
import type { Message } from './forms.ts';

const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so nothing was recorded. Please check the form below and send it again.',
};

/** In the order of the form. */
export const agreeMessages: Record<AgreeProblem, Message> = {
  'version-unknown': {
    field: 'text',
    text: 'The text has changed since you opened this page, so nothing was recorded. Please read it below before you agree.',
  },
  'business-missing': { field: 'business', text: 'Enter the name of the business for which you agree' },
  'business-invalid': {
    field: 'business',
    text: 'Enter the name of the business on one line, in at most 200 characters',
  },
  'address-missing': { field: 'address', text: 'Enter the address of the business' },
  'address-invalid': { field: 'address', text: 'Enter the address of the business in at most 500 characters' },
  'name-missing': { field: 'name', text: 'Enter your name' },
  'name-invalid': { field: 'name', text: 'Enter your name on one line, in at most 200 characters' },
  'capacity-missing': { field: 'capacity', text: 'Enter in what capacity you agree, like Director or Owner' },
  'capacity-invalid': { field: 'capacity', text: 'Enter your capacity on one line, in at most 200 characters' },
  'authority-missing': {
    field: 'authority',
    text: 'Confirm that you may bind the business, or have somebody agree who may',
  },
  'form-expired': {
    field: 'send',
    text: 'This page was open for too long, or was made before you last signed in, so nothing was recorded. What you entered is still here: please send it again.',
  },
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'document-unknown': {
    field: 'send',
    text: 'This document is not agreed to here any more, so nothing was recorded.',
  },
  'account-unknown': { field: 'send', text: 'Your account was closed meanwhile, so nothing was recorded.' },
};

export const standingLabels: Record<Standing, string> = {
  none: 'Not agreed to',
  agreed: 'Agreed',
  superseded: 'New terms ask for your agreement',
  declined: 'You declined the new terms',
  negotiated: 'You have a negotiated agreement',
};
