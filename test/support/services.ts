import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Config, readConfig } from '../../server/config.ts';
import type { Content, Context } from '../../server/context.ts';
import { lockWaitOfCommands } from '../../server/db/busy-retry.ts';
import { openServices, type Places, type Services } from '../../server/services.ts';
import { fixtureLibrary } from './library.ts';
import { lendDatabase } from './postgresql-databases.ts';
import { freshKey, freshKeys } from './settings.ts';

/** The texts that tests stand on, of a site that is not built. */
export const testPlaces: Places = { content: fixtureLibrary, manifest: 'none' };

export interface StoppedClock {
  now(): Date;
  elapsed(): number;
  /** Nothing passes; what was to pass is kept in `waits`. */
  wait(milliseconds: number): Promise<void>;
  readonly waits: readonly number[];
  /** Time passes, or the clock is set back. */
  set(to: string): void;
  /** The clock says something else, and no time has passed. */
  jump(to: string): void;
}

export function stopClock(at: string): StoppedClock {
  let now = new Date(at);
  let elapsed = 0;
  const waits: number[] = [];
  return {
    now: () => now,
    elapsed: () => elapsed,
    wait: async (milliseconds) => void waits.push(milliseconds),
    waits,
    set(to) {
      elapsed += Math.max(0, Date.parse(to) - now.getTime());
      now = new Date(to);
    },
    jump(to) {
      now = new Date(to);
    },
  };
}

/** The same for each of a file's servers, which may open one database one after the other. */
const signingKeys = freshKey();

export function testConfig(env: Record<string, string> = {}): Config {
  const config = readConfig({
    ORIGIN: 'http://localhost:4321',
    DATABASE_URL: 'file::memory:',
    DATA_DIR: join(tmpdir(), `whitrack-${process.pid}`),
    ...freshKeys(),
    SIGNING_KEYS: signingKeys,
    ...env,
  });
  return { ...config, passwordCost: 4 };
}

/**
 * The real services on an empty database with a stopped clock. On SQLite in memory; with TEST_DATABASE_URL on a
 * PostgreSQL, in a database that nobody else has meanwhile. Locks are waited for as long as a busy machine takes.
 */
export async function openTestServices({
  now = '2026-11-23T12:00:00Z',
  env = {},
  places = testPlaces,
}: {
  now?: string;
  env?: Record<string, string>;
  places?: Places;
} = {}) {
  const clock = stopClock(now);
  const database = await makeDatabase();
  const config = testConfig({ DATABASE_URL: database.url, ...env });
  const services = await openServices(config, clock, places, { lockWait: lockWaitOfCommands });
  return {
    ...services,
    clock,
    async [Symbol.asyncDispose]() {
      await services[Symbol.asyncDispose]();
      await database.drop();
    },
  };
}

/** The context of services, or of some that were handed something else in a test. */
export function contextOf(
  services: Omit<Services, 'runJobs' | typeof Symbol.asyncDispose>,
  content: Partial<Content> = {},
): Context {
  const { db, clock, timeSeen, config } = services;
  const { encryption, blindIndex, links, formTokens, company, retention, documents, purposes } = services;
  return {
    ...{ ...services.ctx, db, clock, timeSeen, config },
    resources: { ...services.ctx.resources, carried: new Set<string>() },
    content: { ...services.ctx.content, company, retention, documents, purposes, ...content },
    crypto: { ...services.ctx.crypto, encryption, blindIndex, links, formTokens },
  };
}

export function formOf(values: Record<string, string | readonly string[]>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) {
    for (const one of [value].flat()) form.append(name, one);
  }
  return form;
}

/** Ten at a time, as many as a server has connections: who waits for one gives up when the machine is busy. */
export async function inTens<Value>(count: number, act: (at: number) => Promise<Value>): Promise<Value[]> {
  const done: Value[] = [];
  while (done.length < count) {
    const next = Array.from({ length: Math.min(10, count - done.length) }, (_, at) => act(done.length + at));
    done.push(...(await Promise.all(next)));
  }
  return done;
}

export async function makeDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL'];
  return server ? await lendDatabase(server) : { url: 'file::memory:', drop: async () => undefined };
}
