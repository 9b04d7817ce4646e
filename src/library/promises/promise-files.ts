import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMap, isSeq, parseDocument, stringify, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Day } from '../model/days.ts';
import { plainFile } from './plain-statements.ts';
import type { Scope } from './shapes.ts';
import type { Text } from './texts.ts';

/** The files of content/promises/, on disk or as they would be. */
export interface PromiseFiles {
  read(file: string): string | null;
  /** Null removes it. */
  write(file: string, content: string | null): void;
}

export interface NewPromise {
  readonly id: string;
  readonly scope: Scope;
  readonly proof: { readonly product: string } | { readonly open: string } | { readonly outside: string };
  readonly document: string;
  readonly sentence: string;
}

/** Whole or not at all: what was answered before an interruption stays, what was not is not half there. */
export function filesIn(root: string): PromiseFiles {
  return {
    read: (file) => (existsSync(join(root, file)) ? readFileSync(join(root, file), 'utf8') : null),
    write(file, content) {
      const path = join(root, file);
      if (content === null) return rmSync(path, { force: true });
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, content);
      renameSync(`${path}.new`, path);
    },
  };
}

/** What would be written, and nothing is: by file, null for one that would go. */
export function rehearsalIn(root: string): PromiseFiles & { readonly written: ReadonlyMap<string, string | null> } {
  const disk = filesIn(root);
  const written = new Map<string, string | null>();
  return {
    written,
    read: (file) => (written.has(file) ? (written.get(file) ?? null) : disk.read(file)),
    write: (file, content) => void written.set(file, content),
  };
}

/** Each on a line of its own, after the one whose place it took or at the end. */
export function addPlain(
  files: PromiseFiles,
  document: string,
  sentences: readonly { readonly sentence: string; readonly after?: string | undefined }[],
): void {
  const file = plainFile(document);
  const lines = (files.read(file) ?? '').split(/\r?\n/).filter((line) => line.trim() !== '');
  for (const { sentence, after } of sentences) {
    const at = after === undefined ? -1 : lines.lastIndexOf(after);
    lines.splice(at === -1 ? lines.length : at + 1, 0, sentence);
  }
  files.write(file, lines.map((line) => `${line}\n`).join(''));
}

/** The promise in other words, below those that it has. */
export function addWording(
  files: PromiseFiles,
  promise: string,
  document: string,
  { says, wording }: { says(wording: string): boolean; wording: string },
): void {
  editQuotes(files, promise, (quotes) => {
    for (const quote of quotesIn(quotes)) {
      const wordings = wordingsOf(quote);
      if (quote.get('document') !== document || !wordings.some(says) || wordings.includes(wording)) continue;
      quote.set('sentence', [...wordings, wording]);
    }
  });
}

/** Another sentence that the same promise makes. */
export function addQuote(files: PromiseFiles, promise: string, document: string, sentence: string): void {
  editQuotes(files, promise, (quotes, create) => quotes.add(create({ document, sentence })));
}

export function addPromise(files: PromiseFiles, { id, scope, proof, document, sentence }: NewPromise): void {
  files.write(fileOf(id), stringify({ scope, quotes: [{ document, sentence }], proof }, { lineWidth: 0 }));
}

export function dropWording(
  files: PromiseFiles,
  promise: string,
  document: string,
  { says, why }: { says(wording: string): boolean; why: string },
): void {
  editQuotes(files, promise, (quotes) => {
    for (const quote of quotesIn(quotes)) {
      if (quote.get('document') === document && wordingsOf(quote).some(says)) quote.set('dropped', why);
    }
  });
}

/** Says who found, and when, that what is shown of the proof shows this wording. */
export function confirm(files: PromiseFiles, promise: string, by: string, on: Day, wording: string): void {
  edit(files, promise, (document) => {
    const known = document.get('confirmed');
    const entries = isSeq(known) ? known : (document.createNode([]) as YAMLSeq);
    if (entries !== known) document.set('confirmed', entries);
    const own = entries.items.filter(isMap).find((entry) => entry.get('by') === by && String(entry.get('on')) === on);
    const wordings = own?.get('wordings');
    if (isSeq(wordings)) wordings.add(wording);
    else entries.add(document.createNode({ by, on, wordings: [wording] }));
  });
}

/** Drops what no text of the document says any more: lines, wordings, quotes, and promises that are left without one. */
export function rollForward(
  files: PromiseFiles,
  document: string,
  texts: readonly Text[],
  promises: readonly string[],
): void {
  const isSaid = (wording: string) =>
    texts.some((text) => text.sentences.some((sentence) => text.says(sentence.text, wording)));
  const plain = files.read(plainFile(document));
  if (plain !== null) {
    const kept = plain.split(/\r?\n/).filter((line) => line.startsWith('#') || (line.trim() !== '' && isSaid(line)));
    const now = kept.map((line) => `${line}\n`).join('');
    if (now !== plain) files.write(plainFile(document), now);
  }
  for (const promise of promises) {
    let left = 0;
    let isChanged = false;
    const said = new Set<string>();
    edit(files, promise, (yaml) => {
      const quotes = yaml.get('quotes');
      if (!isSeq(quotes)) return;
      for (const quote of quotesIn(quotes)) {
        const wordings = wordingsOf(quote);
        const kept = quote.get('document') === document ? wordings.filter(isSaid) : wordings;
        for (const wording of kept) said.add(wording);
        if (kept.length === wordings.length) continue;
        isChanged = true;
        if (kept.length > 0) quote.set('sentence', kept.length === 1 ? kept[0] : kept);
        else quotes.items.splice(quotes.items.indexOf(quote), 1);
      }
      left = quotes.items.length;
      const confirmed = yaml.get('confirmed');
      if (!isChanged || !isSeq(confirmed)) return;
      for (const entry of confirmed.items.filter(isMap)) {
        const wordings = entry.get('wordings');
        if (isSeq(wordings)) wordings.items = wordings.items.filter((item) => said.has(String(item)));
      }
      confirmed.items = confirmed.items.filter((entry) => {
        const wordings = isMap(entry) ? entry.get('wordings') : null;
        return isSeq(wordings) && wordings.items.length > 0;
      });
      if (confirmed.items.length === 0) yaml.delete('confirmed');
    });
    if (isChanged && left === 0) files.write(fileOf(promise), null);
  }
}

function fileOf(promise: string): string {
  return `promises/${promise}.yaml`;
}

function edit(
  files: PromiseFiles,
  promise: string,
  change: (document: ReturnType<typeof parseDocument>) => void,
): void {
  const text = files.read(fileOf(promise));
  if (text === null) return;
  const document = parseDocument(text);
  const before = document.toString({ lineWidth: 0 });
  change(document);
  const after = document.toString({ lineWidth: 0 });
  if (after !== before) files.write(fileOf(promise), after);
}

function editQuotes(
  files: PromiseFiles,
  promise: string,
  change: (quotes: YAMLSeq, create: (value: unknown) => unknown) => void,
): void {
  edit(files, promise, (document) => {
    const quotes = document.get('quotes');
    if (isSeq(quotes)) change(quotes, (value) => document.createNode(value));
  });
}

function quotesIn(quotes: YAMLSeq): YAMLMap[] {
  return quotes.items.filter((item) => isMap(item));
}

function wordingsOf(quote: YAMLMap): string[] {
  const sentence = quote.get('sentence');
  return (isSeq(sentence) ? sentence.toJSON() : [sentence]).map(String);
}
