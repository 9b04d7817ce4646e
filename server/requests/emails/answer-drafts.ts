import { join } from 'node:path';
import { z } from 'zod';
import { readYaml } from '../../../src/library/model/files/yaml.ts';
import { type Problem, showProblem } from '../../../src/library/model/problem.ts';
import type { Regime } from '../regimes/clocks.ts';
import { regimesOf } from '../regimes/places.ts';

/** What is said of turning against an answer, by the law that is theirs. The least that each law has us say. */
const recourses = [
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
] as const;
type Recourse = (typeof recourses)[number];

const text = z.string().trim().min(1);

const shape = z.strictObject({
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

type AnswerWording = z.infer<typeof shape>;

declare module '../../context.ts' {
  interface Content {
    /** What staff write to people, and what they cannot leave out. */
    readonly answers: AnswerWording;
  }
}

/** Reads `mail/requests/answers.yaml`, and throws with all that is wrong in it. */
export function readAnswerWording(content: string): AnswerWording {
  const problems: Problem[] = [];
  const wording = readYaml(content, join('mail', 'requests', 'answers.yaml'), shape, problems);
  if (!wording || problems.length > 0) {
    throw new Error(`Cannot read mail/requests/answers.yaml:\n${problems.map(showProblem).join('\n')}`);
  }
  return wording;
}

/** Of the one law that is somebody's, or of none in particular. */
export function recourseOf(region: string): Recourse {
  const [first, ...others] = regimesOf(region);
  if (!first) return 'general';
  if (others.length === 0) return own(first);
  return region === 'CA' ? 'CA-PIPEDA' : region === 'US' ? 'US-OTHER' : 'general';
}

function own(regime: Regime): Recourse {
  return recourses.find((name) => name === regime) ?? (regime.startsWith('US-') ? 'US-OTHER' : 'general');
}
