import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { systemClock } from '../server/clock.ts';
import { readConfig } from '../server/config.ts';
import { newId } from '../server/db/ids.ts';
import { openServices, type Services } from '../server/services.ts';
import { startProvider } from '../test/support/provider.ts';
import { stopClock } from '../test/support/services.ts';
import { faultsOf, simulate, simulationEnd } from '../test/support/simulated-requests.ts';
import type { Bench } from './report.ts';

const few = 10;
const many = 10_000;
const rounds = 200;
/** No page is shown, so that no site has to be built; and nothing is erased before all is counted. */
const places = { content: 'test/fixtures/library', manifest: 'none' };
/** A list that took longer with more open requests would be off by far more. */
const mostRatio = 3;

/** The list of the desk, a page and the counts of all its views, with ten and with ten thousand open requests. */
export const desk: Bench = {
  name: 'desk',
  async run() {
    const [small, large] = [await timeWith(few), await timeWith(many)];
    const ratio = large / small;
    const { faults, seconds } = await twoYears();
    return [
      { what: `the list with ${few} open requests`, value: `${small.toFixed(2)} ms` },
      {
        what: `the list with ${many.toLocaleString('en')}`,
        value: `${large.toFixed(2)} ms`,
        ratio: ratio.toFixed(2),
        budget: `at most ${mostRatio}`,
        isMet: ratio <= mostRatio,
      },
      {
        what: `two years of ${many.toLocaleString('en')} requests, not waiting for the disk`,
        value: `${seconds.toFixed(0)} s`,
        ratio: `${faults} missed, lost, answered twice or untold`,
        budget: 'none',
        isMet: faults === 0,
      },
    ];
  },
};

/**
 * Restarts and a provider that fails among them, as in the suite with fewer, and whatever else time brings about. Whether
 * the disk keeps what is written is measured elsewhere: nothing waits for it here.
 */
async function twoYears(): Promise<{ faults: number; seconds: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  await using provider = await startProvider();
  try {
    const mail = { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url };
    const config = readConfig({ ...settingsIn(directory), ...mail });
    const start = performance.now();
    const sent = await simulate({
      count: many,
      open: async (clock) => {
        const services = await openServices(config, clock, places);
        await sql`pragma synchronous = off`.execute(services.db);
        return services;
      },
      provide: (works) => provider.behave({ status: works ? 200 : 503 }),
    });
    const seconds = (performance.now() - start) / 1000;
    await using services = await openServices(config, stopClock(simulationEnd), places);
    return { faults: (await faultsOf(services, sent)).length, seconds };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function timeWith(count: number): Promise<number> {
  const directory = await mkdtemp(join(tmpdir(), 'bench-'));
  try {
    await using services = await openServices(readConfig(settingsIn(directory)), systemClock, places);
    await leaveOpen(services, count);
    const staff = { id: 'nobody', name: 'Nobody', roles: ['reads'], sessionId: 'none' } as const;
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      await services.desk.openWorklist(staff, { view: 'open' });
      times.push(performance.now() - start);
    }
    return times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? Number.NaN;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Each with a person, an item and a day of its own within two months. */
async function leaveOpen({ ctx }: Services, count: number): Promise<void> {
  await ctx.db.transaction().execute(async (db) => {
    for (let at = 0; at < count; at += 1) {
      const now = ctx.clock.now();
      const id = newId(now);
      const due_on = new Date(now.getTime() + (at % 60) * 86_400_000).toISOString().slice(0, 10);
      const person = {
        name: `Person ${at}`,
        email: `person-${at}@example.com`,
        region: 'DE',
        business: '',
        behalf: '',
      };
      const place = { table: 'request', column: 'person_sealed', row: id };
      await db
        .insertInto('request')
        .values({
          id,
          reference: `WT-${String(at).padStart(8, '0')}`,
          channel: 'form',
          relation: 'none',
          law: 'EU-GDPR',
          due_on,
          received_at: now.toISOString(),
          received_on: now.toISOString().slice(0, 10),
          case_link: 0,
          revision: 0,
          person_sealed: ctx.crypto.encryption.seal(JSON.stringify(person), place),
          address_index: ctx.crypto.blindIndex.index(person.email),
        })
        .execute();
      await db
        .insertInto('request_item')
        .values({ id: newId(now), request_id: id, kind: 'access', due_on })
        .execute();
    }
  });
}

function settingsIn(directory: string): Record<string, string> {
  const key = () => `bench:${randomBytes(32).toString('base64')}`;
  return {
    ORIGIN: 'http://localhost:4321',
    DATABASE_URL: `file:${join(directory, 'bench.db')}`,
    DATA_DIR: directory,
    ENCRYPTION_KEYS: key(),
    SIGNING_KEYS: key(),
    PASSWORD_PEPPER: key(),
  };
}
