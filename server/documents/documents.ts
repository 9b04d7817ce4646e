import {
  inOrderOfEffect,
  standingFor,
  versionInEffect,
  versionWaiting,
} from '../../src/library/model/chain/effects.ts';
import { type Day, dayIn } from '../../src/library/model/days.ts';
import { effectsIn, type Manifest } from '../../src/library/model/manifest.ts';
import { namedIn, namesLike } from '../../src/library/model/names.ts';
import type { Role } from '../../src/library/model/shapes.ts';
import type { Clock } from '../clock.ts';
import type { Company } from '../content.ts';

/** A published version, and the document that it is one of. */
export type PublishedVersion = ReturnType<typeof effectsIn>[number] & {
  readonly document: string;
  readonly title: string;
};

interface PublishedDocument {
  readonly slug: string;
  readonly title: string;
  /** Whether people agree to it. */
  readonly isAgreement: boolean;
  readonly inEffect: PublishedVersion | null;
  /** Published, and not yet in effect: there is one at most. */
  readonly waiting: PublishedVersion | null;
}

export type Documents = ReturnType<typeof createDocuments>;

/** What the backend knows of the documents: what binds today, where the company is, and which versions there are. */
export function createDocuments({
  manifest,
  clock,
  company,
}: {
  manifest: Manifest;
  clock: Pick<Clock, 'now'>;
  company: Pick<Company, 'timeZone'>;
}) {
  return {
    list,
    coming,
    inEffect,
    inEffectAs,
    languageOf,
    find,
    standsFor,
    since,
    versions: versionsOf,
    named,
    namesOf: (name: string) => namesLike(manifest.documents, name),
  };

  /** Those of which a version was published, in their order. */
  function list(): PublishedDocument[] {
    return manifest.documents
      .filter(({ versions }) => versions.length > 0)
      .map(({ slug, title, kind }) => ({
        slug,
        title,
        isAgreement: kind === 'agreement',
        inEffect: inEffect(slug),
        waiting: versionWaiting(versionsOf(slug), today()),
      }));
  }

  /** What changes soon, but for mere corrections: the texts of today and of then. */
  function coming(): { title: string; inEffect: PublishedVersion; waiting: PublishedVersion }[] {
    return list().flatMap(({ title, inEffect, waiting }) =>
      inEffect && waiting && waiting.class !== 'editorial' ? [{ title, inEffect, waiting }] : [],
    );
  }

  /** What the document is called today that has or had a name; the name itself where none did. */
  function named(name: string): string {
    return namedIn(manifest.documents, name)?.slug ?? name;
  }

  function inEffect(slug: string): PublishedVersion | null {
    return versionInEffect(versionsOf(slug), today());
  }

  /** The text in effect of the document that is this to the site. */
  function inEffectAs(role: Role): PublishedVersion | null {
    const document = manifest.documents.find((document) => document.role === role);
    return document ? inEffect(document.slug) : null;
  }

  function languageOf(slug: string): string {
    return namedIn(manifest.documents, slug)?.language ?? 'en';
  }

  function find(slug: string, version: string): PublishedVersion | null {
    return versionsOf(slug).find((published) => published.version === version) ?? null;
  }

  /** The version that stands for one: another where it was corrected while it waited. */
  function standsFor(slug: string, version: string | null): PublishedVersion | null {
    return version === null ? null : standingFor(versionsOf(slug), version);
  }

  /** Those that took effect after a version, up to the one that binds; null where there is no such version. */
  function since(slug: string, version: string | null): PublishedVersion[] | null {
    const versions = inOrderOfEffect(versionsOf(slug));
    const standing = standsFor(slug, version);
    const from = versions.findIndex((published) => published.version === standing?.version);
    return from === -1 ? null : versions.slice(from + 1).filter(({ effectiveOn }) => effectiveOn <= today());
  }

  function today(): Day {
    return dayIn(company.timeZone, clock.now());
  }

  function versionsOf(slug: string): PublishedVersion[] {
    const document = namedIn(manifest.documents, slug);
    if (!document) return [];
    return effectsIn(document).map((version) => ({ ...version, document: document.slug, title: document.title }));
  }
}
