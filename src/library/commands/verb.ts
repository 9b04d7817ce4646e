import type { ParseArgsOptionsConfig } from 'node:util';

/** What was typed behind a verb. */
export interface Typed {
  readonly content: string;
  readonly json: boolean;
  /** The day it is where the company is. */
  readonly today: () => string;
  text(name: string): string | undefined;
  flag(name: string): boolean;
}

export interface Verb {
  /** One line in the list of verbs. */
  readonly does: string;
  readonly usage: string;
  readonly options: ParseArgsOptionsConfig;
  /** It needs no folder of texts: it makes one. */
  readonly makesFolder?: true;
  run(typed: Typed): Promise<void>;
}

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean', default: false } as const;

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

export function required(typed: Typed, name: string, usage: string): string {
  return typed.text(name) ?? fail(`--${name} is missing.\n\n${usage}`, 64);
}
