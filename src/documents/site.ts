import { contentDir, intervalAfter, origin, today } from 'virtual:build';
import type { Day } from './days.ts';
import { inEffect, type Library, openLibrary, sourceOf, standingOf } from './library.ts';
import { markSentences, marksIn } from './promises/marks.ts';
import { readProofs } from './promises/proofs.ts';
import { type ShownPromise, shownPromises } from './promises/shown.ts';
import { createRenderer, type Rendered } from './render.ts';

/** What the build and the pages work from. */
export interface Site {
  readonly library: Library;
  /** What absolute addresses begin with. */
  readonly origin: string;
  /** The day that the build takes for today, where the company is. */
  readonly today: Day;
  rendered(slug: string, version: string): Promise<Rendered>;
  /** The same text, its proven sentences marked. */
  marked(slug: string, version: string): Promise<Rendered>;
  /** The promises in effect that have a proof. */
  readonly promises: readonly ShownPromise[];
}

let opened: Promise<Site> | null = null;

/** The library as the build finds it, read once; while developing, anew each time. */
export function openSite(): Promise<Site> {
  if (!opened || import.meta.env.DEV) opened = open();
  return opened;
}

async function open(): Promise<Site> {
  const library = openLibrary(contentDir);
  const render = await createRenderer();
  const promises = await shownPromises(library, today, readProofs(contentDir));
  const rendered = (slug: string, version: string) => render(sourceOf(library, slug, version));
  return {
    library,
    origin,
    today,
    promises,
    rendered,
    marked: (slug, version) => {
      const marks = marksIn(promises, slug);
      if (marks.length === 0) return rendered(slug, version);
      return render(sourceOf(library, slug, version), (html) => markSentences(html, marks));
    },
  };
}

/** Addresses of each document that has a version in effect, for `getStaticPaths`. */
export async function currentPaths() {
  const { library, today } = await openSite();
  return library.documents
    .filter((document) => inEffect(document, today))
    .map(({ slug }) => ({ params: { document: slug } }));
}

/** Of each document that was ever published. */
export async function publishedPaths() {
  const { library } = await openSite();
  return library.documents
    .filter(({ versions }) => versions.length > 0)
    .map(({ slug }) => ({ params: { document: slug } }));
}

/** Addresses of all versions; of those alone whose page may differ, where the site is built for a later interval. */
export async function versionPaths() {
  const { library, today } = await openSite();
  const days = intervalAfter ? [intervalAfter, today] : [];
  return library.documents.flatMap((document) =>
    document.versions
      .filter(
        (version) => !intervalAfter || days.some((day) => !/old|cancelled/.test(standingOf(document, version, day))),
      )
      .map(({ version }) => ({ params: { document: document.slug, version } })),
  );
}

/** The document at an address that `getStaticPaths` gave. */
export function documentAt({ library }: Site, slug: string | undefined) {
  const document = library.documents.find((document) => document.slug === slug);
  if (!document) throw new Error(`No document is named ${slug}`);
  return document;
}
