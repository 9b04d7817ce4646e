import type { Command as Program } from '@commander-js/extra-typings';

/** Where a command reads and writes; tests hand in their own. */
export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
  /** All that is piped in. */
  input(): Promise<string>;
}

/** What the commands of a room are given: where they are added, and what they work with, opened once one needs it. */
export interface Admin<Needed = unknown> {
  readonly program: Program;
  readonly terminal: Terminal;
  open(): Promise<Needed>;
}

/** Says what stands against an act, in its room's words. The exit code. */
export function complainOf<Problem extends string>(
  { complain }: Pick<Terminal, 'complain'>,
  words: Readonly<Record<Problem, string>>,
  problems: readonly Problem[],
): number {
  for (const problem of problems) complain(words[problem]);
  return 1;
}
