import { cachePlace, contentDir, intervalAfter, origin, today } from 'virtual:build';
import type { Day } from '../library/model/days.ts';
import {
  type Document,
  inEffect,
  type Library,
  languageOf,
  openPublished,
  sourceOf,
  standingOf,
  versioned,
  waiting,
} from '../library/model/library.ts';
import { isPurpose } from '../library/model/names.ts';
import { markSentences } from '../library/promises/marks.ts';
import { promisedSentences, type ShownPromise, shownPromises } from '../library/promises/promised-sentences.ts';
import { readProofs } from '../library/promises/proofs.ts';
import { createRenderer, type Rendered, render } from '../library/text/render.ts';
import { noCache, openRenderingCache, type RenderingCache } from '../library/text/rendering-cache.ts';

/** What the build and the pages work from. */
interface Site {
  readonly library: Library;
  /** What absolute addresses begin with. */
  readonly origin: string;
  /** The day that the build takes for today, where the company is. */
  readonly today: Day;
  rendered(slug: string, version: string): Rendered;
  /** The same text with notes on what is proved, and how many there are. */
  marked(document: Document, version: string): Rendered & { readonly marks: number };
  /** The promises in effect that have a proof. */
  readonly promises: readonly ShownPromise[];
  readonly cache: RenderingCache;
}

/** Versions that stay in memory while pages are made of them. */
const most = 30;

let opened: Site | null = null;

/** The library as the build finds it, read once; while developing, anew each time. */
export function openSite(): Site {
  if (!opened || import.meta.env.DEV) opened = open();
  return opened;
}

function open(): Site {
  const library = openPublished(contentDir);
  // While developing, the program changes under what it would have kept.
  const cache = cachePlace && !import.meta.env.DEV ? openRenderingCache(cachePlace) : noCache;
  const renderKept = createRenderer({ most, cache });
  const proofs = readProofs(contentDir);
  const promises = shownPromises(library, today, proofs);
  const promised = promisedSentences(library, today, proofs);
  const rendered = (slug: string, version: string) => renderKept(sourceOf(library, slug, version));
  return {
    library,
    origin,
    today,
    promises,
    cache,
    rendered,
    marked(document, version) {
      const { slug } = document;
      const sentences = promised.get(slug) ?? [];
      if (sentences.every(({ proofs }) => proofs.length === 0)) return { ...rendered(slug, version), marks: 0 };
      let marks = 0;
      const marked = render(sourceOf(library, slug, version), {
        adorn(html) {
          marks = markSentences(html, sentences, languageOf(library, document));
        },
      });
      return { ...marked, marks };
    },
  };
}

/** Pages of texts: each document that has a version in effect, and each purpose that was ever published. */
export function textPaths() {
  const { library, today } = openSite();
  return versioned(library).flatMap((document) => {
    const current = inEffect(document, today);
    // Whoever is to be asked may read what for; before its first day, and when nothing came of it.
    const version = isPurpose(document.slug)
      ? (current ?? waiting(document, today) ?? document.versions.at(-1))
      : current;
    return version ? [{ params: { document: document.slug }, props: { document, version } }] : [];
  });
}

/** Each version; those alone whose page may differ, where the site is built for a later interval. */
export function versionPaths() {
  const { library, today } = openSite();
  const days = intervalAfter ? [intervalAfter, today] : [];
  return versioned(library).flatMap((document) =>
    document.versions
      .filter(
        (version) =>
          !intervalAfter || days.some((day) => !/old|cancelled|corrected/.test(standingOf(document, version, day))),
      )
      .map((version) => ({
        params: { document: document.slug, version: version.version },
        props: { document, version },
      })),
  );
}

/** Each document and purpose that was ever published. */
export function publishedTextPaths() {
  return pathsOf(versioned(openSite().library));
}

/** Each document that was ever published. */
export function publishedPaths() {
  return pathsOf(openSite().library.documents);
}

function pathsOf(texts: readonly Document[]) {
  return texts
    .filter(({ versions }) => versions.length > 0)
    .map((document) => ({ params: { document: document.slug }, props: { document } }));
}

/** Each document that has a version in effect. */
export function currentPaths() {
  const { library, today } = openSite();
  return library.documents.flatMap((document) => {
    const version = inEffect(document, today);
    return version ? [{ params: { document: document.slug }, props: { document, version } }] : [];
  });
}
