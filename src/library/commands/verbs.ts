import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { dayIn } from '../model/days.ts';
import { readLibrary } from '../model/library.ts';
import { isTimeZone } from '../model/shapes.ts';
import { check } from './check.ts';
import { classVerb } from './class.ts';
import { importVerb } from './import.ts';
import { init } from './init.ts';
import { start, status, verify } from './library.ts';
import { cancel, postpone, publish } from './publish.ts';
import { rename } from './rename.ts';
import { compare, review } from './review.ts';
import { fail, flag, Refusal, type Typed, text, type Verb } from './verb.ts';

const verbs: Record<string, Verb> = {
  ...{ init, status, new: start, rename, check, class: classVerb, compare, review },
  ...{ publish, postpone, cancel, import: importVerb, verify },
};

const usage = `npm run policy -- <verb>

${Object.entries(verbs)
  .map(([name, { does }]) => `  ${name.padEnd(10)}${does}`)
  .join('\n')}

Every verb knows --help, --content <folder> (content by default) and --json.
Exit codes: 0 done, 1 refused or something is wrong, 64 not understood.`;

/** Runs what was typed behind `npm run policy --`, on another day than the clock's if one is given: its exit code. */
export async function runPolicy(args: readonly string[], day?: string): Promise<number> {
  try {
    await run(args, day);
    return 0;
  } catch (error) {
    const { message, code } = error instanceof Refusal ? error : tellWhy(error);
    if (message) console.error(message);
    return code;
  }
}

async function run([name = '--help', ...args]: readonly string[], day?: string): Promise<void> {
  const verb = verbs[name];
  if (name === '--help') return console.log(usage);
  if (!verb) return fail(`"${name}" is not known.\n\n${usage}`, 64);
  const { values, positionals } = read(verb, args);
  if (values['help']) return console.log(verb.usage);
  if (positionals.length > 0) fail(`"${positionals.join(' ')}" is not understood.\n\n${verb.usage}`, 64);

  const content = String(values['content']);
  const typed: Typed = {
    content,
    json: values['json'] === true,
    today: () => day || dayIn(timeZone(content), new Date()),
    text: (name) => (typeof values[name] === 'string' ? values[name] : undefined),
    flag: (name) => values[name] === true,
  };
  const folder = statSync(content, { throwIfNoEntry: false });
  if (!folder?.isDirectory() && (folder || !verb.makesFolder)) {
    fail(`There is no folder "${content}". Run this where content/ stands, or name its folder with --content.`);
  }
  await verb.run(typed);
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

function read(verb: Verb, args: readonly string[]): { values: Record<string, unknown>; positionals: string[] } {
  const common = { content: { ...text, default: 'content' }, help: flag, json: flag };
  try {
    return parseArgs({ args: [...args], allowPositionals: true, options: { ...common, ...verb.options } });
  } catch (error) {
    return fail(`${(error as Error).message}\n\n${verb.usage}`, 64);
  }
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
