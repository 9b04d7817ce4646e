import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { makeErasableKey } from '../../server/crypto/erasable-keys.ts';
import { createTimeSeen } from '../../server/db/time-seen.ts';
import { createJobs } from '../../server/jobs.ts';
import { createLog } from '../../server/log.ts';
import { queue } from '../../server/mail/outbox.ts';
import { openServices } from '../../server/services.ts';
import { add } from '../../server/tombstones/tombstones.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin } from '../support/admin.ts';
import { agreeForm } from '../support/agreements.ts';
import { letter } from '../support/mail.ts';
import { documentOf, versionOf } from '../support/notices.ts';
import { mailsOf, submitted } from '../support/requests.ts';
import { openTestServer } from '../support/server.ts';
import {
  makeDatabase,
  openTestServices,
  type StoppedClock,
  stopClock,
  testConfig,
  testPlaces,
} from '../support/services.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const start = Date.parse('2026-11-23T12:00:00Z');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('forty days ahead for nine seconds destroys nothing, is told, and stops neither backups nor the ledger', async () => {
  const isFile = !process.env['TEST_DATABASE_URL'];
  const env = { DATA_DIR: folder, ...(isFile ? { DATABASE_URL: `file:${folder}/t.db` } : {}) };
  await using server = await openTestServer({ env });
  const { services } = server;
  const { clock, db } = services;
  await fill(services);
  await services.runJobs();
  await services.backups.maintain();
  const before = await everything(services);
  const { lines, log } = gather();

  clock.jump('2027-01-02T12:00:00Z');
  await pass(services, 9_000);
  const jobs = createJobs(services, log);
  await expect.poll(() => lines.some((line) => line.includes('clock is ahead'))).toBe(true);
  await jobs.stop();
  expect(await everything(services)).toEqual(expect.arrayContaining(before));
  expect((await server.ask('/readyz')).text).toBe('degraded: the clock is ahead\n');
  expect(await run(services, 'show')).toMatchObject({ code: 1, text: expect.stringContaining('clock accept') });

  clock.jump('2026-11-23T12:00:09Z');
  await services.runJobs();
  expect(await everything(services)).toEqual(expect.arrayContaining(before));
  expect((await server.ask('/readyz')).text).toBe('ready\n');
  if (isFile) {
    const { length } = await services.backups.list();
    clock.set('2026-11-23T13:00:10Z');
    await services.backups.maintain();
    expect(await services.backups.list()).toHaveLength(length + 1);
  }
  clock.set('2027-02-10T12:00:09Z');
  await services.runJobs();
  expect(await db.selectFrom('session').selectAll().execute()).toEqual([]);
  expect(await db.selectFrom('erasable_key').selectAll().execute()).toEqual([]);
});

test('a clock that jumps ahead closes no request, reminds nobody, and carries no agreement forward', async () => {
  const comma = { ...versionOf('dpa', '2026-12-20'), class: 'editorial' } as const;
  const versions = [versionOf('dpa', '2026-04-23'), comma];
  const manifest = join(folder, 'documents.json');
  const dpa = documentOf('dpa', { title: 'Data Processing Addendum', kind: 'agreement', versions });
  const lists = documentOf('subprocessors', {
    ...{ title: 'Subprocessors', kind: 'information', role: 'subprocessors' as const },
    versions: [versionOf('subprocessors', '2026-04-23')],
  });
  writeFileSync(manifest, JSON.stringify({ documents: [dpa, lists] }));
  await using services = await openTestServices({ places: { ...testPlaces, manifest } });
  const { clock, requests, agreements } = services;
  const ada = await signUpConfirmed(services);
  expect(await agreements.agree(agreeForm(services, ada), ada.session)).toMatchObject({ ok: true });
  const reference = await submitted(services, { email: 'grace@example.com' });
  const sentTo = async () => (await mailsOf(services)).filter(({ to }) => to === 'grace@example.com');
  const entries = () => services.ledger.entriesOf({ accountId: ada.account.id });
  const state = async () => [(await sentTo()).map(({ template }) => template), (await entries()).length];
  await services.runJobs();
  const before = await state();

  for (const moment of ['2026-11-27T12:00:00Z', '2027-01-02T12:00:00Z']) {
    clock.jump(moment);
    await pass(services, 9_000);
    await services.runJobs();
    expect(await state()).toEqual(before);
    expect(await requests.show(reference)).toMatchObject({ value: { closedOn: null } });
  }

  await run(services, 'accept');
  await services.runJobs();
  expect(await requests.show(reference)).toMatchObject({ value: { outcome: 'unconfirmed', closedOn: '2027-01-02' } });
  expect(await state()).toEqual([['request-confirm', 'request-closed-unconfirmed'], 2]);
});

