import type { Answer, AnswerProblem } from '../../server/consent/consents.ts';
import type { Given } from '../../server/consent/entry.ts';
import type { EntryKind } from '../../server/consent/kinds.ts';
import { showDay } from '../documents/days.ts';
import type { Message } from './forms.ts';

const notOurForm: Message = {
  field: 'consents',
  text: 'What arrived is not what our form sends, so nothing was changed. Please choose again below.',
};

const gone: Message = {
  field: 'consents',
  text: 'What you answered to is no longer asked for, so nothing was changed. What is asked today stands below.',
};

export const answerMessages: Record<AnswerProblem, Message> = {
  'form-field-unknown': notOurForm,
  'form-field-twice': notOurForm,
  'act-unknown': notOurForm,
  'form-expired': {
    field: 'consents',
    text: 'This page was open for too long, or was made before you last signed in, so nothing was changed. Please choose again.',
  },
  'purpose-unknown': gone,
  'version-unknown': {
    field: 'consents',
    text: 'The text has changed since you opened this page, so nothing was recorded. Please read it below, and choose again.',
  },
  'account-unknown': {
    field: 'consents',
    text: 'Your account was closed meanwhile, so nothing was recorded.',
  },
};

/** An instant as people read it: `November 25, 2026, 18:34:41 UTC`. */
export function instantInWords(at: string): string {
  return `${showDay(at.slice(0, 10))}, ${at.slice(11, 19)} UTC`;
}

/** How an act was done. */
export function wayInWords({ by, through, where, control }: Given, company: string): string {
  const ways: Record<Given['through'], string> = {
    page: `on the page ${where}, by its button “${control}”`,
    api: `in the ${company} app (${where}, ${control})`,
    command: `recorded by ${company} (${control})`,
    header: `by a signal of the browser (${control}), on ${where}`,
    request: `by a privacy request (${control})`,
    job: 'by itself, because a corrected version took effect',
  };
  return `${ways[through]}${by === 'person' ? '' : '; no act of the person'}`;
}

/** Where somebody stands with a purpose. */
export const answerLabels: Record<Answer, string> = {
  given: 'You said yes',
  refused: 'You said no',
  withdrawn: 'You took your yes back',
  'asked-again': 'No: you said yes before, and have to be asked again',
  none: 'No: you have not answered',
};

/** What an entry of the ledger records, about a purpose or a document. */
export const entryLabels: Record<EntryKind, string> = {
  agreement: 'Agreed',
  acknowledgement: 'Acknowledged',
  'consent-given': 'Said yes',
  'consent-refused': 'Said no',
  'consent-withdrawn': 'Took the yes back',
  objection: 'Objected',
  'carried-forward': 'Carried forward to a corrected version',
};
