import { readFile, stat } from 'node:fs/promises';
import type { Result } from '../../../src/library/model/result.ts';
import { kindNames } from '../../../src/words/request-mails.ts';
import type { Terminal } from '../../command.ts';
import { problemWords, type StaffOrLogProblem } from './words.ts';

export const messageOptions = { message: { type: 'string' }, 'message-file': { type: 'string' } } as const;

/** From the option, a file or, for `-`, what is piped in. */
export async function readMessage(
  values: { message?: string | undefined; 'message-file'?: string | undefined },
  positionals: readonly string[],
  terminal: Terminal,
): Promise<string | undefined> {
  if (values.message !== undefined) return values.message;
  if (values['message-file'] === '-' || positionals.includes('-')) return await terminal.input();
  return values['message-file'] === undefined ? undefined : await readFile(values['message-file'], 'utf8');
}

/** Bytes of a mail: more than any provider carries. */
const longestMail = 50 * 1024 ** 2;

/** A mail as it was saved. Null, and said, where it is longer than any mail can be. */
export async function readMail(path: string, terminal: Terminal): Promise<Uint8Array | null> {
  const { size } = await stat(path);
  if (size <= longestMail) return await readFile(path);
  terminal.complain(
    `${path} has ${Math.round(size / 1024 ** 2)} MB, and no mail has more than ${longestMail / 1024 ** 2}: look whether it is one. Nothing was recorded.`,
  );
  return null;
}

export function complain(failed: Extract<Result<never, StaffOrLogProblem>, { ok: false }>, terminal: Terminal): number {
  for (const problem of failed.problems) terminal.complain(problemWords[problem]);
  return 1;
}

export function refuse(words: string, terminal: Terminal): number {
  terminal.complain(`${words}\nWhat can be asked: ${Object.keys(kindNames).join(', ')}`);
  return 64;
}