test('a time to which the clock jumped is believed after a day of running, or when the operator says so', async () => {
  await using services = await openTestServices();
  const { clock, timeSeen } = services;
  clock.jump('2027-01-02T12:00:00Z');
  await pass(services, minute);
  expect(timeSeen.now().getTime()).toBe(start + minute);
  await pass(services, 23 * hour);
  expect(timeSeen.state().state).toBe('ahead');
  await pass(services, hour);
  await pass(services, minute);
  expect(timeSeen.state().state).toBe('right');
  expect(timeSeen.now()).toEqual(clock.now());

  clock.jump('2027-03-02T12:00:00Z');
  expect(timeSeen.state().state).toBe('ahead');
  expect((await run(services, 'accept')).code).toBe(0);
  expect(timeSeen.now()).toEqual(clock.now());
  expect(await run(services, 'show')).toMatchObject({ code: 0 });
});

test('a clock that is set back is told, stops nothing, and is believed in the same way', async () => {
  await using services = await openTestServices();
  const { clock, timeSeen } = services;
  clock.jump('2026-11-01T12:00:00Z');
  await pass(services, minute);
  expect(timeSeen.state().state).toBe('behind');
  expect(timeSeen.now()).toEqual(clock.now());
  await services.runJobs();
  await pass(services, 12 * hour);
  await pass(services, 12 * hour);
  await pass(services, minute);
  expect(timeSeen.state().state).toBe('right');
  clock.jump('2026-11-20T12:00:00Z');
  expect(timeSeen.state().state).toBe('ahead');
});

test('mail that was to be tried again at a wrong time is tried again soon', async () => {
  await using services = await openTestServices();
  services.clock.jump('2027-01-02T12:00:00Z');
  await queue(services.ctx, letter());
  services.clock.jump('2026-11-23T12:00:00Z');
  await pass(services, hour);
  await services.runJobs();
  await services.mail.send();
  expect(await services.mail.list()).toMatchObject([{ state: 'sent' }]);
});

test('a server that was off for a week destroys again after a day, without anybody; a short stop changes nothing', async () => {
  await servers(async (open) => {
    {
      await using services = await open(start);
      await pass(services, hour);
    }
    {
      await using services = await open(start + 20 * hour);
      expect(services.timeSeen.state().state).toBe('right');
      expect(services.timeSeen.now()).toEqual(services.clock.now());
    }
    const later = start + 7 * day;
    await using services = await open(later);
    expect(services.timeSeen.state().state).toBe('ahead');
    for (let hours = 0; hours < 26; hours += 1) await pass(services, hour);
    expect(services.timeSeen.state().state).toBe('right');
    expect(services.timeSeen.now()).toEqual(services.clock.now());
  });
});

test('a server that is off every night goes on destroying', async () => {
  await servers(async (open) => {
    for (let days = 0; days < 12; days += 1) {
      await using services = await open(start + days * day);
      for (let hours = 0; hours < 9; hours += 1) await pass(services, hour);
      const behind = services.clock.now().getTime() - services.timeSeen.now().getTime();
      expect(behind).toBeLessThan(4 * day);
    }
  });
});

