import { z } from 'zod';
import { missingFacts } from './agreement-facts.ts';
import type { Effect } from './chain/effects.ts';
import { changeClasses } from './chain/line.ts';
import type { Day } from './days.ts';
import { inEffect, type Library, languageOf, waiting } from './library.ts';
import { roles } from './shapes.ts';

const path = z.string().describe('An address of this site, from its root.');
const digest = z.string().describe('SHA-256, in hexadecimal digits.');

const version = z.strictObject({
  version: z.string().describe('Its name: the day of publication, and -2 for a second one of that day.'),
  publishedOn: z.iso.date(),
  effectiveOn: z.iso.date().describe('From when it binds, as decided last. It never does when it was cancelled.'),
  effectMoved: z.int().describe('How often its effect was moved to another day.'),
  cancelledOn: z.iso.date().nullable().describe('When it was cancelled, before it took effect.'),
  corrects: z
    .string()
    .nullable()
    .describe('The version whose place it took while that waited: the same change, with a correction.'),
  class: z.enum(changeClasses).nullable().describe('How far the change goes. Null for a first version.'),
  isUrgent: z.boolean().describe('Whether it replaces a subprocessor at once, and people are told then.'),
  summary: z.string().describe('What changed, for the reader.'),
  sourceSha256: digest.describe('SHA-256 of the text at textUrl, byte for byte.'),
  textSha256: digest.describe(
    'SHA-256 of the text as it is read, with numbers, columns and targets: emphasis alters none.',
  ),
  changes: z
    .array(
      z.strictObject({
        clause: z.string().describe('The title of the clause in which it stands.'),
        words: z.array(z.strictObject({ text: z.string(), change: z.enum(['same', 'inserted', 'deleted']) })),
      }),
    )
    .describe('Of a version that people are told of, for some weeks: the changed sentences that weigh most.'),
  toBeConfirmed: z
    .array(z.string())
    .describe('Facts that it does not state, and without which nobody can agree to it.'),
  url: path.describe('The page of this version, for ever.'),
  textUrl: path.describe('Its source.'),
});

/** What `/documents.json` says: all that the backend, and anybody else, is told of the documents. */
export const manifestShape = z.strictObject({
  documents: z.array(
    z.strictObject({
      slug: z.string().describe('Its name in addresses.'),
      formerly: z.array(z.string()).describe('Names that it had, oldest first: their addresses lead to it.'),
      title: z.string(),
      language: z.string().describe('Of its text, as a language tag (BCP 47).'),
      role: z.enum(roles).nullable().describe('What it is to the site, where it is more than one text among others.'),
      kind: z.string().describe('Whether it is read as a notice, is agreed to (agreement), or informs.'),
      order: z.int().describe('Its place among the documents.'),
      noticeDays: z.int().describe('Days between notice of a version that needs it and its effect.'),
      objectionDays: z.int().describe('Days within which an objection to a subprocessor is answered.'),
      current: z.string().nullable().describe('The version in effect today, where the company is.'),
      waiting: z.string().nullable().describe('The version that is published and not yet in effect.'),
      chainUrl: path.describe('All that happened to it, a line each, every one with the digest of the line before.'),
      versions: z.array(version).describe('First published first.'),
    }),
  ),
});

export type Manifest = z.infer<typeof manifestShape>;
export type ManifestDocument = Manifest['documents'][number];
export type ManifestVersion = ManifestDocument['versions'][number];

/** A document's versions with what decides whether they bind. */
export function effectsIn({ versions }: Pick<ManifestDocument, 'versions'>): (ManifestVersion & Effect)[] {
  const corrections = new Map(versions.map(({ version, corrects }) => [corrects, version]));
  return versions.map((version) => ({
    ...version,
    cancelled: version.cancelledOn === null ? null : { on: version.cancelledOn },
    correctedBy: corrections.get(version.version) ?? null,
  }));
}

/** `/documents.schema.json`. */
export function manifestSchema() {
  const title = 'The documents of this site, with every version';
  return { ...z.toJSONSchema(manifestShape), title };
}

export function manifestOf(library: Pick<Library, 'root' | 'company' | 'documents'>, today: Day): Manifest {
  return {
    documents: library.documents.map((document) => ({
      slug: document.slug,
      formerly: [...document.formerly],
      title: document.title,
      language: languageOf(library, document),
      role: document.role ?? null,
      kind: document.kind,
      order: document.order,
      noticeDays: document.noticeDays,
      objectionDays: document.objectionDays,
      current: inEffect(document, today)?.version ?? null,
      waiting: waiting(document, today)?.version ?? null,
      chainUrl: `/${document.slug}/chain.jsonl`,
      versions: document.versions.map((line) => ({
        version: line.version,
        publishedOn: line.publishedOn,
        effectiveOn: line.effectiveOn,
        effectMoved: line.postponements.length,
        cancelledOn: line.cancelled?.on ?? null,
        corrects: line.corrects?.version ?? null,
        class: line.class,
        isUrgent: line.urgent !== undefined,
        summary: line.summary,
        sourceSha256: line.sourceSha256,
        textSha256: line.textSha256,
        changes: [],
        toBeConfirmed: missingFacts(library, document, line.version).map(({ label }) => label),
        url: `/${document.slug}/${line.version}/`,
        textUrl: `/${document.slug}/${line.version}.md`,
      })),
    })),
  };
}
