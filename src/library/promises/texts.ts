import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Day } from '../model/days.ts';
import { readWritten } from '../model/files/line-ends.ts';
import { isLastUpdated } from '../model/last-updated.ts';
import { type Document, inEffect, type Library, languageOf, sourceOf, waiting } from '../model/library.ts';
import { attempt } from '../model/result.ts';
import { isConfirmed } from '../model/shapes.ts';
import { readableSource } from '../model/source.ts';
import { isListHead, resolveComponents, unconfirmedWords, withoutStop } from '../text/components.ts';
import { parse } from '../text/markdown.ts';
import { inline, normal } from '../text/text.ts';
import type { Markdown, Nodes } from '../text/tree.ts';
import { type Link, linksIn, linksOf, type Mask, type Sentence, sentencesOf, statementsIn } from './sentences.ts';

const correction = 'correction';

/** A text of a document, in sentences. */
export interface Text {
  /** From the library's folder. */
  readonly file: string;
  readonly sentences: readonly Sentence[];
  /** Whether a sentence is a row of the list of subprocessors, or the day of the last update: data, and no statement. */
  isData(sentence: string): boolean;
  /** Whether a sentence is this one, whatever the facts in it are: confirming one alters no statement. */
  says(sentence: string, wording: string): boolean;
  /** Its sentences that are one of these in the same way, as they stand. */
  quoting(wordings: readonly string[]): Sentence[];
  /** Where the links within a sentence lead. */
  linksOf(sentence: string): string[];
}

export interface Texts {
  /** The published ones, and the draft. */
  readonly all: readonly Text[];
  /** What binds, now or on a day that is already published; also what is being corrected of it by hand. */
  readonly published: readonly Text[];
  readonly draft: Text | null;
  /** Whether all of them could be read. */
  readonly isWhole: boolean;
}

/** The texts of each document that promises are looked for in. */
export function readTexts(library: Library, today: Day): Map<string, Texts> {
  const { textsOf } = openTexts(library, today);
  return new Map(library.documents.map((document) => [document.slug, textsOf(document)]));
}

/** Of each of these documents the first of its published texts, without reading the others. */
export function readFirstTexts(library: Library, documents: readonly Document[], today: Day): Map<string, Text> {
  const { publishedOf } = openTexts(library, today);
  return new Map(
    documents.flatMap((document) => {
      const [text] = publishedOf(document);
      return text ? [[document.slug, text] as const] : [];
    }),
  );
}

function openTexts(library: Library, today: Day) {
  const facts = factsIn(library);
  return { textsOf, publishedOf };

  function textsOf(document: Document): Texts {
    const { slug } = document;
    const published = [...publishedOf(document)];
    const hasDraft = existsSync(join(library.root, slug, 'draft.mdx'));
    const draft = hasDraft ? (written(`${slug}/draft.mdx`, languageOf(library, document))[0] ?? null) : null;
    const isWhole = published.length === namesOf(document).length && (draft !== null || !hasDraft);
    return { all: [...published, ...(draft ? [draft] : [])], published, draft, isWhole };
  }

  function* publishedOf(document: Document): Iterable<Text> {
    const { slug } = document;
    const language = languageOf(library, document);
    for (const name of namesOf(document)) {
      const file = `${slug}/${name}.mdx`;
      if (name === correction) yield* written(file, language);
      else yield* read(file, language, () => sourceOf(library, slug, name));
    }
  }

  /** Of the files that stand for what is published. */
  function namesOf(document: Document): string[] {
    const { slug, files } = document;
    const versions = [inEffect(document, today), waiting(document, today)].flatMap((line) =>
      line && files.includes(line.version) ? [line.version] : [],
    );
    return existsSync(join(library.root, slug, `${correction}.mdx`)) ? [correction, ...versions] : versions;
  }

  function written(file: string, language: string): Text[] {
    const text = () => readWritten(join(library.root, file));
    return read(file, language, () => resolveComponents(text(), library, language));
  }

  /** Nothing where the text cannot be read: the check says so elsewhere. */
  function read(file: string, language: string, source: () => string): Text[] {
    const text = attempt(() => textIn(file, parse(readableSource(source()).body), language, facts));
    return text ? [text] : [];
  }
}

function textIn(file: string, tree: Markdown, language: string, { mask, withoutFacts }: Facts): Text {
  const listed = new Set(tree.children.filter(isList).flatMap((list) => statementsIn(list, language)));
  const sentences = sentencesOf(tree, language, mask);
  const alike = Map.groupBy(sentences, ({ text }) => withoutFacts(text));
  let links: readonly Link[] | null = null;
  return {
    file,
    sentences,
    isData: (sentence) => listed.has(sentence) || isLastUpdated(sentence),
    linksOf(sentence) {
      links ??= linksIn(tree);
      return linksOf(links, sentence);
    },
    says: (sentence, wording) => sentence === wording || withoutFacts(sentence) === withoutFacts(wording),
    quoting: (wordings) =>
      [...new Set(wordings.map(withoutFacts))]
        .flatMap((wording) => alike.get(wording) ?? [])
        .sort((a, b) => a.number - b.number),
  };
}

function isList(node: Nodes): node is Extract<Nodes, { type: 'table' }> {
  if (node.type !== 'table') return false;
  return isListHead(node.children[0]?.children.map((cell) => inline(cell).trim()) ?? []);
}

interface Facts {
  readonly mask: Mask;
  /** Blanks facts, also those that are not confirmed yet. */
  withoutFacts(text: string): string;
}

/** A value of three letters would be found in other words. */
function factsIn({ company }: Library): Facts {
  const values = Object.values(company.facts).flatMap((fact) => (isConfirmed(fact) ? normal(fact.value) : []));
  const facts = [...values.filter(({ length }) => length > 3), ...unconfirmedWords].sort((a, b) => b.length - a.length);
  // A value such as "Inc." may end the sentence by its own stop.
  const patterns = facts.map((fact) => new RegExp(`${literally(withoutStop(fact))}\\.?`, 'g'));
  const known = new Map<string, string>();
  return {
    mask: (text) =>
      patterns.reduce((text, fact) => text.replace(fact, (value) => value.replace(/[\s\S](?!$)|[^.]$/g, 'x')), text),
    withoutFacts(text) {
      let blanked = known.get(text);
      if (blanked === undefined) {
        blanked = patterns.reduce((text, fact) => text.replace(fact, '…'), text);
        known.set(text, blanked);
      }
      return blanked;
    },
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
