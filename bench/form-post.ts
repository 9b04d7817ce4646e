import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { systemClock } from '../server/clock.ts';
import { createFormTokens } from '../server/crypto/form-tokens.ts';
import { createKeys } from '../server/crypto/keys.ts';
import type { Bench, Row } from './report.ts';
import { startFloor, startOurs, type Target } from './servers.ts';

const connections = 32;
const seconds = 3;
const rounds = 3;

/** A form post that is durable when it is acknowledged, beside a bare server that does one durable INSERT. */
export const formPost: Bench = {
  name: 'form-post',
  async run() {
    await using opened = new AsyncDisposableStack();
    const directory = await mkdtemp(join(tmpdir(), 'bench-'));
    opened.defer(() => rm(directory, { recursive: true, force: true }));
    const secret = randomBytes(32);
    const key = `bench:${secret.toString('base64')}`;
    const database = join(directory, 'bench.db');
    const settings = { DATABASE_URL: `file:${database}`, ENCRYPTION_KEYS: key, TRUSTED_PROXY_HOPS: '1' };
    const ours = opened.use(await startOurs(directory, settings));
    const floor = opened.use(await startFloor(directory));
    const formTokens = createFormTokens({ keys: createKeys([{ id: 'bench', secret }]), clock: systemClock });

    const bodyOf = () => new URLSearchParams(filledIn(formTokens.issue('request'))).toString();
    await post(ours, bodyOf());
    await flood(ours, bodyOf, 1);
    await flood(floor, bodyOf, 1);
    const rates = { ours: [] as number[], floor: [] as number[] };
    for (let round = 0; round < rounds; round += 1) {
      rates.ours.push(await flood(ours, bodyOf, seconds));
      // Whatever ours has still to send would be work beside the floor's.
      await untilSent(database);
      rates.floor.push(await flood(floor, bodyOf, seconds));
    }
    const [rate, bare] = [median(rates.ours), median(rates.floor)];
    const p99 = await paced(ours, bodyOf, rate / 2);
    return rowsFor(rate, bare, p99);
  },
};

function rowsFor(rate: number, bare: number, p99: number): Row[] {
  return [
    { what: 'requests filed, row and mails durable', value: `${Math.round(rate).toLocaleString('en')}/s` },
    { what: 'node:http and one durable INSERT', value: `${Math.round(bare).toLocaleString('en')}/s` },
    {
      what: 'ours to bare',
      value: '',
      ratio: (rate / bare).toFixed(2),
      budget: 'at least 0.3',
      isMet: rate / bare >= 0.3,
    },
    { what: 'p99 at half our rate', value: `${p99.toFixed(1)} ms`, budget: 'below 100 ms', isMet: p99 < 100 },
  ];
}

function filledIn(stamp: string): Record<string, string> {
  return {
    stamp,
    website: '',
    step: 'send',
    relation: 'none',
    kind: 'access',
    region: 'DE',
    name: 'Ada Lovelace',
    email: `ada-${randomBytes(6).toString('hex')}@example.com`,
    details: 'A copy of everything, please, from the beginning of last year.',
  };
}

const agent = new Agent({ keepAlive: true, maxSockets: connections });

/** Milliseconds until the answer was there. Each post comes from another address, so that no limit is reached. */
function post({ name, port }: Target, body: string): Promise<number> {
  const [a, b, c] = randomBytes(3);
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        agent,
        port,
        host: 'localhost',
        method: 'POST',
        path: '/requests/new/',
        headers: {
          'Content-Type': 'application/x-www-form-urlencoded',
          'Content-Length': Buffer.byteLength(body),
          Origin: `http://localhost:${port}`,
          'X-Forwarded-For': `10.${a}.${b}.${c}`,
        },
      },
      (response) => {
        if (response.statusCode !== 303) reject(new Error(`${name} answered ${response.statusCode}`));
        response.resume().on('end', () => resolve(performance.now() - began));
      },
    );
    sent.on('error', reject).end(body);
  });
}

/** Posts as fast as the server answers, over a fixed number of connections. Posts a second. */
async function flood(target: Target, bodyOf: () => string, seconds: number): Promise<number> {
  const began = performance.now();
  const end = began + seconds * 1000;
  let count = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (performance.now() < end) {
        await post(target, bodyOf());
        count += 1;
      }
    }),
  );
  return (count * 1000) / (performance.now() - began);
}

/** Posts at a steady rate, whatever the answers do. The 99th percentile of the times, in milliseconds. */
async function paced(target: Target, bodyOf: () => string, rate: number): Promise<number> {
  const times: Promise<number>[] = [];
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) {
    const due = ((performance.now() - began) * rate) / 1000;
    while (times.length < due) times.push(post(target, bodyOf()));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  const sorted = (await Promise.all(times)).toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN;
}

/** Every mail has gone to the mailbox. */
async function untilSent(file: string): Promise<void> {
  const database = new SQLite(file, { readonly: true });
  const waiting = database.prepare('select 1 from outgoing_mail where sent_at is null and failed_at is null limit 1');
  while (waiting.get()) await pass(100);
  database.close();
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
