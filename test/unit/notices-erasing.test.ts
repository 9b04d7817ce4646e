import { expect, test } from 'vitest';
import {
  client,
  firstVersion,
  lastOf,
  mailsIn,
  mailsTo,
  manifestWith,
  noticesFor,
  subscribed,
  subscription,
  type TestServices,
  tokenIn,
} from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { openTestServices } from '../support/services.ts';

const subscribers = (services: TestServices) => services.db.selectFrom('subscriber').selectAll().execute();

test(
  'an address that nobody confirmed is erased after seven days, with its waiting mail',
  promise('retention'),
  async () => {
    await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
    const notices = noticesFor(services);
    await notices.subscribe(subscription(services, 'ada@example.com'), client);

    services.clock.set('2026-11-08T11:59:59Z');
    await notices.runJobs();
    expect(await subscribers(services)).toHaveLength(1);

    services.clock.set('2026-11-08T12:00:01Z');
    await notices.runJobs();
    expect(await subscribers(services)).toEqual([]);
    expect(await services.db.selectFrom('subscriber_link').selectAll().execute()).toEqual([]);
    expect(await mailsIn(services)).toEqual([]);
  },
);

test('who asks once more has seven more days', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const notices = noticesFor(services);
  await notices.subscribe(subscription(services, 'ada@example.com'), client);
  services.clock.set('2026-11-06T12:00:00Z');
  await notices.subscribe(subscription(services, 'ada@example.com'), client);
  const token = tokenIn(lastOf(await mailsTo(services, 'ada@example.com')), 'confirm');

  services.clock.set('2026-11-10T12:00:00Z');
  await notices.runJobs();
  expect(await notices.confirm(token)).toMatchObject({ ok: true });

  services.clock.set('2026-12-31T12:00:00Z');
  await notices.runJobs();
  expect(await subscribers(services)).toHaveLength(1);
});

test('what is confirmed stays until it is ended', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const token = await subscribed(services, 'ada@example.com');

  services.clock.set('2036-11-01T12:00:00Z');
  await noticesFor(services).runJobs();

  expect(await noticesFor(services).preferences(token)).toEqual({ ok: true, value: { documents: ['privacy'] } });
});

test('links are erased when they are no longer good, as the retention schedule says', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  await subscribed(services, 'ada@example.com');

  services.clock.set('2026-11-08T12:00:01Z');
  await noticesFor(services).runJobs();

  expect(await services.db.selectFrom('subscriber_link').selectAll().execute()).toEqual([]);
});

test('a shorter time in the retention schedule reaches addresses that are already there', async () => {
  await using services = await openTestServices({ now: '2026-11-01T12:00:00Z' });
  const retention = services.retention.map((entry) =>
    ['subscriber-unconfirmed', 'confirm-link'].includes(entry.id) ? { ...entry, keep: 'P1D' } : entry,
  );
  const notices = noticesFor({ ...services, retention });
  await notices.subscribe(subscription(services, 'ada@example.com'), client);

  services.clock.set('2026-11-02T12:00:01Z');
  await notices.runJobs();

  expect(await subscribers(services)).toEqual([]);
});

test(
  'who reads the database learns neither who subscribed nor what would open their links',
  promise('encryption-at-rest', 'address-digests', 'mailed-links-sealed'),
  async () => {
    await using services = await openTestServices();
    const secret = await subscribed(services, 'ada.lovelace@analytical.example', ['privacy']);
    const notices = noticesFor(services);
    await notices.announce();
    await notices.subscribe(subscription(services, 'ada.lovelace@analytical.example', ['dpa']), {
      address: '203.0.113.77',
    });
    await noticesFor(services, manifestWith({ privacy: [firstVersion, '2026-12-01'] })).announce();
    const tokens = (await mailsIn(services)).flatMap(({ text }) =>
      [...text.matchAll(/\/updates\/[a-z]+\/([^/\s]+)\//g)].map(([, token = '']) => token.split('.').at(-1) ?? ''),
    );
    expect(tokens.length).toBeGreaterThanOrEqual(4);

    const dump = await dumpOf(services);

    expect(dump).toContain('"document":"privacy"');
    for (const secretPart of ['lovelace', 'analytical', '203.0.113', secret.split('.').at(-1) ?? '', ...tokens]) {
      expect(dump).not.toContain(secretPart);
    }
  },
);

async function dumpOf({ db }: TestServices): Promise<string> {
  const tables = await db.introspection.getTables();
  const rows = tables.map(({ name }) =>
    db
      .selectFrom(name as 'subscriber')
      .selectAll()
      .execute(),
  );
  return JSON.stringify(await Promise.all(rows));
}
