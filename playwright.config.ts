import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

export default defineConfig({
  testDir: 'test/e2e',
  testMatch: '**/*.test.ts',
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env['CI']),
  reporter: 'list',
  use: {
    baseURL: origin,
    launchOptions: browserOptions() ?? {},
    locale: 'en-US',
    timezoneId: 'UTC',
    trace: 'retain-on-failure',
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
