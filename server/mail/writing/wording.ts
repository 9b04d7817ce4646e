import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import { parse } from 'yaml';
import { splitFrontMatter } from '../../../src/library/model/files/front-matter.ts';
import { readWritten } from '../../../src/library/model/files/line-ends.ts';
import { pageLanguage } from '../../../src/words/language.ts';
import { encodePlaceholders, linkedPlaceholders } from './placeholders.ts';
import { senders, type TemplateName, wordingFiles } from './templates.ts';
import { type Block, readBlocks } from './text.ts';

/** A template as compiled, with placeholders. */
export interface Wording {
  readonly subject: string;
  readonly html: string;
  readonly text: readonly Block[];
  /** The placeholders to which a link leads. */
  readonly links: readonly string[];
  /** Of its words (BCP 47). */
  readonly language: string;
}

const require = createRequire(import.meta.url);

/** By what they were read from. */
const known = new Map<string, Omit<Wording, 'language'>>();

export type Wordings = Readonly<Record<TemplateName, Wording>>;

/** What the product says where a company has no words of its own. */
const productWords = join(import.meta.dirname, '..', '..', '..', 'src', 'words');

/** Where a file, as `mail/<room>/<name>`, is read from: the texts of the company where it is there. */
export function wordsOf(content: string, file: string): string {
  return existsSync(join(content, file)) ? content : productWords;
}

/**
 * Reads the wording of every mail, and throws when a company's own, in its language, is not in order. The product's are compiled when they
 * are first needed: to compile all takes longer than all else that opening the services does.
 */
export function readWordings(content: string, language: string = pageLanguage): Wordings {
  const wordings = {};
  for (const [name, placeholders] of Object.entries(wordingFiles)) {
    const own = join('mail', name);
    const words = wordsOf(content, own);
    const file = join(words, own);
    const written = readWritten(file);
    const spoken = words === content ? language : pageLanguage;
    let wording: Wording | undefined;
    const get = () => (wording ??= { ...readWording(file, written, placeholders), language: spoken });
    if (words === content) get();
    Object.defineProperty(wordings, basename(name, '.md'), { enumerable: true, get });
  }
  return wordings as Wordings;
}

function readWording(file: string, written: string, placeholders: readonly string[]): Omit<Wording, 'language'> {
  const key = `${placeholders.join()}\n${written}`;
  const wording = known.get(key) ?? compile(file, written, placeholders);
  known.set(key, wording);
  return wording;
}

function compile(file: string, written: string, placeholders: readonly string[]): Omit<Wording, 'language'> {
  const { yaml, body } = splitFrontMatter(written) ?? { yaml: '', body: '' };
  const { subject } = (parse(yaml) ?? {}) as { subject?: unknown };
  if (typeof subject !== 'string' || /[\r\n]/.test(subject)) throw new Error(`${file} has no subject of one line`);
  checkPlaceholders(file, `${subject}\n${body}`, placeholders);

  // Two hundred modules, which most commands and a server that starts can do without.
  const { markdownToHtml } = require('./markdown.ts') as typeof import('./markdown.ts');
  const { markdown, html } = markdownToHtml(encodePlaceholders(body));
  return {
    subject: encodePlaceholders(subject),
    html,
    text: readBlocks(markdown, file),
    links: linkedPlaceholders(html),
  };
}

function checkPlaceholders(file: string, wording: string, placeholders: readonly string[]): void {
  const used = new Set(Array.from(wording.matchAll(/\{([^{}]*)\}/g), ([, name]) => name ?? ''));
  const problems = [
    ...[...used]
      .filter((name) => ![...placeholders, ...senders].includes(name))
      .map((name) => `{${name}} is not a placeholder of it`),
    ...placeholders.filter((name) => !used.has(name)).map((name) => `{${name}} is missing`),
  ];
  if (problems.length > 0) {
    const known = [...placeholders, ...senders].map((name) => `{${name}}`).join(', ');
    throw new Error(`The wording of a mail, ${file}: ${problems.join('; ')}. This mail has ${known}.`);
  }
}
