import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveComponents } from '../components.ts';
import type { Day } from '../days.ts';
import { sha256 } from '../digest.ts';
import { type Document, inEffect, type Library, sourceOf, waiting } from '../library.ts';
import { createPipeline, type Pipeline } from '../markdown.ts';
import { readSource } from '../source.ts';
import { textOf } from '../text.ts';
import { opening, type Sentence, sentencesOf } from './sentences.ts';

/** A text of a document, in sentences, and its clauses by the beginning of their digests. */
export interface Text {
  /** From the library's folder. */
  readonly file: string;
  readonly sentences: readonly Sentence[];
  readonly digests: ReadonlyMap<string, string>;
}

export interface Texts {
  /** What binds, now or on a day that is already published. */
  readonly published: readonly Text[];
  readonly draft: Text | null;
}

/** The texts of each document that promises are looked for in. */
export async function readTexts(library: Library, today: Day): Promise<Map<string, Texts>> {
  const pipeline = await createPipeline();
  return new Map(library.documents.map((document) => [document.slug, textsOf(document)]));

  function textsOf(document: Document): Texts {
    const { slug, files } = document;
    const versions = [inEffect(document, today), waiting(document, today)].flatMap((line) =>
      line && files.includes(line.version) ? [line.version] : [],
    );
    return {
      published: versions.flatMap((version) =>
        read(pipeline, `${slug}/${version}.mdx`, () => sourceOf(library, slug, version)),
      ),
      draft: existsSync(join(library.root, slug, 'draft.mdx')) ? (draftOf(slug) ?? null) : null,
    };
  }

  function draftOf(slug: string): Text | undefined {
    const draft = () => readFileSync(join(library.root, slug, 'draft.mdx'), 'utf8');
    return read(pipeline, `${slug}/draft.mdx`, () => resolveComponents(pipeline, draft(), library))[0];
  }
}

/** Nothing where the text cannot be read: the check says so elsewhere. */
function read(pipeline: Pipeline, file: string, source: () => string): Text[] {
  try {
    const read = readSource(source());
    return 'source' in read ? [textIn(file, pipeline.parse(read.source.body))] : [];
  } catch {
    return [];
  }
}

function textIn(file: string, tree: ReturnType<Pipeline['parse']>): Text {
  const { opening: top, clauses } = textOf(tree);
  const texts = [[opening, top] as const, ...clauses.map(({ id, text }) => [id, text] as const)];
  return {
    file,
    sentences: sentencesOf(tree),
    digests: new Map(texts.map(([id, text]) => [id, sha256(text).slice(0, 12)])),
  };
}
