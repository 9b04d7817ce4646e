import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { openLibrary } from '../model/library.ts';
import { fail, type Result, succeed } from '../model/result.ts';
import { companyShape } from '../model/shapes.ts';
import { classify } from '../promises/classes.ts';
import { plainFile } from '../promises/plain-statements.ts';
import { readClassing } from '../promises/promises.ts';
import { readTexts } from '../promises/texts.ts';
import { plain } from '../text/components.ts';

/** Whom a library is begun for. */
interface Newcomer {
  readonly name: string;
  /** The public address of the site. */
  readonly site: string;
  readonly privacyAddress: string;
  readonly timeZone: string;
  readonly language: string;
}

const starter = join(import.meta.dirname, 'starter');

/** Texts to begin from: a folder for each language. */
const languages: readonly string[] = readdirSync(starter, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

const siteNames: Record<string, string> = { de: 'Rechtliches', en: 'Legal' };

interface BegunLibrary {
  readonly documents: readonly string[];
  /** The language of the texts to begin from, where there are none in the company's own. */
  readonly otherLanguage: string | null;
}

/** Makes a library that passes the check, where nothing stands yet. Nothing in it is published. */
export function beginLibrary(root: string, newcomer: Newcomer): Result<BegunLibrary, string> {
  const language = languages.find((known) => known === newcomer.language.split('-')[0]) ?? 'en';
  const from = join(starter, language);
  const company = { ...parse(readFileSync(join(from, 'company.yaml'), 'utf8')), ...companyOf(newcomer, language) };
  const problems = problemsWith(root, newcomer, company);
  if (problems.length > 0) return fail(...problems);

  const otherLanguage = language === newcomer.language.split('-')[0] ? null : language;
  mkdirSync(root, { recursive: true });
  cpSync(join(starter, 'retention.yaml'), join(root, 'retention.yaml'));
  writeFileSync(join(root, 'company.yaml'), companyFile(from, companyOf(newcomer, language)));
  cpSync(join(from, 'promises'), join(root, 'promises'), { recursive: true });
  const documents = readdirSync(from, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'promises')
    .map(({ name }) => name);
  for (const document of documents) writeDocument(join(from, document), join(root, document), newcomer, otherLanguage);
  writePlain(root);
  const inOrder = openLibrary(root).documents.map(({ slug }) => slug);
  return succeed({ documents: inOrder, otherLanguage });
}

function companyOf({ name, privacyAddress, timeZone, language }: Newcomer, texts: string) {
  return { name, siteName: `${name} ${siteNames[texts] ?? siteNames['en']}`, privacyAddress, language, timeZone };
}

function problemsWith(root: string, { name, site }: Newcomer, company: unknown): string[] {
  const options: Record<string, string> = { privacyAddress: '--privacy-address', timeZone: '--time-zone' };
  const parsed = companyShape.safeParse(company);
  const problems = (parsed.success ? [] : parsed.error.issues).flatMap(({ path, message }) => {
    const [field = ''] = path.map(String);
    return field === 'siteName' ? [] : [`${options[field] ?? `--${field}`} ${message}.`];
  });
  if (!name.trim() || /[\r\n]/.test(name)) problems.push('--name is what the company is called, on one line.');
  if (!isSite(site)) problems.push('--site is the address of the site, as https://legal.example.com.');
  if (existsSync(root) && readdirSync(root).length > 0) {
    const elsewhere = 'Nothing there is overwritten: name another folder with --content, or move what is there away.';
    problems.push(`The folder ${root} is not empty. ${elsewhere}`);
  }
  return problems;
}

function isSite(site: string): boolean {
  return URL.canParse(site) && /^https?:$/.test(new URL(site).protocol) && new URL(site).pathname === '/';
}

/** The starter's, with its explanations, and who the company is above the facts. */
function companyFile(from: string, company: Readonly<Record<string, string>>): string {
  const text = readFileSync(join(from, 'company.yaml'), 'utf8');
  const start = text.indexOf('\nfacts:');
  return `${text.slice(0, start)}\n${stringify(company)}${text.slice(start)}`;
}

function writeDocument(from: string, to: string, newcomer: Newcomer, otherLanguage: string | null): void {
  mkdirSync(to);
  const language = otherLanguage ? stringify({ language: otherLanguage }) : '';
  writeFileSync(join(to, 'document.yaml'), readFileSync(join(from, 'document.yaml'), 'utf8') + language);
  const words: Record<string, string> = {
    '{company}': plain(newcomer.name),
    '{site}': new URL(newcomer.site).host,
    '{privacyAddress}': newcomer.privacyAddress,
  };
  const draft = readFileSync(join(from, 'draft.mdx'), 'utf8');
  writeFileSync(
    join(to, 'draft.mdx'),
    draft.replaceAll(/\{\w+\}/g, (mark) => words[mark] ?? mark),
  );
}

/** What the starter's texts say beside their promises, each sentence on a line of its own. */
function writePlain(root: string): void {
  mkdirSync(join(root, 'promises', 'plain'));
  const classing = readClassing(root, []);
  for (const [document, { draft }] of readTexts(openLibrary(root), '')) {
    const classed = draft ? classify(document, draft, classing) : [];
    const sentences = [...new Set(classed.flatMap(({ class: is, text }) => (is === 'unclassed' ? [text] : [])))];
    writeFileSync(join(root, plainFile(document)), sentences.map((sentence) => `${sentence}\n`).join(''));
  }
}
