import { z } from 'zod';
import { changeClasses } from './chain.ts';
import type { Day } from './days.ts';
import { type Document, inEffect } from './library.ts';

/** What `/documents.json` says: all that the backend, and anybody else, is told of the documents. */
export const manifestShape = z.strictObject({
  documents: z.array(
    z.strictObject({
      slug: z.string(),
      title: z.string(),
      order: z.int(),
      /** The version in effect when the site was built. */
      current: z.string().nullable(),
      versions: z.array(
        z.strictObject({
          version: z.string(),
          publishedOn: z.iso.date(),
          effectiveOn: z.iso.date(),
          class: z.enum(changeClasses).nullable(),
          summary: z.string(),
          sourceSha256: z.string(),
          textSha256: z.string(),
          url: z.string(),
        }),
      ),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestShape>;

export function manifestOf(documents: readonly Document[], today: Day): Manifest {
  return {
    documents: documents.map((document) => ({
      slug: document.slug,
      title: document.title,
      order: document.order,
      current: inEffect(document, today)?.version ?? null,
      versions: document.versions.map((line) => ({
        version: line.version,
        publishedOn: line.publishedOn,
        effectiveOn: line.effectiveOn,
        class: line.class,
        summary: line.summary,
        sourceSha256: line.sourceSha256,
        textSha256: line.textSha256,
        url: `/${document.slug}/${line.version}/`,
      })),
    })),
  };
}
