import type {} from 'vitest';

declare module 'vitest' {
  interface TaskMeta {
    promises?: readonly string[];
  }
}

/**
 * Names the promises that a test proves, as its options, in Vitest and in Playwright:
 * `test('no page sets a cookie', promise('session-cookie'), async () => …)`. `npm test` leaves in proofs.json which passed.
 */
export function promise(...ids: [string, ...string[]]) {
  return { meta: { promises: ids }, annotation: ids.map((description) => ({ type: 'promise', description })) };
}
