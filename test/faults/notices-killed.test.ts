import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { describe, expect, inject, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openServices, type Services } from '../../server/services.ts';
import { firstVersion, manifestWith, manySubscribed, noticesFor } from '../support/notices.ts';
import { createDatabase } from '../support/postgresql-databases.ts';
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

    for (const [ahead, most] of [
      [0, 250],
      [4, 600],
    ] as const) {
      await using server = place.start(ahead);
      await until(async () => (await queued(services)) >= most, server.output);
      server.kill();
      await server.ended;
      const progress = await services.db.selectFrom('notice').selectAll().where('version', '=', '2026-12-01').execute();
      expect(progress).toMatchObject([{ completed_at: null, cursor: expect.any(String) }]);
      expect(await queued(services)).toBeLessThan(many);
    }

    // The leases of the killed servers have run out by then.
    await using server = place.start(8);
    await until(async () => (await sent(services)) === many, server.output);
    server.kill();
    await server.ended;

    expect(await queued(services)).toBe(many);
    const received = await place.received();
    expect(received).toHaveLength(many);
    expect(received.sort()).toEqual(people.sort());
  });
});

const notices = (services: Services) =>
  services.db
    .selectFrom('outgoing_mail')
    .select(({ fn }) => fn.countAll<number | string>().as('count'))
    .where('template', '=', 'updates-notice');

async function queued(services: Services): Promise<number> {
  return Number((await notices(services).executeTakeFirstOrThrow()).count);
}

async function sent(services: Services): Promise<number> {
  return Number((await notices(services).where('sent_at', 'is not', null).executeTakeFirstOrThrow()).count);
}

async function until(isSo: () => Promise<boolean>, output: () => string): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if (await isSo()) return;
    await pause(10);
  }
  throw new Error(`It took too long:\n${output()}`);
}

async function makePlace(database: string) {
  const folder = await mkdtemp(join(tmpdir(), 'notices-'));
  const postgresql = database === 'PostgreSQL' ? await createDatabase(inject('postgresqlUrl')) : null;
  const manifest = join(folder, 'documents.json');
  await writeFile(manifest, JSON.stringify(newer));
  const env = { ...settingsIn(folder), ...(postgresql && { DATABASE_URL: postgresql.url }) };
  const services = await openServices(readConfig(env), systemClock, { ...testPlaces, manifest });
  return { services, start, received, [Symbol.asyncDispose]: close };

  function start(ahead: number) {
    const server = spawn(process.execPath, ['test/support/announce.ts', manifest, String(ahead)], { env });
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
    await postgresql?.drop();
    await rm(folder, { recursive: true });
  }
}
