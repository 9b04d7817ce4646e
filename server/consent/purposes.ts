import { inOrderOfEffect } from '../../src/library/model/chain/effects.ts';
import type { ChangeClass } from '../../src/library/model/chain/line.ts';
import { dayIn } from '../../src/library/model/days.ts';
import { type Document, openPurposes, sourceOf } from '../../src/library/model/library.ts';
import { purposesFolder } from '../../src/library/model/names.ts';
import { type FrontMatter, readSource } from '../../src/library/model/source.ts';
import type { Clock } from '../clock.ts';

/** A version of what consent is asked for, as `content/purposes/` has it. */
export interface PurposeVersion {
  readonly purpose: string;
  readonly title: string;
  readonly version: string;
  readonly effectiveOn: string;
  readonly class: ChangeClass | null;
  readonly sourceSha256: string;
  readonly textSha256: string;
  readonly url: string;
  /** What receipts repeat of its text. */
  readonly terms: Terms;
}

export interface Purpose {
  readonly id: string;
  readonly title: string;
  /** Names that it had: what was stored under one of them is about it. */
  readonly formerly: readonly string[];
  /** Of its text (BCP 47), where it is not the company's. */
  readonly language?: string | undefined;
  /** Those that took effect or will, in that order. */
  readonly versions: readonly PurposeVersion[];
}

type Terms = NonNullable<FrontMatter['consent']>;

type Purposes = ReturnType<typeof createPurposes>;

declare module '../context.ts' {
  interface Content {
    readonly purposes: Purposes;
  }
}

/** What consent may be asked for, and which text of it binds today, where the company is. */
export function createPurposes({
  purposes,
  clock,
  timeZone,
  language = 'en',
}: {
  purposes: readonly Purpose[];
  clock: Clock;
  timeZone: string;
  /** Of the company's texts. */
  language?: string;
}) {
  return { list, inEffect, find, languageOf, isSame, namesOf };

  /** Those of which a version is in effect. */
  function list(): PurposeVersion[] {
    return purposes.flatMap(({ id }) => inEffect(id) ?? []);
  }

  function inEffect(id: string): PurposeVersion | null {
    const today = dayIn(timeZone, clock.now());
    return versionsOf(id).findLast(({ effectiveOn }) => effectiveOn <= today) ?? null;
  }

  function find(id: string, version: string): PurposeVersion | null {
    return versionsOf(id).find((published) => published.version === version) ?? null;
  }

  function languageOf(id: string): string {
    return purposeOf(id)?.language ?? language;
  }

  /** Whether what one version allows is what the one in effect allows: nothing but corrections lie between. */
  function isSame(id: string, version: string | null): boolean {
    const versions = versionsOf(id);
    const from = versions.findIndex((published) => published.version === version);
    const to = versions.findIndex((published) => published.version === inEffect(id)?.version);
    if (from === -1 || to < from) return false;
    return versions.slice(from + 1, to + 1).every((later) => later.class === 'editorial');
  }

  /** All names of a purpose, today's first: what is stored stands under the one of its day. */
  function namesOf(name: string): string[] {
    const purpose = purposeOf(name);
    return purpose ? [purpose.id, ...purpose.formerly] : [name];
  }

  function versionsOf(id: string): readonly PurposeVersion[] {
    return purposeOf(id)?.versions ?? [];
  }

  function purposeOf(name: string): Purpose | undefined {
    return purposes.find(({ id }) => id === name) ?? purposes.find(({ formerly }) => formerly.includes(name));
  }
}

/** Reads them once, at start. */
export function readPurposes(root: string): Purpose[] {
  return openPurposes(root)
    .filter(({ versions }) => versions.length > 0)
    .map((document) => purposeFrom(root, document))
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

function purposeFrom(root: string, { slug, formerly, language, versions }: Document): Purpose {
  const id = slug.slice(purposesFolder.length);
  const texts = versions.map((line): PurposeVersion => {
    const read = readSource(sourceOf({ root }, slug, line.version));
    const frontMatter = 'source' in read ? read.source.frontMatter : null;
    if (!frontMatter?.consent) throw new Error(`content/${slug}/${line.version}.mdx does not say what is consented to`);
    const { version, effectiveOn, sourceSha256, textSha256 } = line;
    return {
      purpose: id,
      title: frontMatter.title,
      version,
      effectiveOn,
      class: line.class,
      sourceSha256,
      textSha256,
      url: `/${slug}/${version}/`,
      terms: frontMatter.consent,
    };
  });
  return {
    id,
    title: texts.at(-1)?.title ?? id,
    formerly,
    language,
    versions: inOrderOfEffect(versions).flatMap(({ version }) => texts.filter((text) => text.version === version)),
  };
}
