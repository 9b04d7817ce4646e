import type { Command } from '@commander-js/extra-typings';
import { type Output, programOf } from '../model/command-line.ts';

/** `npm run policy --`, with what each verb knows. */
export type Policy = Command<[], { content: string; json?: true | undefined }>;

/** The day it is where the company is. */
export type Today = () => string;

export function policyProgram(output: Output): Policy {
  return programOf('policy', output)
    .option('--content <folder>', 'where the texts stand', 'content')
    .option('--json', 'answers for programs');
}

/** Exit codes: 1 for what is refused or wrong, 64 for what is not understood. */
export class Refusal extends Error {
  readonly code: 1 | 64;

  constructor(message: string, code: 1 | 64 = 1) {
    super(message);
    this.code = code;
  }
}

/** Ends a verb, with what is to be said. */
export function fail(message: string, code: 1 | 64 = 1): never {
  throw new Refusal(message, code);
}
