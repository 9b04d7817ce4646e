import { dayIn } from '../../src/library/model/days.ts';
import type { Clock } from '../clock.ts';
import type { Company } from '../content.ts';
import { type Manifest, type ManifestDocument, type ManifestVersion, standingFor } from './manifest.ts';
import { documentNamed, namesOf } from './names.ts';

/** A published version, and the document that it is one of. */
export interface PublishedVersion extends ManifestVersion {
  readonly document: string;
  readonly title: string;
}

export interface PublishedDocument {
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
    inEffect,
    inEffectAs,
    languageOf,
    find,
    standsFor,
    since,
    versions: versionsOf,
    named,
    namesOf: (name: string) => namesOf(manifest, name),
  };

  /** Those of which a version was published, in their order. */
  function list(): PublishedDocument[] {
    return manifest.documents
      .filter(({ versions }) => versions.length > 0)
      .map(({ slug, title, kind }) => ({
        ...{ slug, title, isAgreement: kind === 'agreement' },
        ...{ inEffect: inEffect(slug), waiting: last(slug, isWaiting) },
      }));
  }

  /** What the document is called today that has or had a name; the name itself where none did. */
  function named(name: string): string {
    return documentNamed(manifest, name)?.slug ?? name;
  }

  function inEffect(slug: string): PublishedVersion | null {
    return last(slug, (version) => !isWaiting(version));
  }

  /** The text in effect of the document that is this to the site. */
  function inEffectAs(role: NonNullable<ManifestDocument['role']>): PublishedVersion | null {
    const document = manifest.documents.find((document) => document.role === role);
    return document ? inEffect(document.slug) : null;
  }

  function languageOf(slug: string): string {
    return documentNamed(manifest, slug)?.language ?? 'en';
  }

  function find(slug: string, version: string): PublishedVersion | null {
    return versionsOf(slug).find((published) => published.version === version) ?? null;
  }

  /** The version that stands for one: another where it was corrected while it waited. */
  function standsFor(slug: string, version: string | null): PublishedVersion | null {
    const versions = versionsOf(slug);
    const found = versions.find((published) => published.version === version);
    return found ? standingFor(versions, found) : null;
  }

  /** Those that took effect after a version, up to the one that binds; null where there is no such version. */
  function since(slug: string, version: string | null): PublishedVersion[] | null {
    const versions = bindingOf(slug);
    const standing = standsFor(slug, version);
    const from = versions.findIndex((published) => published.version === standing?.version);
    return from === -1 ? null : versions.slice(from + 1).filter((later) => !isWaiting(later));
  }

  function last(slug: string, isSuch: (version: PublishedVersion) => boolean): PublishedVersion | null {
    return bindingOf(slug).findLast(isSuch) ?? null;
  }

  /** Each binds from its day on until the next does: by day of effect, then in the order of publication. */
  function bindingOf(slug: string): PublishedVersion[] {
    const versions = versionsOf(slug);
    const corrected = new Set(versions.map(({ corrects }) => corrects));
    return versions
      .filter(({ version, cancelledOn }) => !cancelledOn && !corrected.has(version))
      .sort((a, b) => (a.effectiveOn === b.effectiveOn ? 0 : a.effectiveOn < b.effectiveOn ? -1 : 1));
  }

  function isWaiting({ effectiveOn }: PublishedVersion): boolean {
    return effectiveOn > dayIn(company.timeZone, clock.now());
  }

  function versionsOf(slug: string): PublishedVersion[] {
    const document = documentNamed(manifest, slug);
    return (document?.versions ?? []).map((version) => ({
      ...{ ...version, document: document?.slug ?? slug, title: document?.title ?? '' },
    }));
  }
}
