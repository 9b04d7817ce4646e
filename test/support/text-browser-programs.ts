import { find, installPackages } from './programs.ts';

/** A text browser, and a terminal that somebody else can type into. */
export const textBrowser = ['w3m', 'tmux'];

/** Without them its journeys are skipped, and the report says so. */
export function programsMissing(): boolean {
  return !textBrowser.every(find);
}

export function ensureTextBrowser(): void {
  if (programsMissing()) installPackages(textBrowser);
}
