import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { heapOptions } from '../server/launch/heap.ts';

/** A server under load, stopped when disposed. */
export interface Target extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
}

export async function startOurs(directory: string, settings: Record<string, string> = {}): Promise<Target> {
  const port = await freePort();
  const env = {
    ORIGIN: `http://localhost:${port}`,
    PORT: String(port),
    DATA_DIR: join(directory, 'data'),
    ENCRYPTION_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PASSWORD_PEPPER: `bench:${randomBytes(32).toString('base64')}`,
    SIGNING_KEYS: `bench:${randomBytes(32).toString('base64')}`,
    PATH: process.env['PATH'],
    ...settings,
  };
  return started(
    'ours',
    port,
    spawn(process.execPath, [...heapOptions, 'server/main.ts'], { env, stdio: ['ignore', 'ignore', 'inherit'] }),
  );
}

export async function startFloor(directory: string): Promise<Target> {
  const port = await freePort();
  const args = ['bench/floor.ts', join(directory, 'floor.db'), String(port)];
  return started('floor', port, spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] }));
}

export async function startSirv(site: string, headers: Record<string, string>): Promise<Target> {
  const port = await freePort();
  const args = ['bench/sirv.ts', site, String(port), JSON.stringify(headers)];
  return started('sirv', port, spawn(process.execPath, args, { stdio: ['ignore', 'inherit', 'inherit'] }));
}

/** Null where nginx is not installed. */
export async function startNginx(
  directory: string,
  site: string,
  headers: Record<string, string>,
): Promise<Target | null> {
  if (spawnSync('nginx', ['-v']).error) return null;
  const port = await freePort();
  const file = join(directory, 'nginx.conf');
  await writeFile(file, nginxConfig(directory, site, port, headers));
  const args = ['-p', directory, '-c', file, '-e', join(directory, 'nginx-error.log')];
  return started('nginx', port, spawn('nginx', args, { stdio: ['ignore', 'ignore', 'inherit'] }));
}

function nginxConfig(directory: string, site: string, port: number, headers: Record<string, string>): string {
  const bodies = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `daemon off;
worker_processes 1;
pid ${join(directory, 'nginx.pid')};
error_log ${join(directory, 'nginx-error.log')};
events { worker_connections 512; }
http {
  types { text/html html; }
  charset utf-8;
  access_log off;
  sendfile on;
  tcp_nopush on;
  keepalive_requests 100000000;
  open_file_cache max=100;
  gzip_static on;
  gzip_vary on;
${bodies.map((name) => `  ${name}_temp_path ${join(directory, name)};`).join('\n')}
  server {
    listen ${port};
    root ${site};
${Object.entries(headers)
  .map(([name, value]) => `    add_header ${name} "${value}";`)
  .join('\n')}
  }
}
`;
}

async function started(name: string, port: number, child: ChildProcess): Promise<Target> {
  const ended = once(child, 'exit');
  for (let attempt = 0; attempt < 100; attempt += 1) {
    if (await answers(port)) return { name, port, [Symbol.asyncDispose]: stop };
    if (child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`${name} did not start`);

  async function stop(): Promise<void> {
    if (child.exitCode === null) child.kill('SIGTERM');
    await ended;
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://localhost:${port}/privacy/`)).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
