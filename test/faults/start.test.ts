import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { isTaken } from '../../server/launch/announce.ts';
import { openServices } from '../../server/services.ts';
import { freePort } from '../support/port.ts';
import { testPlaces } from '../support/services.ts';
import { freshKey, settingsIn } from '../support/settings.ts';

/** Milliseconds: the first server that starts builds the site, far longer on a busy machine than on one at rest. */
const patience = 600_000;
const started: Started[] = [];
let folder: string;
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'whitrack-start-'));
  port = await freePort();
});

afterEach(() => {
  for (const { child } of started.splice(0)) endGroup(child);
  rmSync(folder, { recursive: true, force: true });
});

describe('npm start', () => {
  test('ends the server when npm is asked to end, and frees the port', async () => {
    const npm = start();
    await until(() => npm.output().includes('Ctrl-C stops the server.'));

    npm.child.kill('SIGTERM');
    await until(() => npm.output().includes('"msg":"closed"'));

    await until(async () => !(await isTaken(port)));
    await npm.ended;
  });

  test('says in one sentence that the port is taken, and leaves the server that has it alone', async () => {
    const first = start();
    await until(() => first.output().includes('Ctrl-C stops the server.'));

    const second = start();
    expect(await second.ended).toBe(1);
    expect(second.output()).toContain(`Port ${port} is taken: perhaps the site is running already.`);
    expect(await isTaken(port)).toBe(true);

    first.child.kill('SIGTERM');
    await until(async () => !(await isTaken(port)));
  });

  test('names every setting that is missing or malformed at once, before it builds', async () => {
    const npm = start({ ORIGIN: 'https://legal.example.com', ENCRYPTION_KEYS: 'short', PORT: 'many' });

    expect(await npm.ended).toBe(1);
    for (const name of ['ENCRYPTION_KEYS', 'PORT', 'RESEND_API_KEY', 'MAIL_FROM']) expect(npm.output()).toContain(name);
    expect(npm.output()).not.toContain('    at ');
  });
});

test('npm run dev says what is wrong with the settings, and shows no stack', async () => {
  const settings = settingsIn(join(folder, 'data'));
  await using _services = await openServices(readConfig(settings), systemClock, testPlaces);
  const ENCRYPTION_KEYS = freshKey().replace('test:', 'other:');
  const npm = start({ ...settings, ENCRYPTION_KEYS }, ['run', 'dev']);

  expect(await npm.ended).toBe(1);
  expect(npm.output()).toContain('Cannot start:\n- ENCRYPTION_KEYS lacks the key "test"');
  expect(npm.output()).not.toContain('    at ');
});

interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

function start(settings: Record<string, string> = {}, words: readonly string[] = ['start']): Started {
  const child = spawn('npm', words, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      // For another origin each would build a site of its own.
      ...settingsIn(join(folder, 'data')),
      ...{ HOME: folder, PORT: String(port), ...settings },
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  const npm = { child, ended, output: () => output };
  started.push(npm);
  return npm;
}

/** Whoever is left of those that one `npm start` has started. */
function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid) process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is, as it should be.
  }
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + patience; Date.now() < end; await wait(50)) if (await isSo()) return;
  throw new Error('It did not happen in time');
}
