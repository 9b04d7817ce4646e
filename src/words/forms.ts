/** A problem's sentence, and the id of what it is about. `send` is the button: nothing that was typed is wrong. */
export interface Message {
  readonly field: string;
  readonly text: string;
  /** Whether the person is offered to write a mail instead. */
  readonly orWrite?: boolean;
}

/** What is wrong with a link. */
export interface LinkWords {
  readonly title: string;
  readonly text: string;
  /** How to go on. */
  readonly next: string;
}

export const writeInstead = 'You can also write to [{address}](mail).';

export const websiteFilled: Message = {
  field: 'send',
  text: 'A field that people cannot see was filled in, perhaps by your browser. We emptied it: please send the form again.',
};

export const emailMessages = {
  'email-missing': { field: 'email', text: 'Enter an email address, like name@example.com' },
  'email-invalid': { field: 'email', text: 'Enter one email address in full, like name@example.com' },
} as const satisfies Record<string, Message>;

/** What the forms of accounts, requests and notices ask for and offer alike. */
export const formWords = {
  name: 'Your name',
  email: 'Email address',
  sendLink: 'Send me the link',
  leave: 'Leave it as it is',
  save: 'Save',
};

/** What the parts of any form say. */
export const formParts = {
  problem: 'There is a problem',
  optional: '(optional)',
  /** Of the field that people do not see. */
  trap: 'Leave this field empty',
  change: 'Change',
  kept: 'What we keep, why, and for how long',
  keptFor: '{why} **Kept for {life}**, from {from}.',
  keptUntil: '{why} **Kept {life}**, from {from}.',
};
