import { z } from 'zod';

/** A test as it went, once. */
export interface Result {
  /** Its name below those of the groups that it stands in. */
  readonly test: string;
  readonly file: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** The promises that it names. */
  readonly promises: readonly string[];
  /** What was wrong, where something was. */
  readonly why: readonly string[];
}

export interface Tally {
  readonly passed: number;
  readonly skipped: number;
  readonly failures: readonly Pick<Result, 'test' | 'file' | 'why'>[];
}

const vitestResults = z.object({
  testResults: z.array(
    z.object({
      name: z.string().default(''),
      status: z.string().default('passed'),
      message: z.string().default(''),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
          meta: z.object({ promises: z.array(z.string()).optional() }).optional(),
        }),
      ),
    }),
  ),
});

const playwrightSpec = z.object({
  title: z.string(),
  file: z.string().default(''),
  tests: z.array(
    z.object({
      status: z.string(),
      annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
      results: z
        .array(z.object({ errors: z.array(z.object({ message: z.string().optional() })).optional() }))
        .default([]),
    }),
  ),
});

interface Suite {
  readonly title: string;
  readonly specs: z.infer<typeof playwrightSpec>[];
  readonly suites?: Suite[] | undefined;
}

const playwrightSuite: z.ZodType<Suite> = z.lazy(() =>
  z.object({ title: z.string(), specs: z.array(playwrightSpec), suites: z.array(playwrightSuite).optional() }),
);

export function resultsOfVitest(report: unknown): Result[] {
  const parsed = vitestResults.safeParse(report);
  if (!parsed.success) return [];
  return parsed.data.testResults.flatMap(({ name: file, status, message, assertionResults }): Result[] => {
    const results = assertionResults.map(({ fullName, status, failureMessages, meta }) => ({
      test: fullName.trim(),
      file,
      outcome: outcomeOf(status),
      promises: meta?.promises ?? [],
      why: failureMessages ?? [],
    }));
    const isBroken = status === 'failed' && results.every(({ outcome }) => outcome !== 'failed');
    const broken = { test: 'the file as a whole', file, outcome: 'failed', promises: [], why: [message] } as const;
    return isBroken ? [...results, broken] : results;
  });
}

export function resultsOfPlaywright(report: unknown): Result[] {
  const parsed = z.object({ suites: z.array(playwrightSuite) }).safeParse(report);
  return parsed.success ? parsed.data.suites.flatMap((suite) => inSuite(suite, [])) : [];
}

/** The file's own suite is named by the file, which says nothing to a reader. */
function inSuite({ title, specs, suites = [] }: Suite, above: readonly string[]): Result[] {
  const path = /\.test\.ts$/.test(title) ? above : [...above, title];
  const own = specs.flatMap(({ title, file, tests }) =>
    tests.map(({ status, annotations, results }) => ({
      test: [...path, title].join(' '),
      file,
      outcome: outcomeOf(status),
      promises: annotations.flatMap(({ type, description }) => (type === 'promise' && description) || []),
      why: results.flatMap(({ errors = [] }) => errors.map(({ message }) => message ?? '')),
    })),
  );
  return [...own, ...suites.flatMap((suite) => inSuite(suite, path))];
}

/** A runner can fail with no test failing, or run none. */
export function tallyOf(results: readonly Result[], code: number): Tally {
  const count = (outcome: Result['outcome']) => results.filter((result) => result.outcome === outcome).length;
  const failed = results.filter(({ outcome }) => outcome === 'failed');
  const isUnsaid = failed.length === 0 && (code !== 0 || results.length === 0);
  const unsaid = { test: `the run as a whole ended with ${code} after ${results.length} tests`, file: '', why: [] };
  return { passed: count('passed'), skipped: count('skipped'), failures: isUnsaid ? [unsaid] : failed };
}

export function addUp(tallies: readonly Tally[]): Tally {
  return {
    passed: tallies.reduce((sum, { passed }) => sum + passed, 0),
    skipped: tallies.reduce((sum, { skipped }) => sum + skipped, 0),
    failures: tallies.flatMap(({ failures }) => failures),
  };
}

/** A test that passes only when repeated has failed. */
function outcomeOf(status: string): Result['outcome'] {
  if (status === 'passed' || status === 'expected') return 'passed';
  return ['pending', 'skipped', 'todo', 'disabled'].includes(status) ? 'skipped' : 'failed';
}
