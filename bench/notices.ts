import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { systemClock } from '../server/clock.ts';
import { readConfig } from '../server/config.ts';
import { isPostgres } from '../server/db/database.ts';
import { newId } from '../server/db/ids.ts';
import { heapOptions } from '../server/launch/heap.ts';
import { placeOf } from '../server/notices/subscribers.ts';
import { openServices, type Services } from '../server/services.ts';
import type { Manifest, ManifestVersion } from '../src/library/model/manifest.ts';
import { startPostgresql } from '../test/support/postgresql.ts';
import type { Bench, Row } from './report.ts';

/** How many subscribers: `SUBSCRIBERS=1000000 npm run bench -- notices`. */
const subscribers = Number(process.env['SUBSCRIBERS'] ?? 100_000);
const at = '2026-11-01T00:00:00.000Z';

interface Measured {
  readonly seconds: number;
  /** Seconds of processor time, which others on the machine lengthen little. */
  readonly processor: number;
  readonly enumeration: number;
  /** Megabytes, of a server that has sent nothing yet, and the most. */
  readonly idle: number;
  readonly memory: number;
  readonly first: number;
  readonly last: number;
}

/** What the provider has seen. */
interface Told {
  readonly mails: number;
  readonly limit: number;
  /** Requests within a second. */
  readonly most: number;
}

/** A new version told to everybody, against a provider on this machine. */
export const notices: Bench = { name: 'notices', run: () => tellAll('SQLite', null) };

/** The same on a PostgreSQL of its own, which does not wait for the disk. */
export const noticesOnPostgresql: Bench = {
  name: 'notices-postgresql',
  async run() {
    const postgresql = await startPostgresql();
    try {
      return await tellAll('PostgreSQL', postgresql.url);
    } finally {
      await postgresql.stop();
    }
  },
};

