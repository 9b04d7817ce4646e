import { accessSync, constants, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Problem, problemIn } from '../problem.ts';
import { attempt } from '../result.ts';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** A file of the library as text; null, with the reason among the problems, where it cannot be read. */
export function readText(root: string, file: string, problems: Problem[]): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(join(root, file));
  } catch (error) {
    problems.push(unreadable(file, (error as NodeJS.ErrnoException).code ?? ''));
    return null;
  }
  const text = decoded(bytes);
  if (text === null) {
    const remedy = 'Save it once more with the encoding UTF-8; in Word: "Plain Text", then "Unicode (UTF-8)".';
    problems.push(problemIn(file, 'The file is not saved as UTF-8, so its signs cannot be told.', remedy));
  }
  return text;
}

/** Null where the bytes are no text in UTF-8; a NUL stands in files of programs, and between the letters of UTF-16. */
function decoded(bytes: Buffer): string | null {
  return bytes.includes(0) ? null : attempt(() => utf8.decode(bytes));
}

/**
 * Folders where a file is expected, files that may not be read, and those that git left half merged: nothing else is
 * looked at before they are mended.
 */
export function checkReadable(root: string, folder = ''): Problem[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder ? `${folder}/${entry.name}` : entry.name;
    const isText = /\.(mdx?|yaml|jsonl|txt)$/.test(entry.name);
    if (entry.isDirectory()) return isText ? [unreadable(file, 'EISDIR')] : checkReadable(root, file);
    try {
      if (isText) accessSync(join(root, file), constants.R_OK);
      return isText && isWritten(entry.name) ? halfMerged(root, file) : [];
    } catch (error) {
      return [unreadable(file, (error as NodeJS.ErrnoException).code ?? '')];
    }
  });
}

/** Neither a version, whose bytes are held to their digest, nor a chain, which is merged in a way of its own. */
function isWritten(name: string): boolean {
  return !/^\d{4}-|\.jsonl$/.test(name);
}

function halfMerged(root: string, file: string): Problem[] {
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const at = lines.findIndex((line) => /^(<{7}|>{7}) /.test(line));
  if (at === -1) return [];
  const remedy =
    'Keep of what stands between <<<<<<< and >>>>>>> what is right, and remove the lines that begin with <<<<<<<, ======= and >>>>>>>.';
  return [problemIn(file, 'Two branches changed the same place, and git left both.', remedy, { line: at + 1 })];
}

function unreadable(file: string, code: string): Problem {
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return problemIn(file, 'The file is missing.', 'Add it; docs/authoring.md says what stands in it.');
  }
  if (code === 'EISDIR') {
    return problemIn(file, 'A folder stands where a file is expected.', 'Move what is in it, and remove the folder.');
  }
  if (code === 'ELOOP') {
    return problemIn(file, 'This is no file but leads to itself.', 'Put the file itself there.');
  }
  const remedy = 'Give whoever runs this the right to read it.';
  return problemIn(file, 'The file may not be read here.', remedy);
}