test('whatever deletes by time goes by the time that was seen', () => {
  const files = readdirSync('server', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = files.filter((name) =>
    /deleteFrom\([^;]*clock\.now\(/.test(readFileSync(join('server', name), 'utf8')),
  );
  expect(found).toEqual([]);
});

test('two servers on one database do not make a minute two', async () => {
  await servers(async (open) => {
    await using one = await open(start);
    await using two = await open(start);
    for (const { clock } of [one, two]) clock.jump('2027-01-02T12:00:00Z');
    for (let minutes = 0; minutes < 10; minutes += 1) {
      await pass(one, 2 * minute);
      await pass(two, 2 * minute);
    }
    expect(one.timeSeen.now().getTime()).toBe(start + 20 * minute);
    await run(one, 'accept');
    await pass(two, minute);
    expect(two.timeSeen.now()).toEqual(two.clock.now());
  });
});

test('no way in which a clock may go makes anything older by more than a day than what has passed', async () => {
  await using services = await openTestServices();
  const step = fc.record({
    passes: fc.integer({ min: 0, max: 90 * minute }),
    jumps: fc.option(fc.integer({ min: -60 * day, max: 60 * day }), { nil: null }),
    restarts: fc.boolean(),
    returns: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 15 }), async (steps) => {
      await services.db.deleteFrom('time_seen').execute();
      const clock = stopClock(new Date(start).toISOString());
      const open = () => createTimeSeen({ db: services.db, clock, databaseUrl: services.config.databaseUrl });
      let timeSeen = open();
      await timeSeen.watch();
      let real = start;
      for (const { passes, jumps, restarts, returns } of steps) {
        if (real + passes - start >= day) break;
        if (jumps !== null) clock.jump(new Date(clock.now().getTime() + jumps).toISOString());
        if (returns) clock.jump(new Date(real).toISOString());
        if (restarts) timeSeen = open();
        if (restarts) await timeSeen.watch();
        clock.set(new Date(clock.now().getTime() + passes).toISOString());
        real += passes;
        await timeSeen.watch();
        expect(timeSeen.now().getTime()).toBeLessThanOrEqual(real + day);
        const isFarAhead = clock.now().getTime() > real + day;
        if (isFarAhead) expect(timeSeen.now().getTime()).toBeLessThanOrEqual(real);
      }
    }),
    { numRuns: 150 },
  );
});

type TestServices = Awaited<ReturnType<typeof openTestServices>>;
type Watched = Pick<TestServices, 'timeSeen'> & { clock: StoppedClock };

async function pass({ clock, timeSeen }: Watched, milliseconds: number): Promise<void> {
  clock.set(new Date(clock.now().getTime() + milliseconds).toISOString());
  await timeSeen.watch();
}

/** Servers that open one database, each with a clock of its own. */
async function servers(act: (open: (at: number) => Promise<Watched & TestServices>) => Promise<void>): Promise<void> {
  const database = await makeDatabase();
  const isFile = !process.env['TEST_DATABASE_URL'];
  const config = testConfig({ DATA_DIR: folder, DATABASE_URL: isFile ? `file:${folder}/t.db` : database.url });
  try {
    await act(async (at) => {
      const clock = stopClock(new Date(at).toISOString());
      return Object.assign(await openServices(config, clock, testPlaces), { clock });
    });
  } finally {
    await database.drop();
  }
}

async function run(services: TestServices, verb: string): Promise<{ code: number; text: string }> {
  const { code, said } = await admin(services, ['clock', verb]);
  return { code, text: said };
}

function gather() {
  const lines: string[] = [];
  return { lines, log: createLog({ write: (line) => void lines.push(line) }) };
}

/** Something of all that time destroys, a day younger than its time. */
async function fill({ ctx, db, clock, mail, encryption }: TestServices): Promise<void> {
  const now = clock.now().toISOString();
  const soon = new Date(clock.now().getTime() + 2 * day).toISOString();
  const email_sealed = encryption.seal('ada@bau.example', { table: 'account', column: 'email_sealed', row: 'account' });
  const name_sealed = encryption.seal('Ada', { table: 'account', column: 'name_sealed', row: 'account' });
  const account = { email_sealed, email_index: 'x', name_sealed, password_hash: 'x', password_set_at: now };
  await db
    .insertInto('account')
    .values({ id: 'account', ...account, created_at: now })
    .execute();
  const session = { signed_in_at: now, expires_at: soon, device_sealed: 'x' };
  await db
    .insertInto('session')
    .values({ id: 'session', account_id: 'account', ...session })
    .execute();
  await db
    .insertInto('account_link')
    .values({ digest: 'link', subject_id: 'account', purpose: 'email', expires_at: soon, tries: 0 })
    .execute();
  await db.insertInto('known_network').values({ holder_id: 'account', network_index: 'x', expires_at: soon }).execute();
  const factor = { secret_sealed: 'x', confirmed_at: now, last_step: 0, ends_at: soon };
  await db
    .insertInto('second_factor')
    .values({ account_id: 'account', ...factor })
    .execute();
  const { password_set_at: _, ...waiting } = account;
  await db
    .insertInto('sign_up')
    .values({ digest: 'sign-up', account_id: 'other', ...waiting, expires_at: soon })
    .execute();
  await makeErasableKey(ctx, { id: 'own-1', expiresAt: new Date(soon) });
  await db
    .insertInto('undo_copy')
    .values({ id: 'own-1', link_digest: 'x', copy_sealed: 'x', expires_at: soon, has_password: 1 })
    .execute();
  await db.insertInto('api_answer').values({ id: 'answer', made_at: now }).execute();
  await db
    .insertInto('subscriber')
    .values({ id: 'subscriber', address_sealed: 'x', address_index: 'x', subscribed_at: now })
    .execute();
  await db
    .insertInto('ledger_subject')
    .values({ id: 'subject', salt_sealed: 'x', erased_at: now, salt_until: soon })
    .execute();
  await db
    .insertInto('legal_hold')
    .values({ id: 'hold', account_id: 'none', detail_sealed: 'x', placed_at: now, ends_on: soon.slice(0, 10) })
    .execute();
  await db
    .insertInto('limit_count')
    .values({ bucket: `${soon} digest`, count: 1 })
    .execute();
  await add(ctx, 'account', 'gone');
  await queue(ctx, letter());
  await mail.send();
}

/** What stands in the tables that time empties, and the backups. */
async function everything({ db, config }: TestServices): Promise<unknown[]> {
  const tables = [
    ...(['session', 'account_link', 'known_network', 'second_factor', 'sign_up', 'erasable_key', 'undo_copy'] as const),
    ...(['api_answer', 'subscriber', 'ledger_subject', 'legal_hold', 'limit_count', 'limit_salt', 'erased'] as const),
    'outgoing_mail' as const,
  ];
  const rows: unknown[] = [];
  for (const table of tables) {
    const found = await db.selectFrom(table).selectAll().execute();
    expect([table, found.length > 0]).toEqual([table, true]);
    rows.push(...found);
  }
  return [...rows, ...files(config.backupDir)];
}

function files(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
