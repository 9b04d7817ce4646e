import { globSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { variables } from './server/config.ts';
import { buildTestSite, testSite } from './test/e2e/support/test-site.ts';
import { browserOptions } from './test/support/browser.ts';
import { freePort } from './test/support/port.ts';
import { settingsIn } from './test/support/settings.ts';

// Each worker reads this file again, and all must mean the same server.
process.env['E2E_PORT'] ||= String(await freePort());
process.env['E2E_DATA_DIR'] ||= mkdtempSync(join(tmpdir(), 'whitrack-e2e-'));
if (!process.env['TEST_SITE']) await buildTestSite();
const origin = `http://localhost:${process.env['E2E_PORT']}`;

/** What builds a site of its own takes longest and begins first, so that all workers are busy to the end. */
const building = globSync('test/e2e/*.test.ts')
  .filter((file) => /\bcopySite\(/.test(readFileSync(file, 'utf8')))
  .map((file) => `**/${basename(file)}`);

export default defineConfig({
  testDir: 'test/e2e',
  projects: [
    { name: 'building', testMatch: building },
    { name: 'built', testMatch: '**/*.test.ts', testIgnore: building },
  ],
  fullyParallel: true,
  // One more than the fewest cores there are: a journey waits, for a build or for its page, and leaves its core idle.
  workers: 3,
  // After which something hangs: far more than it takes on a busy machine.
  timeout: 600_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: {
    baseURL: origin,
    launchOptions: browserOptions() ?? {},
    locale: 'en-US',
    timezoneId: 'UTC',
    // A trace of every step takes a sixth of the processor time: `npm test -- e2e NAME --trace on` keeps one.
    trace: 'off',
  },
  webServer: {
    command: `"${process.execPath}" server/main.ts`,
    cwd: testSite(),
    url: `${origin}/readyz`,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    env: {
      // Settings of the machine, a mail provider's key above all, must not reach the tests.
      ...Object.fromEntries(variables.map((name) => [name, ''])),
      ...settingsIn(process.env['E2E_DATA_DIR'], origin),
      PORT: process.env['E2E_PORT'],
    },
  },
});
