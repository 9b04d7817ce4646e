import { z } from 'zod';
import { manifestWords as words } from '../words/manifest.ts';
import { changeClasses } from './chain.ts';
import type { Day } from './days.ts';
import { inEffect, type Library, languageOf, waiting } from './library.ts';
import { roles } from './shapes.ts';

const path = z.string().describe(words.path);
const digest = z.string().describe(words.digest);

const version = z.strictObject({
  version: z.string().describe(words.version),
  publishedOn: z.iso.date(),
  effectiveOn: z.iso.date().describe(words.effectiveOn),
  effectMoved: z.int().describe(words.effectMoved),
  cancelledOn: z.iso.date().nullable().describe(words.cancelledOn),
  corrects: z.string().nullable().describe(words.corrects),
  class: z.enum(changeClasses).nullable().describe(words.class),
  summary: z.string().describe(words.summary),
  sourceSha256: digest.describe(words.sourceSha256),
  textSha256: digest.describe(words.textSha256),
  url: path.describe(words.url),
  textUrl: path.describe(words.textUrl),
});

/** What `/documents.json` says: all that the backend, and anybody else, is told of the documents. */
export const manifestShape = z.strictObject({
  documents: z.array(
    z.strictObject({
      slug: z.string().describe(words.slug),
      formerly: z.array(z.string()).describe(words.formerly),
      title: z.string(),
      language: z.string().describe(words.language),
      role: z.enum(roles).nullable().describe(words.role),
      kind: z.string().describe(words.kind),
      order: z.int().describe(words.order),
      current: z.string().nullable().describe(words.current),
      waiting: z.string().nullable().describe(words.waiting),
      chainUrl: path.describe(words.chainUrl),
      versions: z.array(version).describe(words.versions),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestShape>;

/** `/documents.schema.json`. */
export function manifestSchema() {
  return { ...z.toJSONSchema(manifestShape), title: words.title };
}

export function manifestOf(library: Pick<Library, 'company' | 'documents'>, today: Day): Manifest {
  return {
    documents: library.documents.map((document) => ({
      slug: document.slug,
      formerly: [...document.formerly],
      title: document.title,
      language: languageOf(library, document),
      role: document.role ?? null,
      kind: document.kind,
      order: document.order,
      current: inEffect(document, today)?.version ?? null,
      waiting: waiting(document, today)?.version ?? null,
      chainUrl: `/${document.slug}/chain.jsonl`,
      versions: document.versions.map((line) => ({
        version: line.version,
        publishedOn: line.publishedOn,
        effectiveOn: line.effectiveOn,
        effectMoved: line.postponements.length,
        cancelledOn: line.cancelled?.on ?? null,
        corrects: line.corrects?.version ?? null,
        class: line.class,
        summary: line.summary,
        sourceSha256: line.sourceSha256,
        textSha256: line.textSha256,
        url: `/${document.slug}/${line.version}/`,
        textUrl: `/${document.slug}/${line.version}.md`,
      })),
    })),
  };
}
