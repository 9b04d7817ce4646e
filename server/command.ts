/** Where a command reads and writes; tests hand in their own. */
export interface Terminal {
  print(text: string): void;
  complain(text: string): void;
  /** All that is piped in. */
  input(): Promise<string>;
}

/** A verb of the operator's. Its number is the exit status: 0 done, 1 could not be done, 64 not understood. */
export interface Command {
  readonly usage: string;
  run(args: string[], terminal: Terminal): Promise<number>;
}
