import { cachePlace, contentDir, intervalAfter, origin, today } from 'virtual:build';
import type { Day } from '../library/model/days.ts';
import {
  type Document,
  inEffect,
  type Library,
  openPublished,
  sourceOf,
  standingOf,
} from '../library/model/library.ts';
import { markSentences } from '../library/promises/marks.ts';
import { promisedSentences, type ShownPromise, shownPromises } from '../library/promises/promised-sentences.ts';
import { readProofs } from '../library/promises/proofs.ts';
import { createRenderer, type Rendered } from '../library/text/render.ts';
import { noCache, openRenderingCache, type RenderingCache } from '../library/text/rendering-cache.ts';

/** What the build and the pages work from. */
export interface Site {
  readonly library: Library;
  /** What absolute addresses begin with. */
  readonly origin: string;
  /** The day that the build takes for today, where the company is. */
  readonly today: Day;
  rendered(slug: string, version: string): Promise<Rendered>;
  /** The same text with notes on what is proved, and how many there are. */
  marked(slug: string, version: string): Promise<Rendered & { readonly marks: number }>;
  /** The promises in effect that have a proof. */
  readonly promises: readonly ShownPromise[];
  readonly cache: RenderingCache;
}

/** Versions that stay in memory while pages are made of them. */
const most = 30;

let opened: Promise<Site> | null = null;

/** The library as the build finds it, read once; while developing, anew each time. */
export function openSite(): Promise<Site> {
  if (!opened || import.meta.env.DEV) opened = open();
  return opened;
}

async function open(): Promise<Site> {
  const library = openPublished(contentDir);
  // While developing, the program changes under what it would have kept.
  const cache = cachePlace && !import.meta.env.DEV ? openRenderingCache(cachePlace) : noCache;
  const render = await createRenderer({ most, cache });
  const proofs = readProofs(contentDir);
  const promises = await shownPromises(library, today, proofs);
  const promised = await promisedSentences(library, today, proofs);
  const rendered = (slug: string, version: string) => render(sourceOf(library, slug, version));
  return {
    library,
    origin,
    today,
    promises,
    cache,
    rendered,
    marked: async (slug, version) => {
      const sentences = promised.get(slug) ?? [];
      if (sentences.every(({ proofs }) => proofs.length === 0)) return { ...(await rendered(slug, version)), marks: 0 };
      let marks = 0;
      const marked = await render(sourceOf(library, slug, version), (html) => {
        marks = markSentences(html, sentences);
      });
      return { ...marked, marks };
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

export async function versionPaths() {
  const { library, today } = await openSite();
  return versionsToBuild(library.documents, today).map(([{ slug }, version]) => ({
    params: { document: slug, version },
  }));
}

/** Of each purpose that was ever published. */
export async function purposePaths() {
  const { library } = await openSite();
  return library.purposes
    .filter(({ versions }) => versions.length > 0)
    .map((purpose) => ({ params: { purpose: nameOf(purpose) } }));
}

export async function purposeVersionPaths() {
  const { library, today } = await openSite();
  return versionsToBuild(library.purposes, today).map(([purpose, version]) => ({
    params: { purpose: nameOf(purpose), version },
  }));
}

/** The purpose at an address that `getStaticPaths` gave. */
export function purposeAt({ library }: Site, name: string | undefined) {
  const purpose = library.purposes.find((purpose) => nameOf(purpose) === name);
  if (!purpose) throw new Error(`No purpose is named ${name}`);
  return purpose;
}

/** What it is called in addresses and in the ledger. */
function nameOf({ slug }: Document): string {
  return slug.slice('purposes/'.length);
}

/** All versions; those alone whose page may differ, where the site is built for a later interval. */
function versionsToBuild(texts: readonly Document[], today: Day): [Document, string][] {
  const days = intervalAfter ? [intervalAfter, today] : [];
  return texts.flatMap((text) =>
    text.versions
      .filter(
        (version) =>
          !intervalAfter || days.some((day) => !/old|cancelled|corrected/.test(standingOf(text, version, day))),
      )
      .map(({ version }): [Document, string] => [text, version]),
  );
}

/** The document at an address that `getStaticPaths` gave. */
export function documentAt({ library }: Pick<Site, 'library'>, slug: string | undefined) {
  const document = library.documents.find((document) => document.slug === slug);
  if (!document) throw new Error(`No document is named ${slug}`);
  return document;
}
