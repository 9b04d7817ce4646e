import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import pg from 'pg';
import { expect, test } from 'vitest';
import { startServer } from '../e2e/support/server.ts';
import { createPerson } from '../support/person.ts';
import { startPostgresql } from '../support/postgresql.ts';

test('while PostgreSQL is away forms are refused and pages are shown, and afterwards all goes on', async () => {
  const postgresql = await startPostgresql();
  try {
    const gate = await openGate(Number(new URL(postgresql.url).port));
    const url = new URL(postgresql.url);
    url.port = String(gate.port);
    await using server = await startServer({ TRUSTED_PROXY_HOPS: '1', DATABASE_URL: url.href });
    const person = createPerson(server.env);
    expect(await person.send(person.request())).toMatchObject({ status: 303 });

    const underWay = Promise.all(Array.from({ length: 10 }, () => person.send(person.request())));
    await gate.shut();
    for (const told of await underWay) expect([303, 503]).toContain(told?.status);
    for (let at = 0; at < 3; at += 1) {
      expect(await person.send(person.request())).toMatchObject({
        status: 503,
        text: expect.stringContaining('nothing was lost or sent'),
      });
    }
    expect(await Promise.all(['/healthz', '/readyz', '/privacy/'].map(person.statusOf))).toEqual([200, 503, 200]);

    await gate.open();
    expect(await person.send(person.request())).toMatchObject({ status: 303 });
    expect(await person.statusOf('/readyz')).toBe(200);
    await gate.shut();
  } finally {
    await postgresql.stop();
  }
});

test('while another session locks a table, forms are refused after a little while', async () => {
  const postgresql = await startPostgresql();
  try {
    await using server = await startServer({ TRUSTED_PROXY_HOPS: '1', DATABASE_URL: postgresql.url });
    const person = createPerson(server.env);
    const other = new pg.Client({ connectionString: postgresql.url });
    await other.connect();
    await other.query('begin; lock table request in exclusive mode');

    const outcomes = await Promise.all(Array.from({ length: 20 }, () => person.send(person.request())));
    expect(outcomes.map((told) => told?.status)).toEqual(Array(20).fill(503));
    expect(await Promise.all(['/healthz', '/privacy/'].map(person.statusOf))).toEqual([200, 200]);

    await other.end();
    expect(await person.send(person.request())).toMatchObject({ status: 303 });
  } finally {
    await postgresql.stop();
  }
});

/** Stands between the server and its database, and can be shut: who is inside is thrown out. */
async function openGate(target: number) {
  const inside = new Set<Socket>();
  const port = await open(0);
  return { port, open: () => open(port), shut };

  async function open(at: number): Promise<number> {
    gate = createServer((socket) => {
      const beyond = connect(target, '127.0.0.1');
      for (const one of [socket, beyond]) {
        inside.add(one);
        one.on('error', () => one.destroy());
        one.on('close', () => [socket, beyond].forEach((each) => void each.destroy()));
      }
      socket.pipe(beyond).pipe(socket);
    }).listen(at, '127.0.0.1');
    await once(gate, 'listening');
    return (gate.address() as { port: number }).port;
  }

  async function shut(): Promise<void> {
    const closed = once(gate, 'close');
    gate.close();
    for (const one of inside) one.destroy();
    inside.clear();
    await closed;
  }
}

let gate: Server;
