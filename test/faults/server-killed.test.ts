import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openServices } from '../../server/services.ts';
import { startServer } from '../e2e/support/server.ts';
import { createPerson, type FilledForm } from '../support/person.ts';
import { freePort } from '../support/port.ts';
import { testPlaces } from '../support/services.ts';
import { settingsIn } from '../support/settings.ts';

const rounds = 12;
const people = 6;

test('whatever was acknowledged before a server was killed is there once', async () => {
  await using place = await makePlace();
  const person = createPerson(place.env);
  const acknowledged = new Map<string, string>();
  let unanswered: FilledForm[] = [];
  let answered = { requests: 0, subscriptions: 0 };

  for (let round = 0; round < rounds; round += 1) {
    await using server = await startServer(place.env);
    answered = { requests: 0, subscriptions: 0 };
    let isUp = true;
    const again = unanswered;
    unanswered = [];
    const writing = Array.from({ length: people }, async (_, at) => {
      while (isUp) {
        // As people do: what was not answered is sent once more.
        await send(again.pop() ?? (at % 2 ? person.request() : person.subscription()));
      }
    });
    while (Math.min(answered.requests, answered.subscriptions) < 1 + (round % 4)) await pause(5);
    await pause(Math.random() * 40);
    await server.stop('SIGKILL');
    isUp = false;
    await Promise.all(writing);
    unanswered.push(...again);
  }
  {
    await using server = await startServer(place.env);
    for (const form of unanswered) await send(form);
    expect(await server.stop('SIGTERM')).toBe(0);
  }

  const requests = [...acknowledged].filter(([, location]) => location.startsWith('/requests/received/'));
  const stored = await place.stored();
  expect(stored.integrity).toBe('ok');
  expect(stored.references.sort()).toEqual(requests.map(([, location]) => location.split('/')[3]).sort());
  expect(stored.addresses.sort()).toEqual([...acknowledged.keys()].sort());
  // To each the mail with the link, once, in the same transaction.
  expect(stored.mailed).toBe(acknowledged.size);

  async function send(form: FilledForm): Promise<void> {
    const told = await person.send(form);
    if (!told) {
      unanswered.push(form);
      return;
    }
    expect([told.status, told.text]).toEqual([303, '']);
    acknowledged.set(form.email, told.location ?? '');
    answered[form.path === '/updates/' ? 'subscriptions' : 'requests'] += 1;
  }
});

async function makePlace() {
  const folder = await mkdtemp(join(tmpdir(), 'whitrack-killed-'));
  const port = await freePort();
  const file = join(folder, 'whitrack.db');
  const env = { ...settingsIn(folder, `http://localhost:${port}`), PORT: String(port), TRUSTED_PROXY_HOPS: '1' };
  return { env, stored, [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };

  async function stored() {
    const database = new SQLite(file, { readonly: true });
    const integrity = database.pragma('integrity_check', { simple: true });
    database.close();

    await using services = await openServices(readConfig(env), systemClock, testPlaces);
    const { db, encryption } = services;
    const requests = await db.selectFrom('request').select(['id', 'reference', 'person_sealed']).execute();
    const subscribers = await db.selectFrom('subscriber').select(['id', 'address_sealed']).execute();
    const mails = await db.selectFrom('outgoing_mail').select('template').execute();
    return {
      integrity,
      references: requests.map(({ reference }) => reference),
      addresses: [
        ...requests.map(({ id, person_sealed }) => {
          const place = { table: 'request', column: 'person_sealed', row: id };
          return JSON.parse(encryption.open(person_sealed ?? '', place)).email as string;
        }),
        ...subscribers.map(({ id, address_sealed }) =>
          encryption.open(address_sealed, { table: 'subscriber', column: 'address_sealed', row: id }),
        ),
      ],
      mailed: mails.filter(({ template }) => ['request-confirm', 'updates-confirm'].includes(template)).length,
    };
  }
}
