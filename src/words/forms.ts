/** A problem's sentence, and the id of what it is about. `send` is the button: nothing that was typed is wrong. */
export interface Message {
  readonly field: string;
  readonly text: string;
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
