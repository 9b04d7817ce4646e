import { createQueryId, type RootOperationNode } from 'kysely';
import { expect, test } from 'vitest';
import { desk as deskVerbs } from '../../server/desk/desk.ts';
import { send } from '../../server/notices/campaigns/delivery.ts';
import { undo } from '../../server/personal-data/undo.ts';
import type { Manifest } from '../../src/library/model/manifest.ts';
import { ada, type SignedIn, signUpConfirmed } from '../support/accounts.ts';
import { here, remove, undoToken } from '../support/deletion.ts';
import { endedOrHeldUp } from '../support/held-up.ts';
import { agreed, announced, counsel, next, sentTo, siteWith } from '../support/legal-contacts.ts';
import { noticesFor, subscribed, type TestServices } from '../support/notices.ts';
import { watchTable } from '../support/outbox.ts';
import { startProvider } from '../support/provider.ts';
import { contextOf, formOf, openTestServices } from '../support/services.ts';

const before = (services: TestServices) => noticesFor(services, siteWith(null)).announce();

async function leave(services: TestServices, { session }: SignedIn) {
  expect(await remove(services, session)).toMatchObject({ ok: true });
}

async function comeBack(services: TestServices, site: Manifest) {
  const ctx = contextOf(services, { manifest: site });
  expect(await undo(ctx, await undoToken(services), formOf({ password: ada.password }), here)).toEqual({
    ok: true,
    value: null,
  });
}

/** All mails, and all that time brings about, twice. */
async function settle(services: TestServices, site: Manifest) {
  for (let round = 0; round < 2; round += 1) {
    await noticesFor(services, site).runJobs();
    await send(contextOf(services, { manifest: site }));
  }
}

const site = siteWith({});
const off = siteWith({ cancelledOn: next });
const moved = siteWith({ effectiveOn: '2027-01-24', effectMoved: 1 });

test('whoever takes the deletion of the account back is told once, whatever was sent meanwhile', async () => {
  const lives: [string, (services: TestServices, who: SignedIn) => Promise<unknown>, string[]][] = [
    [
      'the notice waits all the time',
      async (services, who) => {
        await announced(services);
        await leave(services, who);
        await comeBack(services, site);
      },
      [ada.email, counsel],
    ],
    [
      'the others are told meanwhile',
      async (services, who) => {
        await announced(services);
        await leave(services, who);
        await settle(services, site);
        await comeBack(services, site);
      },
      [ada.email, counsel],
    ],
    [
      'the version comes meanwhile',
      async (services, who) => {
        await before(services);
        await leave(services, who);
        await announced(services);
        await settle(services, site);
        await comeBack(services, site);
      },
      [ada.email, counsel],
    ],
    [
      'they were told before',
      async (services, who) => {
        await announced(services);
        await settle(services, site);
        await leave(services, who);
        await settle(services, site);
        await comeBack(services, site);
      },
      [ada.email, counsel],
    ],
    [
      'they were told before, and the day is moved meanwhile',
      async (services, who) => {
        await announced(services);
        await settle(services, site);
        await leave(services, who);
        await settle(services, moved);
        await comeBack(services, moved);
        await settle(services, moved);
      },
      [ada.email, ada.email, counsel, counsel],
    ],
    [
      'they were told before, and it is off once they are back',
      async (services, who) => {
        await announced(services);
        await settle(services, site);
        await leave(services, who);
        await comeBack(services, site);
        await settle(services, off);
      },
      [ada.email, ada.email, counsel, counsel],
    ],
    [
      'it is off before they heard of it',
      async (services, who) => {
        await announced(services);
        await leave(services, who);
        await settle(services, off);
        await comeBack(services, off);
        await settle(services, off);
      },
      [],
    ],
  ];
  for (const [name, live, expected] of lives) {
    await using services = await openTestServices();
    const who = await agreed(services);
    await live(services, who);
    if (!name.includes('moved') && !name.includes('off')) await settle(services, site);
    expect([name, await sentTo(services)]).toEqual([name, expected]);
    expect(
      await services.db
        .selectFrom('campaign')
        .select('id')
        .where('completed_at', 'is', null)
        .where('stopped_at', 'is', null)
        .execute(),
    ).toEqual([]);
  }
});

test('so is whoever subscribed', async () => {
  for (const isSent of [true, false]) {
    await using services = await openTestServices();
    const who = await signUpConfirmed(services);
    await subscribed(services, who.account.email, ['subprocessors'], siteWith(null));
    await announced(services);
    await leave(services, who);
    if (isSent) await settle(services, site);
    await comeBack(services, site);
    await settle(services, site);
    expect(await sentTo(services)).toEqual([ada.email]);
  }
});

