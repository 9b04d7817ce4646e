import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { dayIn } from '../../src/library/model/days.ts';
import type { Clock } from '../clock.ts';

/** A version of what consent is asked for, as `content/purposes/` has it. */
export interface PurposeVersion {
  readonly purpose: string;
  readonly title: string;
  readonly version: string;
  readonly effectiveOn: string;
  readonly class: 'editorial' | 'notice' | 'agreement' | null;
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

const termsShape = z.object({ data: z.array(z.string()), recipients: z.array(z.string()), keep: z.string() });
const frontMatter = z.object({ title: z.string(), consent: termsShape });
export type Terms = z.infer<typeof termsShape>;

const described = z.object({ formerly: z.array(z.string()).default([]), language: z.string().optional() });

const lineShape = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('published'),
    version: z.string(),
    effectiveOn: z.string(),
    class: z.enum(['editorial', 'notice', 'agreement']).nullable(),
    sourceSha256: z.string(),
    textSha256: z.string(),
    corrects: z.object({ version: z.string() }).optional(),
  }),
  z.object({ event: z.literal('postponed'), version: z.string(), effectiveOn: z.string() }),
  z.object({ event: z.literal('cancelled'), version: z.string() }),
]);

export type Purposes = ReturnType<typeof createPurposes>;

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
  const folder = join(root, 'purposes');
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((id) => existsSync(join(folder, id, 'chain.jsonl')))
    .sort()
    .map((id) => readPurpose(folder, id));
}

function readPurpose(folder: string, id: string): Purpose {
  const versions = new Map<string, PurposeVersion>();
  let title = id;
  for (const text of readFileSync(join(folder, id, 'chain.jsonl'), 'utf8')
    .trim()
    .split('\n')) {
    const line = lineShape.parse(JSON.parse(text));
    if (line.event === 'cancelled') versions.delete(line.version);
    else if (line.event === 'postponed') {
      const version = versions.get(line.version);
      if (version) versions.set(line.version, { ...version, effectiveOn: line.effectiveOn });
    } else {
      const { event, corrects, ...published } = line;
      if (corrects) versions.delete(corrects.version);
      const read = readTerms(readFileSync(join(folder, id, `${line.version}.mdx`), 'utf8'));
      title = read.title;
      const url = `/purposes/${id}/${line.version}/`;
      versions.set(line.version, { ...published, purpose: id, title, url, terms: read.consent });
    }
  }
  const { formerly, language } = readDescribed(join(folder, id, 'document.yaml'));
  const inOrder = [...versions.values()].sort((a, b) =>
    a.effectiveOn === b.effectiveOn ? 0 : a.effectiveOn < b.effectiveOn ? -1 : 1,
  );
  return { id, title, formerly, language, versions: inOrder };
}

function readDescribed(file: string): z.infer<typeof described> {
  return described.parse(existsSync(file) ? parse(readFileSync(file, 'utf8')) : {});
}

function readTerms(source: string) {
  const [, block = ''] = /^---\n([\s\S]*?\n)---\n/.exec(source) ?? [];
  return frontMatter.parse(parse(block));
}
