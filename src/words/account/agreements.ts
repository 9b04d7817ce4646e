import type { SignatoryProblem } from '../../../server/consent/agreement-form.ts';
import type { AgreementStatus } from '../../../server/consent/agreement-status.ts';
import type { AgreeProblem, DeclineProblem } from '../../../server/consent/agreements.ts';
import { agreementButtons } from '../buttons.ts';
import type { Message } from '../forms.ts';

const notOurForm: Message = {
  field: 'send',
  text: 'What arrived is not what our form sends, so nothing was recorded. Please check the form below and send it again.',
};

export const signatoryMessages: Record<SignatoryProblem, Message> = {
  'business-missing': { field: 'business', text: 'Enter the name of the business for which you agree' },
  'business-invalid': {
    field: 'business',
    text: 'Enter the name of the business on one line, in at most 200 characters',
  },
  'address-missing': { field: 'address', text: 'Enter the address of the business' },
  'address-invalid': { field: 'address', text: 'Enter the address of the business in at most 500 characters' },
  'name-missing': { field: 'name', text: 'Enter your name' },
  'name-invalid': { field: 'name', text: 'Enter your name on one line, in at most 200 characters' },
  'capacity-missing': { field: 'capacity', text: 'Enter your role in the business, like Director or Owner' },
  'capacity-invalid': { field: 'capacity', text: 'Enter your role on one line, in at most 200 characters' },
  'authority-missing': {
    field: 'authority',
    text: 'Choose by what right you may bind the business, or ask somebody to agree who may',
  },
};

/** In the order of the form. */
export const agreeMessages: Record<Exclude<AgreeProblem, 'password-needed'>, Message> &
  Record<DeclineProblem, Message> = {
  'facts-missing': {
    field: 'send',
    text: 'Nobody can agree to this version yet, so nothing was recorded: it does not state all that it must.',
  },
  'version-unknown': {
    field: 'text',
    text: 'The text has changed since you opened this page, so nothing was recorded. Please read it below before you agree.',
  },
  ...signatoryMessages,
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

export const standingLabels: Record<AgreementStatus, string> = {
  none: 'Not agreed to',
  agreed: 'Agreed',
  superseded: 'New terms ask for your agreement',
  declined: 'You declined the new terms',
  negotiated: 'You have a negotiated agreement',
};

export const allAgreements = 'All agreements';

export const agreementsPage = {
  title: 'Agreements',
  lead: 'What businesses agree to when they use {company}, what you agreed to, and your copies.',
  declined: {
    title: 'Recorded: you do not agree.',
    text: 'You can agree later, on this page. We do not ask again until the terms change.',
  },
  none: 'There is nothing to agree to.',
  agreed: '[Version {version}](text), on {day}.',
  before: 'What you agreed to before: [version {version}](text), on {day}.',
  corrects: 'It only corrects version {version}, to which you agreed on {day}.',
  changed: '[See what changed since](comparison).',
  since:
    '[Version {version}](text) has taken effect since. We announced it, and you need not do anything: [see what changed](comparison).',
  negotiated: 'A contract of your own applies instead of the published text. Write to us about it.',
  read: 'Read the text',
  answer: 'Read the text, and agree or decline',
  copy: 'Your copy',
  receipt: 'Receipt',
};

export const agreePage = {
  since: 'New terms are in effect since {day}.',
  before: 'You agreed to version {version}: [see what changed since](comparison).',
  answer: 'Please say whether you agree to them.',
  version: 'This is [version {version}](text), in effect since {day}, word for word.',
  toForm: 'Skip the text, and go to the form',
  textTitle: 'The text',
  textLabel: '{title}, version {version}',
  digest: 'SHA-256 of the text: {digest}',
  title: 'Agree',
  business: 'Business for which you agree',
  address: 'Its address',
  capacity: 'Your role in the business',
  authority: 'By what right do you agree for the business?',
  authorityHelp:
    'You state that you have read the text. If you may not bind the business, ask somebody to agree who may.',
  password:
    'Agreeing binds the business, so we ask for your password once more if you gave it more than ten minutes ago.',
  submit: agreementButtons.agree,
  not: {
    title: 'Not agree',
    goesOn:
      'Nobody has to agree. What you agreed to before, version {version}, then continues to apply between you and us. We do not ask again about these terms. You can agree later, on this page.',
    first:
      'Nobody has to agree, and you can do so later. But where you let us process personal data of your own customers, the law may ask for such a contract first (GDPR Article 28(3)): until you agree to this text or to another with us, please import none.',
    otherwise: 'If you want something changed, [write to us](mail).',
    submit: agreementButtons.decline,
  },
  kept: 'What you enter is kept encrypted and shown on your copy. Our ledger names neither you nor the business: it holds keyed digests of them.',
  copy: '[Your copy of version {version}](copy)',
  missing: {
    title: 'Nobody can agree to this version yet',
    text: 'It does not state what a contract must. We have not confirmed this for publication:',
    after:
      'Once that is confirmed, it stands in the next version, and you can agree to that one. If you need the contract before then, [write to us](mail): we can sign one with you.',
  },
};
