import { z } from 'zod';

/** What is said of turning against an answer, by the law that is theirs. The least that each law has us say. */
export const recourses = [
  'general',
  'EU-GDPR',
  'UK-GDPR',
  'CH-FADP',
  'BR-LGPD',
  'CA-PIPEDA',
  'CA-QC-P39.1',
  'US-CA-CCPA',
  'US-UT-UCPA',
  'US-OTHER',
  'US-OTHER-UNAPPEALABLE',
] as const;
export type Recourse = (typeof recourses)[number];

const text = z.string().trim().min(1);

/** Of `mail/requests/answers.yaml`. */
export const answersShape = z.strictObject({
  /** What no member of staff can leave out or change. */
  locked: z.strictObject({
    identity: z.strictObject({ L1: text, L2: text, L3: text, L4: text, agent: text, use: text }),
    clock: z.strictObject({ waits: text, runs: text }),
    extended: text,
    extensionEnded: text,
    reasons: z.strictObject({ complexity: text, 'number-of-requests': text, consultation: text }),
    deed: text,
    meaning: text,
    nothingHeld: text,
    routed: text,
    merged: text,
    reopened: text,
    recourse: z.strictObject(
      Object.fromEntries(recourses.map((name) => [name, text])) as Record<Recourse, typeof text>,
    ),
  }),
  /** What is written into the fields before anybody types: by act, then by kind of request, or `any`. */
  drafts: z.record(z.string(), z.record(z.string(), text)),
});

export type AnswerWording = z.infer<typeof answersShape>;

export const answersFile = 'mail/requests/answers.yaml';
