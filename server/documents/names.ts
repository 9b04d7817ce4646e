import type { Manifest, ManifestDocument } from './manifest.ts';

/** The document that has a name, or had it. */
export function documentNamed({ documents }: Manifest, name: string): ManifestDocument | null {
  const current = documents.find(({ slug }) => slug === name);
  return current ?? documents.find(({ formerly }) => formerly?.includes(name)) ?? null;
}

/** All names of a document, today's first: what is stored stands under the one of its day. */
export function namesOf(manifest: Manifest, name: string): string[] {
  const document = documentNamed(manifest, name);
  return document ? [document.slug, ...(document.formerly ?? [])] : [name];
}
