import { z } from 'zod';

export interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

const vitestResults = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const playwrightResults = z.object({
  stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number(), skipped: z.number() }),
});

export function addUp(tallies: readonly Tally[]): Tally {
  const sum = (key: keyof Tally) => tallies.reduce((total, tally) => total + tally[key], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

export function fromVitest(results: unknown, code: number): Tally {
  const parsed = vitestResults.safeParse(results);
  if (!parsed.success) return atLeastOneFailed({ passed: 0, failed: 0, skipped: 0 }, code);
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = parsed.data;
  const tally = { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  return atLeastOneFailed(tally, code);
}

/** A test that passes only when repeated has failed. */
export function fromPlaywright(results: unknown, code: number): Tally {
  const parsed = playwrightResults.safeParse(results);
  if (!parsed.success) return atLeastOneFailed({ passed: 0, failed: 0, skipped: 0 }, code);
  const { expected, unexpected, flaky, skipped } = parsed.data.stats;
  return atLeastOneFailed({ passed: expected, failed: unexpected + flaky, skipped }, code);
}

/** A runner can fail with no test failing: a file that does not load, or no tests at all. */
function atLeastOneFailed(tally: Tally, code: number): Tally {
  const nothingRan = tally.passed + tally.failed + tally.skipped === 0;
  return (code !== 0 || nothingRan) && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}
