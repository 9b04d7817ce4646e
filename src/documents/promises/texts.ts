import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveComponents, subprocessorColumns, unconfirmed, withoutStop } from '../components.ts';
import type { Day } from '../days.ts';
import { sha256 } from '../digest.ts';
import { type Document, inEffect, type Library, sourceOf, waiting } from '../library.ts';
import { createPipeline, type Markdown, type Nodes } from '../markdown.ts';
import { isConfirmed } from '../shapes.ts';
import { readSource } from '../source.ts';
import { inline, normal, textOf } from '../text.ts';
import { opening, type Sentence, sentencesOf, statementsIn } from './sentences.ts';

/** A text of a document, in sentences, and its clauses by the beginning of their digests. */
export interface Text {
  /** From the library's folder. */
  readonly file: string;
  readonly sentences: readonly Sentence[];
  /** Of each clause without the facts and the list of subprocessors in it, and the same with its facts. */
  readonly digests: ReadonlyMap<string, readonly [string, string]>;
  /** Rows of the list of subprocessors: data, which no lawyer wrote. */
  readonly listed: ReadonlySet<string>;
  /** Whether a sentence is this one, whatever the facts in it are: confirming one alters no statement. */
  says(sentence: string, wording: string): boolean;
}

export interface Texts {
  /** What binds, now or on a day that is already published. */
  readonly published: readonly Text[];
  readonly draft: Text | null;
}

/** The texts of each document that promises are looked for in. */
export async function readTexts(library: Library, today: Day): Promise<Map<string, Texts>> {
  const pipeline = await createPipeline();
  const withoutFacts = blank(library);
  return new Map(library.documents.map((document) => [document.slug, textsOf(document)]));

  function textsOf(document: Document): Texts {
    const { slug, files } = document;
    const versions = [inEffect(document, today), waiting(document, today)].flatMap((line) =>
      line && files.includes(line.version) ? [line.version] : [],
    );
    return {
      published: versions.flatMap((version) => read(`${slug}/${version}.mdx`, () => sourceOf(library, slug, version))),
      draft: existsSync(join(library.root, slug, 'draft.mdx')) ? (draftOf(slug) ?? null) : null,
    };
  }

  function draftOf(slug: string): Text | undefined {
    const draft = () => readFileSync(join(library.root, slug, 'draft.mdx'), 'utf8');
    return read(`${slug}/draft.mdx`, () => resolveComponents(pipeline, draft(), library))[0];
  }

  /** Nothing where the text cannot be read: the check says so elsewhere. */
  function read(file: string, source: () => string): Text[] {
    try {
      const read = readSource(source());
      return 'source' in read ? [textIn(file, pipeline.parse(read.source.body), withoutFacts)] : [];
    } catch {
      return [];
    }
  }
}

function textIn(file: string, tree: Markdown, withoutFacts: (text: string) => string): Text {
  const { opening: top, clauses } = textOf({ ...tree, children: tree.children.map(withoutRows) });
  const texts = [[opening, top] as const, ...clauses.map(({ id, text }) => [id, text] as const)];
  return {
    file,
    sentences: sentencesOf(tree),
    digests: new Map(texts.map(([id, text]) => [id, [digestOf(withoutFacts(text)), digestOf(text)] as const])),
    listed: new Set(tree.children.filter(isList).flatMap(statementsIn)),
    says: (sentence, wording) => sentence === wording || withoutFacts(sentence) === withoutFacts(wording),
  };
}

function withoutRows(node: Markdown['children'][number]): Markdown['children'][number] {
  return isList(node) ? { ...node, children: node.children.slice(0, 1) } : node;
}

function isList(node: Nodes): node is Extract<Nodes, { type: 'table' }> {
  if (node.type !== 'table') return false;
  return node.children[0]?.children.map((cell) => inline(cell).trim()).join() === subprocessorColumns.join();
}

function digestOf(text: string): string {
  return sha256(text).slice(0, 12);
}

/** Blanks facts, also those that are not confirmed yet. A value of three letters would be found in other words. */
function blank({ company }: Library): (text: string) => string {
  const values = Object.values(company.facts).flatMap((fact) => (isConfirmed(fact) ? normal(fact.value) : []));
  const facts = [...values.filter(({ length }) => length > 3), unconfirmed].sort((a, b) => b.length - a.length);
  // A value such as "Inc." may end the sentence by its own stop.
  const patterns = facts.map((fact) => new RegExp(`${literally(withoutStop(fact))}\\.?`, 'g'));
  const known = new Map<string, string>();
  return (text) => {
    const blanked = known.get(text) ?? patterns.reduce((text, fact) => text.replace(fact, '…'), text);
    known.set(text, blanked);
    return blanked;
  };
}

function literally(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
