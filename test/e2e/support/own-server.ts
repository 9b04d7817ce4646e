import { test as base } from '@playwright/test';
import { type RunningServer, startServer } from './server.ts';

/** A server for each test alone: nothing that one test sends counts against the limits of another. */
export const test = base.extend<{ server: RunningServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  server: async ({}, use) => {
    await using server = await startServer();
    await use(server);
  },
  baseURL: async ({ server }, use) => use(server.origin),
});
