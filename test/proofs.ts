import { execFileSync } from 'node:child_process';
import type { Proofs } from '../src/library/promises/proofs.ts';
import type { Result } from './results.ts';

/** A promise is proven when each test that names it has passed somewhere, and none has failed. */
export function provenBy(results: readonly Result[]): Proofs['promises'] {
  const naming = results.flatMap((result) => result.promises.map((promise) => ({ promise, ...result })));
  const proven = [...Map.groupBy(naming, ({ promise }) => promise)].flatMap(([promise, runs]) => {
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
