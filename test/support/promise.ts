import type {} from 'vitest';
import type { ProductPromise } from '../../src/library/promises/product.ts';

declare module 'vitest' {
  interface TaskMeta {
    promises?: readonly string[];
  }
}

/**
 * Names the promises of the software that a test proves, as its options, in Vitest and in Playwright:
 * `test('no page sets a cookie', promise('session-cookie'), async () => …)`. `npm test` leaves in proofs.json which passed.
 */
export function promise(...ids: [ProductPromise, ...ProductPromise[]]) {
  return { meta: { promises: ids }, annotation: ids.map((description) => ({ type: 'promise', description })) };
}
