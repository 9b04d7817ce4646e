import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';
import { giveUp } from '../../server/launch/child.mjs';
import { find, installPackages } from './programs.ts';

/** Chromium without its windows: it takes less than half of the processor time. */
const shell = 'chromium-headless-shell';
const names = [shell, 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Nothing may leave the machine but what a page asks for, or the tests of third-party requests tell tales. */
const quiet = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-quic',
  '--no-first-run',
];

/** How Playwright starts the browser: its own where it has one, else the machine's; null when there is none. */
export function browserOptions(): { args: string[]; executablePath?: string } | null {
  const args = process.getuid?.() === 0 ? [...quiet, '--no-sandbox'] : quiet;
  if (existsSync(chromium.executablePath())) return { args };
  const executablePath = onThisMachine();
  return executablePath ? { args, executablePath } : null;
}

/** Installs Debian's where that may be done without asking: as root. Otherwise says what to do. */
export function ensureBrowser(): void {
  const isQuick = existsSync(chromium.executablePath()) || find(shell);
  if (!isQuick) installPackages([shell, 'fonts-liberation']);
  if (!browserOptions()) installPackages(['chromium', 'fonts-liberation']);
  if (!browserOptions()) {
    giveUp(
      'The end-to-end tests need Chromium, and none was found: run "npx playwright install chromium", ' +
        'or install Chromium or Google Chrome.',
    );
  }
}

function onThisMachine(): string | undefined {
  return names.map(find).find(Boolean);
}
