import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './port.ts';
import { findPostgresql } from './postgresql-programs.ts';
import { type Person, unprivileged } from './unprivileged.ts';

export interface Postgresql {
  /** Its administrative database, in which others are made. */
  readonly url: string;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own in a temporary folder: quick, and with nothing worth keeping. */
export async function startPostgresql(): Promise<Postgresql> {
  const person = unprivileged();
  const programs = await findPostgresql();
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-postgresql-'));
  const password = randomBytes(16).toString('hex');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  for (const path of person ? [folder, passwordFile] : []) chownSync(path, person?.uid ?? 0, person?.gid ?? 0);

  const data = join(folder, 'data');
  const identity = ['--username=test', '--auth=md5', `--pwfile=${passwordFile}`];
  await finish(
    open(join(programs, 'initdb'), ['-D', data, ...identity, '--locale=C', '--encoding=UTF8', '--no-sync'], person),
  );

  const port = await freePort();
  const settings = {
    port,
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: 300,
    fsync: 'off',
    synchronous_commit: 'off',
    full_page_writes: 'off',
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = open(join(programs, 'postgres'), ['-D', data, ...options], person);
  // When the tests are ended halfway, nobody else would end it.
  const endWithUs = () => server.child.kill('SIGQUIT');
  process.once('exit', endWithUs);

  const url = `postgres://test:${password}@127.0.0.1:${port}/postgres`;
  await untilAnswers(url, server);
  return { url, stop };

  async function stop() {
    process.off('exit', endWithUs);
    const ended = once(server.child, 'close');
    // PostgreSQL's "fast shutdown": connections that are still open do not hold it up.
    server.child.kill('SIGINT');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Running {
  readonly child: ChildProcess;
  output(): string;
}

function open(program: string, args: readonly string[], person: Person | undefined): Running {
  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...person,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-4_000);
    });
  }
  return { child, output: () => output };
}

async function finish(running: Running): Promise<void> {
  const [code] = await once(running.child, 'close');
  if (code !== 0) throw new Error(`PostgreSQL could not be set up:\n${running.output()}`);
}

async function untilAnswers(url: string, server: Running): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    if (server.child.exitCode !== null) break;
    const client = new pg.Client({ connectionString: url });
    try {
      await client.connect();
      return await client.end();
    } catch {
      await wait(50);
    }
  }
  throw new Error(`PostgreSQL does not answer:\n${server.output()}`);
}
