import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { startServer } from '../e2e/support/server.ts';
import { testSite } from '../e2e/support/test-site.ts';
import { createPerson, type Told } from '../support/person.ts';
import { freePort } from '../support/port.ts';
import { client, requestForm } from '../support/requests.ts';
import { openTestServer } from '../support/server.ts';
import { settingsIn } from '../support/settings.ts';

const behindProxy = { TRUSTED_PROXY_HOPS: '1' };
const notSaved = 'nothing was lost or sent';

test('while another program holds the database, forms are refused and pages are shown', async () => {
  await using server = await startServer(behindProxy);
  const person = createPerson(server.env);
  const file = join(server.dataDir, 'whitrack.db');
  const other = new SQLite(file);
  other.exec('begin immediate');

  const send = () => person.send(person.request());
  const outcomes = Promise.all(Array.from({ length: 20 }, send));
  expect(await Promise.all(['/healthz', '/privacy/', '/requests/new/'].map(person.statusOf))).toEqual([200, 200, 200]);

  for (const told of await outcomes) {
    expect(told).toMatchObject({ status: 503, text: expect.stringContaining(notSaved) });
  }
  expect(countIn(file)).toBe(0);

  other.close();
  expect(await send()).toMatchObject({ status: 303 });
  expect(countIn(file)).toBe(1);
});

test('when the database file is taken away nothing is acknowledged, and when it is back all goes on', async () => {
  await using server = await startServer(behindProxy);
  const person = createPerson(server.env);
  const file = join(server.dataDir, 'whitrack.db');
  expect(await person.send(person.request())).toMatchObject({ status: 303 });

  await rename(file, `${file}.away`);
  expect(await person.send(person.request())).toMatchObject({ status: 503 });
  expect(await Promise.all(['/healthz', '/readyz', '/privacy/'].map(person.statusOf))).toEqual([200, 503, 200]);

  await rename(`${file}.away`, file);
  expect(await person.send(person.request())).toMatchObject({ status: 303 });
  expect(await person.statusOf('/readyz')).toBe(200);
  expect(countIn(file)).toBe(2);
});

test('when the disk is full nobody is told that something was saved, and with space again all goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-full-'));
  {
    await using server = await openTestServer({
      env: { DATABASE_URL: `file:${join(folder, 'full.db')}` },
      page: async (request, { services }) => {
        const submitted = await services.requests.submit(await request.formData(), client);
        return new Response(null, { status: submitted.ok ? 303 : 422 });
      },
    });
    const { services } = server;
    const { db } = services;
    let sent = 0;
    const send = () => {
      sent += 1;
      const form = requestForm(services, { email: `${sent}@example.com`, details: 'x'.repeat(4000) });
      return server.post('/requests/new/', new URLSearchParams([...form] as [string, string][]).toString());
    };
    const stored = async () => (await db.selectFrom('request').select('id').execute()).length;
    const pages = await sql<{ page_count: number }>`pragma page_count`.execute(db);
    await sql.raw(`pragma max_page_count = ${(pages.rows[0]?.page_count ?? 0) + 4}`).execute(db);

    const answers: Awaited<ReturnType<typeof send>>[] = [];
    for (let at = 0; at < 8; at += 1) answers.push(await send());

    const saved = answers.filter(({ status }) => status === 303).length;
    const refused = answers.filter(({ status }) => status === 503);
    expect(saved + refused.length).toBe(8);
    expect(refused.length).toBeGreaterThan(0);
    for (const { text } of refused) expect(text).toContain(notSaved);
    expect(await stored()).toBe(saved);

    await sql`pragma max_page_count = 1000000`.execute(db);
    expect((await send()).status).toBe(303);
    expect(await stored()).toBe(saved + 1);
  }
  await rm(folder, { recursive: true });
});

test('a server that is told to leave while people send forms answers each that it has taken', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'whitrack-drain-'));
  {
    await using server = await startServer({ ...behindProxy, DATA_DIR: dataDir });
    const person = createPerson(server.env);
    const told: (Told | null)[] = [];
    const sending = Array.from({ length: 8 }, async () => {
      for (let last: Told | null | undefined; last !== null; told.push(last))
        last = await person.send(person.request());
    });
    while (told.length < 24) await pause(10);

    expect(await server.stop('SIGTERM')).toBe(0);
    await Promise.all(sending);

    const answered = told.filter((one) => one !== null);
    expect(new Set(answered.map(({ status }) => status))).toEqual(new Set([303]));
    expect(countIn(join(dataDir, 'whitrack.db'))).toBe(answered.length);
  }
  await rm(dataDir, { recursive: true });
});

test.skipIf(!existsSync('/dev/full'))('a log that cannot be written does not keep the site from its work', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'whitrack-log-'));
  const port = await freePort();
  const env = { ...settingsIn(dataDir, `http://localhost:${port}`), PORT: String(port) };
  const full = openSync('/dev/full', 'w');
  const server = spawn(process.execPath, ['server/main.ts'], {
    ...{ cwd: testSite(), env, stdio: ['ignore', full, 'ignore'] },
  });
  closeSync(full);
  const ended = once(server, 'exit');
  const person = createPerson(env);
  const slow = setTimeout(() => server.kill('SIGKILL'), 120_000);
  while ((await person.statusOf('/readyz').catch(() => 0)) !== 200) await pause(100);

  for (let at = 0; at < 3; at += 1) expect(await person.send(person.request())).toMatchObject({ status: 303 });

  server.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
  clearTimeout(slow);
  await rm(dataDir, { recursive: true });
});

function countIn(file: string): number {
  const database = new SQLite(file, { readonly: true });
  const { count } = database.prepare('select count(*) as count from request').get() as { count: number };
  database.close();
  return count;
}
