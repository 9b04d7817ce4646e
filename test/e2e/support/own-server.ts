import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { systemClock } from '../../../server/clock.ts';
import { createJobs } from '../../../server/jobs.ts';
import { createLog } from '../../../server/log.ts';
import type { Services } from '../../../server/services.ts';
import { admin } from '../../support/admin.ts';
import { openBuilt } from './built.ts';
import { keptData } from './kept-data.ts';
import type { Server } from './server.ts';
import { testSite } from './test-site.ts';

/** It runs in this process: a test asks its services, rather than others on the same file, which wait for each other's locks. */
export interface OwnServer extends Server {
  readonly services: Services;
}

/** A server for each test alone: nothing that one test sends counts against the limits of another. */
export const test = base.extend<{ server: OwnServer }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs.
  server: async ({}, use) => {
    await using server = await openServer();
    await use(server);
  },
  baseURL: async ({ server }, use) => use(server.origin),
});

/**
 * The site that the journeys share, over empty data, served as main.ts does and in this process: to start a program
 * takes longer than most journeys. Passwords cost little.
 */
async function openServer(): Promise<OwnServer & AsyncDisposable> {
  const data = await keptData();
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const built = await openBuilt(join(testSite(), 'dist'), systemClock, { settings: data.settings, log });
  const { services } = built;
  const jobs = createJobs(services, log);
  return {
    services,
    origin: built.origin,
    dataDir: built.dataDir,
    env: data.settings,
    log: () => lines.join(''),
    deliver: built.deliver,
    async admin(words, input = '') {
      const { code, said } = await admin(services, words, { input });
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${said}`);
      return said;
    },
    async [Symbol.asyncDispose]() {
      await jobs.stop();
      await built[Symbol.asyncDispose]();
      await data[Symbol.asyncDispose]();
    },
  };
}
