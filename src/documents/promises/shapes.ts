import { z } from 'zod';
import { addDays, isDay } from '../days.ts';

const text = z.string().trim().min(1);
const day = z.string().refine(isDay, 'must be a day in quotation marks, as "2026-04-23"');
const slug = z.string().regex(/^[a-z][a-z0-9-]*$/, 'must be small letters, digits and hyphens');
const digest = z.string().regex(/^[0-9a-f]{12}$/, 'must be the twelve digits that the check names');

/** How far a proof speaks: it never says more than this. */
export const scopes = ['this-site', 'web-app', 'vendor', 'company'] as const;
export type Scope = (typeof scopes)[number];

/**
 * `next` is what the draft makes of it, alone where the draft is the first to say it; `dropped` is why the draft does
 * without it.
 */
const quote = z.union(
  [
    z.strictObject({ document: slug, sentence: text, next: text.optional(), dropped: text.optional() }),
    z.strictObject({ document: slug, sentence: z.undefined().optional(), next: text }),
    z.strictObject({
      document: slug,
      clause: slug,
      digest,
      next: digest.optional(),
      dropped: text.optional(),
    }),
    z.strictObject({ document: slug, clause: slug, digest: z.undefined().optional(), next: digest }),
  ],
  { error: 'must quote a sentence or a clause: { document, sentence } or { document, clause, digest }' },
);
export type Quote = z.infer<typeof quote>;

const attestation = z
  .strictObject({ owner: text, says: text, evidence: text, on: day, expires: day })
  .refine(
    ({ on, expires }) => on < expires && expires <= addDays(on, 366),
    'expires within a year of the day it was made',
  );

const proof = z.union(
  [
    /** Which promise of the software shows it: the tests that come with it prove that one. */
    z.strictObject({ product: slug }),
    /** What no test can show, and somebody answers for. */
    z.strictObject({ attested: attestation }),
    /** Which work here will prove it. */
    z.strictObject({ open: text }),
    /** Who outside this site keeps it, where nobody has attested it yet. */
    z.strictObject({ outside: text }),
  ],
  { error: 'must be one of product: …, open: "…", outside: "…", or attested: { owner, says, evidence, on, expires }' },
);

export const promiseShape = z
  .strictObject({
    scope: z.enum(scopes),
    quotes: z.array(quote).min(1),
    proof,
  })
  .refine(({ scope, proof }) => scope === 'this-site' || !('product' in proof), {
    path: ['proof'],
    message: 'what the software promises reaches no further than this site: set the scope to this-site, or attest it',
  })
  .refine(({ scope, proof }) => scope !== 'this-site' || !('outside' in proof), {
    path: ['proof'],
    message: 'what this site promises is not outside',
  });

/** Statements that promise nothing: whole clauses by the digest of their text, or single sentences. */
export const plainShape = z.strictObject({
  clauses: z.record(slug, z.union([digest, z.array(digest).min(1)])).default({}),
  sentences: z.array(text).default([]),
});