test('of whom nobody knows whether the mail went out before they were gone, staff decide', async () => {
  await using provider = await startProvider();
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  const who = await agreed(services);
  await services.mail.send();
  await announced(services);
  provider.behave({ status: 502, accepting: true });
  await send(contextOf(services, { manifest: site }));
  provider.behave({ status: 200 });
  await leave(services, who);
  services.clock.set('2026-11-23T13:00:00Z');
  await settle(services, site);
  await comeBack(services, site);
  await settle(services, site);
  expect(provider.arrived.filter((to) => to === counsel)).toHaveLength(1);
  const { openNotices } = deskVerbs;
  const [campaign] = await openNotices(contextOf(services, { manifest: site }));
  expect(campaign?.problems).toMatchObject({ uncertain: 2 });
});

test('that one is told later than the others makes no notice late', async () => {
  await using services = await openTestServices();
  const who = await agreed(services);
  const { desk } = await announced(services);
  await leave(services, who);
  await subscribed(services, 'bob@example.com', ['subprocessors'], siteWith(null));
  await services.db.updateTable('subscription').set({ confirmed_at: '2026-11-23T12:00:00.000Z' }).execute();
  await settle(services, site);
  services.clock.set('2026-12-01T12:00:00Z');
  await comeBack(services, site);
  expect((await desk.openNotices())[0]).toMatchObject({ state: 'sending', period: { toldOn: next, isLate: false } });
});

test('what waited and was set aside for staff is told to whoever is back', async () => {
  await using provider = await startProvider();
  await using services = await openTestServices({ env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url } });
  const who = await agreed(services);
  await services.mail.send();
  await announced(services);
  provider.behave({ status: 429 });
  while (!(await services.db.selectFrom('campaign').select('completed_at').executeTakeFirstOrThrow()).completed_at) {
    await send(contextOf(services, { manifest: site }));
    services.clock.set(new Date(services.clock.now().getTime() + 3 * 3_600_000).toISOString());
  }
  provider.behave({ status: 200 });
  await leave(services, who);
  services.clock.set('2026-12-01T12:00:00Z');
  await comeBack(services, site);
  await settle(services, site);
  expect(await sentTo(services)).toEqual([ada.email]);
});

test('what is taken back at the moment at which they return is told to nobody, or to be off to whoever was told', async () => {
  for (const isTold of [false, true]) {
    await using services = await openTestServices();
    const who = await agreed(services);
    await announced(services);
    if (isTold) await settle(services, site);
    await leave(services, who);
    const [begun, gate] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const db = watchTable(services.db, 'campaign_batch', () => {
      begun.resolve();
      return gate.promise;
    });
    const taken = noticesFor({ ...services, db }, off).announce();
    await begun.promise;
    const back = comeBack(services, site);
    await endedOrHeldUp(back, services.db);
    gate.resolve();
    await Promise.all([taken, back]);
    await settle(services, off);
    expect(await sentTo(services)).toEqual(isTold ? [ada.email, ada.email, counsel, counsel] : []);
  }
});

test('nothing tells any more whose contact it was of whom nobody knows whether they were told', async () => {
  for (const hours of [2, 30]) {
    await using provider = await startProvider();
    await using services = await openTestServices({
      env: { RESEND_API_KEY: 're_test', RESEND_BASE_URL: provider.url },
    });
    const who = await agreed(services);
    await services.mail.send();
    await announced(services);
    provider.behave({ status: 502, accepting: true });
    await send(contextOf(services, { manifest: site }));
    provider.behave({ status: 200 });
    await leave(services, who);
    services.clock.set(hours === 2 ? '2026-11-23T14:00:00Z' : '2026-11-24T18:00:00Z');
    await settle(services, site);
    const left = services.db
      .selectFrom('notice_recipient')
      .select(['reason', 'problem'])
      .where('digest', 'is not', null);
    expect(await left.execute()).toEqual([]);
  }
});

test('nobody goes through all recipients for one of them', async () => {
  await using services = await openTestServices();
  const who = await agreed(services);
  const nodes: RootOperationNode[] = [];
  const db = services.db.withPlugin({
    transformQuery({ node }) {
      nodes.push(node);
      return node;
    },
    transformResult: async ({ result }) => result,
  });
  const watched = { ...services, db };
  await announced(services);
  await settle(services, site);
  await noticesFor(watched, site).openObjection(who.session);
  await leave(services, who);
  await comeBack(watched, site);
  await agreed(services, counsel, { name: 'Bob', email: 'bob@example.com' });
  await noticesFor(watched, site).runJobs();
  const looked = nodes
    .map((node) => services.db.getExecutor().compileQuery(node, createQueryId()))
    .filter((query) => /"notice_recipient"/.test(query.sql) && !query.sql.startsWith('insert'));
  expect(looked.length).toBeGreaterThan(5);
  // PostgreSQL goes through so few as here.
  if (process.env['TEST_DATABASE_URL']) return;
  const slow: string[] = [];
  for (const query of looked) {
    const plan = await services.db.executeQuery<{ detail: string }>({
      ...query,
      sql: `explain query plan ${query.sql}`,
    });
    const isSlow = plan.rows.some(({ detail }) =>
      /^SCAN notice_recipient|notice_recipient_batch \(campaign=\?\)$/.test(detail),
    );
    if (isSlow) slow.push(query.sql);
  }
  expect(slow).toEqual([]);
});
