import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../model/command-line.ts';
import { dayIn } from '../model/days.ts';
import { readLibrary, slugsOf } from '../model/library.ts';
import { isTimeZone } from '../model/shapes.ts';
import { documentIn } from '../publishing/version-file.ts';
import { addCheck } from './check.ts';
import { addClass } from './class.ts';
import { addImport } from './import.ts';
import { addInit } from './init.ts';
import { addNew, addStatus, addVerify } from './library.ts';
import { addCancel, addPostpone, addPublish } from './publish.ts';
import { addRename } from './rename.ts';
import { addCompare, addReview } from './review.ts';
import { fail, policyProgram, Refusal } from './verb.ts';

/** In the order in which they are listed. */
const verbs = [
  ...[addInit, addStatus, addNew, addRename, addCheck, addClass, addCompare, addReview],
  ...[addPublish, addPostpone, addCancel, addImport, addVerify],
];

/** Runs what was typed behind `npm run policy --`, on another day than the clock's if one is given: its exit code. */
export async function runPolicy(words: readonly string[], day?: string): Promise<number> {
  const program = policyProgram({ print: (text) => console.log(text), complain: (text) => console.error(text) });
  const today = () => day || dayIn(timeZone(program.opts().content), new Date());
  for (const add of verbs) add(program, today);
  program.hook('preAction', (_, verb) => {
    if (verb.name() === 'complete') return;
    const { content } = program.opts();
    requireFolder(content, verb.name() === 'init');
    const { document } = verb.opts();
    if (typeof document === 'string' && !findsItself.includes(verb.name())) requireDocument(content, document);
  });
  try {
    return await runProgram(program, words);
  } catch (error) {
    const { message, code } = error instanceof Refusal ? error : tellWhy(error);
    if (message) console.error(message);
    return code;
  }
}

function requireFolder(content: string, isToBeMade: boolean): void {
  const folder = statSync(content, { throwIfNoEntry: false });
  if (folder?.isDirectory() || (!folder && isToBeMade)) return;
  fail(`There is no folder "${content}". Run this where content/ stands, or name its folder with --content.`);
}

/** Of these one makes the document, the other first puts back one that was moved away by an import that was ended. */
const findsItself = ['new', 'import'];

/** Before what may be wrong with the others, which is not what was asked. */
function requireDocument(content: string, slug: string): void {
  const { library } = readLibrary(content);
  if (!library || slugsOf(content).includes(slug)) return;
  const document = documentIn(library, slug);
  if (!document.ok) fail(document.problems.join('\n'));
}

/** Also where nothing else in company.yaml can be read: an emergency does not wait for that. */
function timeZone(content: string): string {
  const { library } = readLibrary(content);
  if (library) return library.company.timeZone;
  const file = join(content, 'company.yaml');
  const text = existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8') : '';
  const [, named = ''] = /^timeZone:\s*["']?([\w+/-]+)/m.exec(text) ?? [];
  return isTimeZone(named) ? named : 'UTC';
}

/** Whatever was not foreseen: what is known of it, and what to do, without the program's own words. */
function tellWhy(error: unknown): Refusal {
  const { code = '', path = '', message = '' } = error as NodeJS.ErrnoException;
  return new Refusal(wordsFor(code, path, message));
}

function wordsFor(code: string, path: string, message: string): string {
  if (code === 'EACCES' || code === 'EPERM') return `${path} may not be read or written here. Nothing was done.`;
  if (code === 'EISDIR') return `${path} is a folder, and a file is expected there. Nothing was done.`;
  if (code === 'ENOENT') return `${path} is missing. Restore it from the main branch. Nothing was done.`;
  if (code === 'ENOSPC' || code === 'EROFS') return `Nothing can be written to ${path || 'this disk'}.`;
  if (message.startsWith('Cannot read content/')) return `${message}\n\nNothing was done.`;
  return `This could not be done, and the reason is not one that was foreseen: ${message.split('\n')[0]}\nRun \`npm run policy -- check\`: what it names is to be mended first.`;
}
