import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kysely } from 'kysely';
import { describe, expect, inject, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { lockWaitOfCommands } from '../../server/db/busy-retry.ts';
import { openPostgresqlPatiently } from '../../server/db/postgresql.ts';
import type { Schema } from '../../server/db/schema.ts';
import { openServices } from '../../server/services.ts';
import { firstVersion, manifestWith, manySubscribed, noticesFor } from '../support/notices.ts';
import { createDatabase } from '../support/postgresql-databases.ts';
import { type Behaviour, startProvider } from '../support/provider.ts';
import { testPlaces } from '../support/services.ts';
import { settingsIn } from '../support/settings.ts';

const many = 1_000;
const newer = manifestWith({ privacy: [firstVersion, '2026-12-01'] });

describe.each(['SQLite', 'PostgreSQL'])('on %s', (database) => {
  test(`a server killed twice while it tells ${many} sends one notice to each`, async () => {
    await using place = await makePlace(database);
    const services = place.services;
    const people = await manySubscribed(services, many);
    await noticesFor(services).announce();

    for (const [ahead, most, least] of [
      [0, 275, 200],
      [4, 375, 500],
    ] as const) {
      await using server = place.start(ahead, most);
      await server.ended;
      const told = await sent(place);
      expect(told, server.output()).toBeGreaterThanOrEqual(least);
      expect(told).toBeLessThan(many);
    }

    // The leases of the killed servers have run out by then.
    await using server = place.start(8);
    await until(async () => (await sent(place)) === many, server.output);
    server.kill();
    await server.ended;

    // The company is told that this notice comes late.
    const received = (await place.received()).filter((to) => to !== 'privacy@whitrack.com');
    expect(received).toHaveLength(many);
    expect(received.sort()).toEqual(people.sort());
  });
});

describe.each(['SQLite', 'PostgreSQL'])('through the provider, on %s', (database) => {
  test.each<[string, Behaviour]>([
    ['after the provider accepted a batch', 'accept, then hang'],
    ['before the provider accepted a batch', 'hang'],
  ])(
    'a server killed %s repeats it, the same bytes under the same key, and nobody is told twice',
    async (_, behaviour) => {
      let kill: (() => unknown) | undefined;
      await using provider = await startProvider({ onOffer: () => kill?.() });
      provider.behave(behaviour);
      await using place = await makePlace(database, throughProvider(provider));
      const people = await manySubscribed(place.services, 150);
      await noticesFor(place.services).announce();
      {
        await using server = place.start(0);
        kill = server.kill;
        await server.ended;
        kill = undefined;
      }
      const offered = [...provider.offered];
      expect(offered.length).toBeGreaterThan(0);

      provider.behave(quickly);
      // The lease of the killed server has run out by then.
      await using server = place.start(4);
      await until(async () => (await sent(place)) === 150, server.output);
      for (const { key, body } of offered)
        expect(provider.offered.filter((one) => one.key === key).map((one) => one.body)).toEqual([body, body]);
      expect(provider.arrived.toSorted()).toEqual(people.sort());
    },
  );
});

test('two servers on one PostgreSQL tell everybody once, and one goes on alone when the other is killed', async () => {
  await using provider = await startProvider();
  provider.behave(quickly);
  await using place = await makePlace('PostgreSQL', throughProvider(provider));
  const people = await manySubscribed(place.services, 3_000);
  await noticesFor(place.services).announce();
  await using one = place.start(0);
  await using other = place.start(0);
  await until(async () => (await sent(place)) >= 500, one.output);
  one.kill();
  // What the killed one had leased is free again for a server whose clock is past that.
  await using third = place.start(4);
  await until(
    async () => (await sent(place)) === 3_000,
    () => other.output() + third.output(),
  );

  expect(provider.arrived.toSorted()).toEqual(people.sort());
});

const quickly: Behaviour = {
  status: 200,
  headers: { 'ratelimit-limit': '100', 'ratelimit-remaining': '99', 'ratelimit-reset': '1' },
};

function throughProvider({ url }: { url: string }) {
  return { RESEND_API_KEY: 're_test', RESEND_BASE_URL: url };
}

/** How many people the batches hold that the other side has accepted. */
async function sent({ watched }: { watched: Pick<Kysely<Schema>, 'selectFrom'> }): Promise<number> {
  const { count } = await watched
    .selectFrom('notice_recipient')
    .innerJoin('campaign_batch', (join) =>
      join
        .onRef('campaign_batch.campaign', '=', 'notice_recipient.campaign')
        .onRef('campaign_batch.number', '=', 'notice_recipient.batch'),
    )
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('campaign_batch.accepted_at', 'is not', null)
    .executeTakeFirstOrThrow();
  return Number(count);
}

async function until(isSo: () => Promise<boolean>, output: () => string): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if (await isSo()) return;
    await pause(10);
  }
  throw new Error(`It took too long:\n${output()}`);
}

async function makePlace(database: string, settings: Record<string, string> = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'notices-'));
  const postgresql = database === 'PostgreSQL' ? await createDatabase(inject('postgresqlUrl')) : null;
  const manifest = join(folder, 'documents.json');
  await writeFile(manifest, JSON.stringify(newer));
  const env = { ...settingsIn(folder), ...settings, ...(postgresql && { DATABASE_URL: postgresql.url }) };
  const services = await openServices(
    readConfig(env),
    systemClock,
    { ...testPlaces, manifest },
    { lockWait: lockWaitOfCommands },
  );
  // A server ends whatever does not answer within seconds: whoever only looks waits as long as a busy machine takes.
  const patient = postgresql && new Kysely<Schema>({ dialect: openPostgresqlPatiently(postgresql.url) });
  return { services, watched: patient ?? services.db, start, received, [Symbol.asyncDispose]: close };

  function start(ahead: number, ...most: number[]) {
    const server = spawn(process.execPath, ['test/support/announce.ts', manifest, ...[ahead, ...most].map(String)], {
      env,
    });
    const lines: string[] = [];
    for (const stream of [server.stdout, server.stderr]) stream.on('data', (chunk) => lines.push(String(chunk)));
    const ended = once(server, 'close');
    const kill = () => server.kill('SIGKILL');
    const dispose = async () => {
      kill();
      await ended;
    };
    return { kill, ended, output: () => lines.join(''), [Symbol.asyncDispose]: dispose };
  }

  /** The address of each mail that arrived in the local mailbox. */
  async function received(): Promise<string[]> {
    const mailbox = join(folder, 'mailbox');
    const names = (await readdir(mailbox)).filter((name) => name.endsWith('.eml'));
    const mails = await Promise.all(names.map((name) => readFile(join(mailbox, name), 'utf8')));
    return mails.map((mail) => /^To: (\S+)\r?$/m.exec(mail)?.[1] ?? '');
  }

  async function close(): Promise<void> {
    await services[Symbol.asyncDispose]();
    await patient?.destroy();
    await postgresql?.drop();
    await rm(folder, { recursive: true });
  }
}
