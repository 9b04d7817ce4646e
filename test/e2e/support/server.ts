import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../support/port.ts';
import { settingsIn } from '../../support/settings.ts';
import type { Mailbox } from './mailbox.ts';
import { testSite } from './test-site.ts';

export interface Server extends Mailbox {
  readonly origin: string;
  /** What the server was started with; a command run with the same works on the same data. */
  readonly env: Readonly<Record<string, string>>;
  /** What it has written to its log so far. */
  log(): string;
  /** Runs an operator's command on the same data and gives what it printed. */
  admin(words: readonly string[], input?: string): Promise<string>;
}

/** A process of its own. */
export interface RunningServer extends Server, AsyncDisposable {
  /** Ends it, and gives the code that it ended with; null when it was killed. */
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/**
 * The real server on a free port, with empty data and fresh keys of its own; stopped and wiped when disposed. A
 * DATA_DIR that was given is kept, and the site may be another than the one that the journeys share.
 */
export async function startServer(settings: Record<string, string> = {}, site = testSite()): Promise<RunningServer> {
  const given = settings['DATA_DIR'];
  const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'whitrack-e2e-')));
  const port = await freePort();
  const origin = settings['ORIGIN'] ?? `http://localhost:${port}`;
  const env = { ...settingsIn(dataDir, origin), PORT: String(port), ...settings };

  const server = run(['server/main.ts'], env, { site });
  await answering(`${origin}/readyz`, server);

  return {
    origin,
    dataDir,
    env,
    log: server.output,
    stop(signal) {
      server.process.kill(signal);
      return server.ended;
    },
    async admin(words, input = '') {
      const command = run(['server/cli.ts', ...words], env, { site, input });
      const code = await command.ended;
      if (code !== 0) throw new Error(`${words.join(' ')} ended with ${code}:\n${command.output()}`);
      return command.output();
    },
    async [Symbol.asyncDispose]() {
      server.process.kill('SIGTERM');
      const slow = setTimeout(() => server.process.kill('SIGKILL'), 10_000);
      await server.ended;
      clearTimeout(slow);
      if (given === undefined) await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** `astro dev` in a copy of the site, as `npm run dev` starts it. */
export async function startDevelopment(site: string): Promise<{ origin: string } & AsyncDisposable> {
  const port = await freePort();
  const origin = `http://localhost:${port}`;
  const env = { ...settingsIn(join(site, 'data'), origin), ASTRO_TELEMETRY_DISABLED: '1' };
  const server = run(['node_modules/astro/bin/astro.mjs', 'dev', '--port', String(port)], env, { site });
  await answering(`${origin}/`, server);
  return {
    origin,
    async [Symbol.asyncDispose]() {
      server.process.kill('SIGTERM');
      await server.ended;
    },
  };
}

interface Run {
  readonly process: ChildProcess;
  readonly ended: Promise<number | null>;
  output(): string;
}

function run(
  args: readonly string[],
  settings: Record<string, string>,
  { site, input = '' }: { site: string; input?: string },
): Run {
  const started = spawn(process.execPath, [...args], {
    cwd: site,
    env: settings,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const written: string[] = [];
  started.stdout.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  started.stderr.on('data', (chunk: Buffer) => written.push(chunk.toString()));
  started.stdin.end(input);
  const ended = once(started, 'close').then(([code]) => code as number | null);
  return { process: started, ended, output: () => written.join('') };
}

/** Waits until the server answers there; ends at once when the server does. */
async function answering(url: string, server: Run): Promise<void> {
  const deadline = Date.now() + 120_000;
  while (Date.now() < deadline) {
    if (server.process.exitCode !== null) break;
    const answer = await fetch(url).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  server.process.kill('SIGKILL');
  throw new Error(`The server did not start:\n${server.output()}`);
}
