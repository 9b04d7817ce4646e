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
  run(typed: Typed): Promise<void>;
}

export const text = { type: 'string' } as const;
export const flag = { type: 'boolean', default: false } as const;

/** Exit codes: 1 for what is refused or wrong, 64 for what is not understood. */
export function fail(message: string, code: 1 | 64 = 1): never {
  if (message) console.error(message);
  process.exit(code);
}

export function required(typed: Typed, name: string, usage: string): string {
  return typed.text(name) ?? fail(`--${name} is missing.\n\n${usage}`, 64);
}
