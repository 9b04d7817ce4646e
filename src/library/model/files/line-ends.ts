import { readFileSync } from 'node:fs';

/** What somebody wrote, whose editor may begin a file with a byte order mark and end lines as Windows does. */
export function readWritten(path: string): string {
  return asWritten(readFileSync(path, 'utf8'));
}

/** The same of a text that was read. */
export function asWritten(text: string): string {
  return text.replace(/^\uFEFF/, '').replace(/\r\n?/g, '\n');
}
