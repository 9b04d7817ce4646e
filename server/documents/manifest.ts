import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** `/documents.json`, the one public file from which the backend knows the documents. */
const manifest = z.object({
  documents: z.array(
    z.object({
      slug: z.string(),
      /** Names that it had: what was stored under one of them is about it. */
      formerly: z.array(z.string()).optional(),
      title: z.string(),
      /** `agreement` where it is agreed to. */
      kind: z.string().optional(),
      /** Of its text (BCP 47). */
      language: z.string().optional(),
      /** What it is to the site. */
      role: z.enum(['privacy-notice', 'subprocessors', 'imprint']).nullable().optional(),
      versions: z.array(
        z.object({
          version: z.string(),
          publishedOn: z.string(),
          effectiveOn: z.string(),
          effectMoved: z.int().optional(),
          class: z.enum(['editorial', 'notice', 'agreement']).nullable(),
          summary: z.string(),
          /** SHA-256 of the source byte for byte, and of the text as it is read. */
          sourceSha256: z.string(),
          textSha256: z.string(),
          url: z.string(),
          textUrl: z.string(),
          /** A version that was taken back before it took effect is told to nobody. */
          cancelledOn: z.string().nullable().optional(),
          /** The version whose place it took while that waited: the same change, with a correction. */
          corrects: z.string().nullable().optional(),
        }),
      ),
    }),
  ),
});

export type Manifest = z.infer<typeof manifest>;
export type ManifestDocument = Manifest['documents'][number];
export type ManifestVersion = ManifestDocument['versions'][number];

/** The version that stands for one: itself, or what took its place while it waited, however often. */
export function standingFor<Version extends ManifestVersion>(versions: readonly Version[], version: Version): Version {
  const correction = versions.find(({ corrects }) => corrects === version.version);
  return correction ? standingFor(versions, correction) : version;
}

/** Throws where the file is not what the build makes; a site that is not built yet has no documents. */
export function readManifest(path: string): Manifest {
  if (!existsSync(path)) return { documents: [] };
  return manifest.parse(JSON.parse(readFileSync(path, 'utf8')));
}
