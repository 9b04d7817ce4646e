import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { systemClock } from '../../../server/clock.ts';
import { runCommand } from '../../../server/commands.ts';
import { createJobs } from '../../../server/jobs.ts';
import { createLog } from '../../../server/log.ts';
import { openBuilt } from './built.ts';
import { keptData } from './kept-data.ts';
import type { Server } from './server.ts';
import { testSite } from './test-site.ts';

/** A server for each test alone: nothing that one test sends counts against the limits of another. */
export const test = base.extend<{ server: Server }>({
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
async function openServer(): Promise<Server & AsyncDisposable> {
  const data = await keptData();
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push(line) });
  const built = await openBuilt(join(testSite(), 'dist'), systemClock, { settings: data.settings, log });
  const { services } = built;
  const jobs = createJobs(services, log);
  return {
    origin: built.origin,
    dataDir: built.dataDir,
    env: data.settings,
    log: () => lines.join(''),
    deliver: built.deliver,
    async admin(words, input = '') {
      const said: string[] = [];
      const say = (text: string) => void said.push(text);
      const code = await runCommand(words, services, { print: say, complain: say, input: async () => input });
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${said.join('\n')}`);
      return said.join('\n');
    },
    async [Symbol.asyncDispose]() {
      await jobs.stop();
      await built[Symbol.asyncDispose]();
      await data[Symbol.asyncDispose]();
    },
  };
}