async function tellAll(name: string, server: string | null): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const port = await freePort();
  const provider = spawn(process.execPath, ['bench/notices-provider.ts', String(port)], { stdio: 'inherit' });
  try {
    await untilListening(port);
    const env = {
      ORIGIN: 'http://localhost:4321',
      DATA_DIR: folder,
      DATABASE_URL: server ? await databaseIn(server) : `file:${join(folder, 'bench.db')}`,
      ENCRYPTION_KEYS: keyOf(),
      PASSWORD_PEPPER: keyOf(),
      SIGNING_KEYS: keyOf(),
      RESEND_API_KEY: 're_bench',
      RESEND_BASE_URL: `http://127.0.0.1:${port}`,
      PATH: process.env['PATH'],
    };
    const manifests = [join(folder, 'one.json'), join(folder, 'two.json')] as const;
    await writeFile(manifests[0], JSON.stringify(manifestOf(['2026-04-23'])));
    await writeFile(manifests[1], JSON.stringify(manifestOf(['2026-04-23', '2026-12-01'])));
    const before = await fill(env, manifests[0]);
    const measured = await run(env, manifests[1]);
    const after = await sizeAfter(env, manifests[1]);
    const told = (await (await fetch(`http://127.0.0.1:${port}/`)).json()) as Told;
    return rowsFor(name, { measured, told, bytes: (after - before) / subscribers });
  } finally {
    provider.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

function rowsFor(
  name: string,
  { measured, told, bytes }: { measured: Measured & { page: number }; told: Told; bytes: number },
): Row[] {
  const { seconds, processor, enumeration, idle, memory, page, first, last } = measured;
  const rate = subscribers / seconds;
  const of = (what: string) => `${name}: ${what}`;
  return [
    {
      what: of('mails that arrived'),
      value: told.mails.toLocaleString('en'),
      budget: subscribers.toLocaleString('en'),
      isMet: told.mails === subscribers,
    },
    {
      what: of('requests within a second at most'),
      value: String(told.most),
      budget: `the provider allows ${told.limit}`,
      // Seconds of two clocks do not begin together.
      isMet: told.most <= told.limit * 1.05,
    },
    {
      what: of('told, from publication to the last'),
      value: `${Math.round(rate).toLocaleString('en')}/s`,
      budget: 'at least 5,000/s',
      isMet: rate >= 5_000,
    },
    {
      what: of('mails for each second of processor time'),
      value: Math.round(subscribers / processor).toLocaleString('en'),
    },
    { what: of('of that, putting down whom'), value: `${enumeration.toFixed(1)} s` },
    { what: of('memory before the first mail'), value: `${Math.round(idle)} MB` },
    { what: of('memory at most'), value: `${Math.round(memory)} MB`, budget: 'below 300 MB', isMet: memory < 300 },
    {
      what: of('database for each recipient'),
      value: `${Math.round(bytes)} bytes`,
      budget: 'below 300',
      isMet: bytes < 300,
    },
    {
      what: of('a page meanwhile, p99'),
      value: `${page.toFixed(1)} ms`,
      budget: 'below 100 ms',
      isMet: page < 100,
    },
    { what: of('finding the next batch, at the start'), value: `${first.toFixed(2)} ms` },
    {
      what: of('and when all has been sent'),
      value: `${last.toFixed(2)} ms`,
      budget: 'no more',
      isMet: last <= first * 1.5,
    },
  ];
}

async function fill(env: NodeJS.ProcessEnv, manifest: string): Promise<number> {
  await using services = await openServices(readConfig(env), systemClock, { content: 'content', manifest });
  await services.runJobs();
  const { db, encryption, blindIndex } = services;
  for (let from = 0; from < subscribers; from += 500) {
    const people = Array.from({ length: Math.min(500, subscribers - from) }, (_, index) => {
      const id = newId(new Date());
      const email = `reader-${from + index}@example.com`;
      const address = { address_sealed: encryption.seal(email, placeOf(id)), address_index: blindIndex.index(email) };
      return { id, ...address, subscribed_at: at, confirmed_at: at };
    });
    await db.transaction().execute(async (db) => {
      await db.insertInto('subscriber').values(people).execute();
      const chosen = people.map(({ id }) => ({ subscriber_id: id, document: 'privacy', confirmed_at: at }));
      await db.insertInto('subscription').values(chosen).execute();
    });
  }
  return await sizeOf(services);
}

async function sizeAfter(env: NodeJS.ProcessEnv, manifest: string): Promise<number> {
  await using services = await openServices(readConfig(env), systemClock, { content: 'content', manifest });
  return await sizeOf(services);
}

async function sizeOf({ db, config }: Services): Promise<number> {
  const query = isPostgres(config.databaseUrl)
    ? sql<{ size: string | number }>`select pg_database_size(current_database()) as size`
    : sql<{
        size: string | number;
      }>`select page_count * page_size as size from pragma_page_count(), pragma_page_size()`;
  return Number((await query.execute(db)).rows[0]?.size);
}

async function run(env: NodeJS.ProcessEnv, manifest: string): Promise<Measured & { page: number }> {
  const port = await freePort();
  const sender = spawn(
    process.execPath,
    [...heapOptions, ...process.execArgv, 'bench/notices-sender.ts', manifest, String(port)],
    {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  sender.stdout.on('data', (text) => (said += String(text)));
  const ended = once(sender, 'close');
  const visits = visit(`http://127.0.0.1:${port}/`, () => sender.exitCode === null);
  const [code] = await ended;
  if (code !== 0) throw new Error(`The sender ended with ${code}: ${said}`);
  const times = (await visits).toSorted((one, other) => one - other);
  const page = times[Math.ceil(times.length * 0.99) - 1] ?? Number.NaN;
  return { ...(JSON.parse(said.trim().split('\n').at(-1) ?? '') as Measured), page };
}

/** Asks for a page again and again, a little apart: how long each took, in milliseconds. */
async function visit(url: string, goesOn: () => boolean): Promise<number[]> {
  const times: number[] = [];
  while (goesOn()) {
    const from = performance.now();
    const isThere = await fetch(url).then(
      async (answer) => (await answer.text()) !== '',
      () => false,
    );
    if (isThere) times.push(performance.now() - from);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return times;
}

function manifestOf(versions: readonly string[]): Manifest {
  const version = (name: string, at: number): ManifestVersion => ({
    version: name,
    publishedOn: name,
    effectiveOn: name,
    effectMoved: 0,
    cancelledOn: null,
    corrects: null,
    class: at === 0 ? null : 'notice',
    isUrgent: false,
    toBeConfirmed: [],
    changes: [],
    summary: 'We say more about how long we keep what you send us.',
    sourceSha256: '',
    textSha256: '',
    url: `/privacy/${name}/`,
    textUrl: `/privacy/${name}.md`,
  });
  const facts = { slug: 'privacy', formerly: [], language: 'en', role: null, kind: 'notice', order: 1 };
  const document = { ...facts, noticeDays: 30, objectionDays: 30 };
  const chain = { current: null, waiting: null, chainUrl: '/privacy/chain.jsonl' };
  return { documents: [{ ...document, title: 'Privacy Policy', ...chain, versions: versions.map(version) }] };
}

async function databaseIn(url: string): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('create database notices');
  await client.end();
  return url.replace(/\/postgres$/, '/notices');
}

function keyOf(): string {
  return `bench:${randomBytes(32).toString('base64')}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

async function untilListening(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    if (
      await fetch(`http://127.0.0.1:${port}/`).then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('The provider does not answer');
}
