import { execFileSync } from 'node:child_process';
import { z } from 'zod';
import type { Proofs } from '../src/library/promises/proofs.ts';

/** A run of a test that names promises. */
export interface Proving {
  readonly promise: string;
  readonly test: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
}

const vitestResults = z.object({
  testResults: z.array(
    z.object({
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          meta: z.object({ promises: z.array(z.string()).optional() }).optional(),
        }),
      ),
    }),
  ),
});

const playwrightSpec = z.object({
  title: z.string(),
  tests: z.array(
    z.object({
      status: z.string(),
      annotations: z.array(z.object({ type: z.string(), description: z.string().optional() })),
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

export function provingInVitest(results: unknown): Proving[] {
  const parsed = vitestResults.safeParse(results);
  const tests = parsed.success ? parsed.data.testResults.flatMap(({ assertionResults }) => assertionResults) : [];
  return tests.flatMap(({ fullName, status, meta }) =>
    (meta?.promises ?? []).map((promise) => ({ promise, test: fullName.trim(), outcome: outcomeOf(status) })),
  );
}

export function provingInPlaywright(results: unknown): Proving[] {
  const parsed = z.object({ suites: z.array(playwrightSuite) }).safeParse(results);
  return parsed.success ? parsed.data.suites.flatMap((suite) => inSuite(suite, [])) : [];
}

/** The file's own suite is named by the file, which says nothing to a reader. */
function inSuite({ title, specs, suites = [] }: Suite, above: readonly string[]): Proving[] {
  const path = /\.test\.ts$/.test(title) ? above : [...above, title];
  const own = specs.flatMap(({ title, tests }) =>
    tests.flatMap(({ status, annotations }) =>
      annotations.flatMap(({ type, description }) =>
        type === 'promise' && description
          ? [{ promise: description, test: [...path, title].join(' '), outcome: outcomeOf(status) }]
          : [],
      ),
    ),
  );
  return [...own, ...suites.flatMap((suite) => inSuite(suite, path))];
}

/** A promise is proven when each test that names it has passed somewhere, and none has failed. */
export function provenBy(runs: readonly Proving[]): Proofs['promises'] {
  const byPromise = Map.groupBy(runs, ({ promise }) => promise);
  const proven = [...byPromise].flatMap(([promise, runs]) => {
    const tests = [...new Set(runs.map(({ test }) => test))].sort();
    const passed = new Set(runs.filter(({ outcome }) => outcome === 'passed').map(({ test }) => test));
    const hasFailed = runs.some(({ outcome }) => outcome === 'failed');
    return hasFailed || tests.some((test) => !passed.has(test)) ? [] : [[promise, { tests }] as const];
  });
  return Object.fromEntries(proven.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What git says of the files that were tested; a copy without a history has no commit. */
export function testedCommit(): Pick<Proofs, 'commit' | 'isClean'> {
  const git = (...args: string[]) =>
    execFileSync('git', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  try {
    return { commit: git('rev-parse', 'HEAD').trim(), isClean: git('status', '--porcelain').trim() === '' };
  } catch {
    return { commit: null, isClean: false };
  }
}

function outcomeOf(status: string): Proving['outcome'] {
  if (status === 'passed' || status === 'expected') return 'passed';
  return ['pending', 'skipped', 'todo', 'disabled'].includes(status) ? 'skipped' : 'failed';
}
