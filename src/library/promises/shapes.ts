import { z } from 'zod';
import { addDays, isDay } from '../model/days.ts';
import { slug } from '../model/shapes.ts';

const text = z.string().trim().min(1);
const day = z.string().refine(isDay, 'must be a day in quotation marks, as "2026-04-23"');
/** How far a proof speaks: it never says more than this. */
export const scopes = ['this-site', 'web-app', 'vendor', 'company'] as const;
export type Scope = (typeof scopes)[number];

/**
 * One sentence, in each wording that a text of its document has: the one in effect, the one that waits, the draft's.
 * `dropped` is why the draft does without it.
 */
const quote = z
  .strictObject({ document: slug, sentence: z.union([text, z.array(text).min(1)]), dropped: text.optional() })
  .transform(({ sentence, ...quote }) => ({ ...quote, wordings: [sentence].flat() }));
export type Quote = z.infer<typeof quote>;

/** Who looked, and when, whether what is shown of the proof still shows these wordings. */
const confirmation = z.strictObject({ by: text, on: day, wordings: z.array(text).min(1) });

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
    confirmed: z.array(confirmation).default([]),
  })
  .refine(({ scope, proof }) => scope === 'this-site' || !('product' in proof), {
    path: ['proof'],
    message: 'what the software promises reaches no further than this site: set the scope to this-site, or attest it',
  })
  .refine(({ scope, proof }) => scope !== 'this-site' || !('outside' in proof), {
    path: ['proof'],
    message: 'what this site promises is not outside',
  });
