import { readFileSync } from 'node:fs';

/** What somebody wrote, whose editor may begin a file with a byte order mark and end lines as Windows does. */
export function readWritten(path: string): string {
  return readFileSync(path, 'utf8')
    .replace(/^\uFEFF/, '')
    .replaceAll('\r\n', '\n');
}
