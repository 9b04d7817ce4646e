import pg from 'pg';
import { expect, inject, test } from 'vitest';
import { type RunningServer, startServer } from '../e2e/support/server.ts';
import { openGate } from '../support/gate.ts';
import { createPerson, type FilledForm, type Told } from '../support/person.ts';
import { createDatabase } from '../support/postgresql-databases.ts';

const saved = expect.objectContaining({ status: 303 });
const notSaved = expect.objectContaining({ status: 503, text: expect.stringContaining('nothing was lost or sent') });
const perhapsSaved = expect.objectContaining({
  status: 503,
  text: expect.stringContaining('may or may not have been saved'),
});

test.concurrent('while PostgreSQL is away forms are refused and pages are shown, and afterwards all goes on', async () => {
  await using place = await openPlace();
  const { gate, person, send } = place;
  expect(await send()).toEqual(saved);

  const underWay = Promise.all(Array.from({ length: 10 }, () => send()));
  await gate.shut();
  // One of which COMMIT was under way cannot be known to have been stored or not.
  for (const told of await underWay) expect([saved, notSaved, perhapsSaved]).toContainEqual(told);
  for (let at = 0; at < 3; at += 1) expect(await send()).toEqual(notSaved);
  expect(await Promise.all(['/healthz', '/readyz', '/privacy/'].map(person.statusOf))).toEqual([200, 503, 200]);

  await gate.open();
  expect(await send()).toEqual(saved);
  expect(await person.statusOf('/readyz')).toBe(200);
});

test.concurrent('a form whose transaction is under way when PostgreSQL goes away is refused, and the server lives on', async () => {
  await using place = await openPlace();
  const { gate, person, send } = place;
  await using table = await lockRequests(place.url);

  const underWay = send();
  await table.isWaitedFor();
  await gate.shut();

  expect(await underWay).toEqual(notSaved);
  expect(await person.statusOf('/healthz')).toBe(200);
  await table.release();
  await gate.open();
  expect(await send()).toEqual(saved);
});

test.concurrent('a PostgreSQL that hangs without closing is waited for a little while, and its connections are given up', async () => {
  await using place = await openPlace();
  const { gate, person, send } = place;
  expect(await Promise.all(Array.from({ length: 10 }, () => send()))).toEqual(Array(10).fill(saved));

  gate.fallSilent();
  const outcomes = Promise.all(Array.from({ length: 12 }, () => send()));
  expect(await Promise.all(['/healthz', '/readyz', '/privacy/'].map(person.statusOf))).toEqual([200, 503, 200]);
  expect(await outcomes).toEqual(Array(12).fill(notSaved));

  gate.speakAgain();
  // What the jobs had asked meanwhile hangs on for a moment: whoever is refused by that sends again, as people do.
  const sendUntilSaved = async () => {
    const form = person.request();
    let told = await send(form);
    while (told.status === 503) told = await send(form);
    return told;
  };
  expect(await Promise.all(Array.from({ length: 12 }, sendUntilSaved))).toEqual(Array(12).fill(saved));
  expect(await place.stored()).toBe(22);
});

test.concurrent('when the answer to COMMIT is lost nobody is told that nothing was saved, and the form sent again is one request', async () => {
  await using place = await openPlace();
  const { gate, person, send } = place;
  const form = person.request();

  gate.loseAnswers('insert into "request"', 'commit');
  expect(await send(form)).toEqual(perhapsSaved);
  expect(await place.stored()).toBe(1);

  gate.speakAgain();
  expect(await send(form)).toEqual(saved);
  expect(await place.stored()).toBe(1);
});

test.concurrent('while another session locks a table, forms are refused after a little while', async () => {
  await using place = await openPlace();
  const { person, send } = place;
  await using table = await lockRequests(place.url);

  expect(await Promise.all(Array.from({ length: 20 }, () => send()))).toEqual(Array(20).fill(notSaved));
  expect(await Promise.all(['/healthz', '/privacy/'].map(person.statusOf))).toEqual([200, 200]);

  await table.release();
  expect(await send()).toEqual(saved);
});

/** A server that reaches its PostgreSQL through a gate. */
async function openPlace() {
  const postgresql = await createDatabase(inject('postgresqlUrl'));
  const gate = await openGate(Number(new URL(postgresql.url).port));
  const url = new URL(postgresql.url);
  url.port = String(gate.port);
  const server = await startServer({ TRUSTED_PROXY_HOPS: '1', DATABASE_URL: url.href });
  const person = createPerson(server.env);
  return {
    url: postgresql.url,
    gate,
    person,
    send,
    stored,
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await gate.shut().catch(() => undefined);
      await postgresql.drop();
    },
  };

  async function send(form: FilledForm = person.request()): Promise<Told> {
    const told = await person.send(form);
    return told ?? diedOf(server);
  }

  async function stored(): Promise<number> {
    const { rows } = await query<{ count: number }>(postgresql.url, 'select count(*)::integer as count from request');
    return rows[0]?.count ?? -1;
  }
}

function diedOf(server: RunningServer): never {
  throw new Error(`The server did not answer:\n${server.log().slice(-4000)}`);
}

async function lockRequests(url: string) {
  const other = new pg.Client({ connectionString: url });
  await other.connect();
  await other.query('begin; lock table request in exclusive mode');
  let isHeld = true;
  return { isWaitedFor, release, [Symbol.asyncDispose]: release };

  async function isWaitedFor(): Promise<void> {
    const waiting = `select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    // Within its own transaction a session would see the same activity again and again.
    while ((await query(url, waiting)).rows.length === 0);
  }

  async function release(): Promise<void> {
    if (isHeld) await other.end();
    isHeld = false;
  }
}

async function query<Row extends pg.QueryResultRow>(url: string, statement: string): Promise<pg.QueryResult<Row>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await client.query<Row>(statement);
  } finally {
    await client.end();
  }
}
