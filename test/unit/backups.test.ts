import {
  appendFileSync,
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { forceWords } from '../../server/backups/restore.ts';
import { dueToGo } from '../../server/backups/retention.ts';
import { transaction } from '../../server/context.ts';
import { openBackupDriver } from '../../server/db/backup-drivers/open-backup-driver.ts';
import { queue } from '../../server/mail/outbox.ts';
import { endFor } from '../../server/notices/subscribers.ts';
import { openRestoring } from '../../server/services.ts';
import { signUpConfirmed } from '../support/accounts.ts';
import { admin } from '../support/admin.ts';
import { afterPublication, answerAs } from '../support/consents.ts';
import { type Home, makeHome } from '../support/home.ts';
import { letter } from '../support/mail.ts';
import { subscribed } from '../support/notices.ts';
import { promise } from '../support/promise.ts';
import { submitted } from '../support/requests.ts';
import { openTestServices, testConfig, testPlaces } from '../support/services.ts';

// Each is written, read back and checked.
const backupsIn = (folder: string) =>
  readdirSync(folder)
    .filter((name) => !name.endsWith('.hmac'))
    .sort();

test('a backup is for our eyes alone, is whole, and has its digest beside it', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  await submitted(services);
  const { path } = await services.backups.take();

  expect(basename(path)).toMatch(/^backup-20261123T120000Z\.(sqlite|pgdump)$/);
  expect(readdirSync(home.backupDir).sort()).toEqual([basename(path), `${basename(path)}.hmac`]);
  for (const file of [path, `${path}.hmac`]) expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(home.backupDir).mode & 0o777).toBe(0o700);
  expect(readFileSync(`${path}.hmac`, 'utf8')).toMatch(/^test:[0-9a-f]{64}\n$/);
  await home.restoring().verify(path);
});

test('the server backs up every hour, and goes on after one that failed', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  const at = async (time: string) => {
    home.clock.set(`2026-11-23T${time}:00Z`);
    await services.backups.maintain();
  };
  for (const time of ['12:00', '12:01', '12:59', '13:00']) await at(time);
  // Something stands where the copy would be written.
  const inTheWay = join(home.backupDir, `backup-20261123T140000Z.${home.isPostgres ? 'pgdump' : 'sqlite'}.hmac`);
  mkdirSync(inTheWay);
  await expect(at('14:00')).rejects.toThrow();
  rmdirSync(inTheWay);
  for (const time of ['14:01', '14:10', '14:11']) await at(time);
  expect((await services.backups.list()).map(({ at }) => at.toISOString().slice(11, 16))).toEqual([
    '12:00',
    '13:00',
    '14:10',
  ]);
});

test(
  'no backup gets older than 30 days, whatever kind it is, and one of 29 days stays',
  promise('deletion-and-backups'),
  async () => {
    await using home = await makeHome({ now: '2026-11-23T12:00:00Z' });
    await using services = await home.start();
    const { path } = await services.backups.take();
    const replaced = await services.backups.take({ kind: 'replaced' });
    home.clock.set('2026-12-22T12:00:00Z');
    await services.backups.expire();
    expect(backupsIn(home.backupDir)).toEqual([basename(path), basename(replaced.path)]);
    home.clock.set('2026-12-23T12:00:01Z');
    await services.backups.expire();
    expect(readdirSync(home.backupDir)).toEqual([]);
  },
);

test('a backup that somebody kept for longer, or under a name without its date, is not restored', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  const renamed = path.replace(/backup-[^.]+/, 'old');
  for (const end of ['', '.hmac']) cpSync(`${path}${end}`, `${renamed}${end}`);
  await expect(home.restoring().restore(renamed, { force: forceWords })).rejects.toThrow('does not say when');
  home.clock.set('2026-12-23T12:00:01Z');
  await expect(home.restoring().restore(path, { force: forceWords })).rejects.toThrow('older than any backup');
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(2);
});

test('all backups of two days are kept, and of each day before that the last', () => {
  const now = new Date('2026-11-23T12:30:00Z');
  const hours = Array.from({ length: 24 * 32 }, (_, n) => new Date(now.getTime() - n * 3_600_000)).reverse();
  const all = hours.map((at) => ({ kind: 'backup' as const, path: at.toISOString(), at }));
  const gone = new Set(dueToGo(all, now, new Date('2026-10-24T12:30:00Z')));
  const kept = all.filter((backup) => !gone.has(backup)).map(({ path }) => path);
  expect(kept.filter((path) => path >= '2026-11-21T12:30')).toHaveLength(49);
  const older = kept.filter((path) => path < '2026-11-21T12:30');
  expect(older.map((path) => path.slice(11, 13))).toEqual(Array(28).fill('23'));
  expect(older[0]?.slice(0, 10)).toBe('2026-10-24');
});

test('what a killed copying left goes, and no other file is touched', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  await services.backups.take();
  for (const name of ['.part-20261123T105959Z-1', '.part-20261123T115900Z-2', 'notes.txt'])
    writeFileSync(join(home.backupDir, name), 'x');
  await services.backups.expire();
  expect(readdirSync(home.backupDir).filter((name) => !name.startsWith('backup-'))).toEqual([
    '.part-20261123T115900Z-2',
    'notes.txt',
  ]);
});

test('what a killed copying left at a wrong time goes at the next start, not when that time has come', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  await services.backups.take();
  const before = readdirSync(home.backupDir);
  const names = ['.part-20270102T120000Z-1', '.part-20270102T120000Z-1-wal', 'backup-20270102T120000Z.sqlite.hmac'];
  for (const name of names) writeFileSync(join(home.backupDir, name), 'x');
  await services.backups.maintain();
  expect(readdirSync(home.backupDir)).toEqual(before);
});

test('a restored database holds what the backup held, and everybody has to sign in again', async () => {
  await using home = await makeHome();
  const { path, reference } = await backedUp(home);
  const restored = await home.restoring().restore(path, { force: forceWords });
  expect(restored).toMatchObject({ erasedAgain: 0, aside: expect.stringContaining('replaced-') });
  await using services = await home.start();
  expect(await services.requests.show(reference)).toMatchObject({ value: { person: { name: 'Ada Lovelace' } } });
  // What somebody asked for since is not lost, as long as the replaced database tells of it.
  expect(await services.requests.list()).toHaveLength(2);
  expect(await services.db.selectFrom('session').selectAll().execute()).toEqual([]);
  home.clock.set('2026-11-23T12:00:01Z');
  await services.backups.take();
});

test('a live database is replaced by nobody who does not say so', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  for (const force of ['', 'yes', 'true'])
    await expect(home.restoring().restore(path, { force })).rejects.toThrow(`--force "${forceWords}"`);
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(2);
});

test('a restore fails while a server runs, and leaves everything as it was', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  await using services = await home.start();
  await services.requests.list();
  await expect(home.restoring().restore(path, { force: forceWords })).rejects.toThrow(/running on this database/);
  await submitted(services, { email: 'grace@example.com' });
  expect(await services.requests.list()).toHaveLength(3);
});

test('a backup that was damaged, or lost its digest, is not restored', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  rmSync(`${path}.hmac`);
  await expect(home.restoring().restore(path, { force: forceWords })).rejects.toThrow('.hmac is not beside it');
  cpSync(path, `${path}.copy`);
  const { path: other } = await whileRunning(home, ({ backups }) => backups.take({ kind: 'replaced' }));
  appendFileSync(other, 'x');
  await expect(home.restoring().restore(other, { force: forceWords })).rejects.toThrow('its digest differs');
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(2);
});

test('mails that waited in the backup are not sent a second time', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    await queue(services.ctx, letter());
    const { path } = await services.backups.take();
    await services.mail.send();
    return path;
  });
  expect(await home.restoring().restore(path, { force: forceWords })).toMatchObject({ mailsSetAside: 0 });
  {
    await using services = await home.start();
    expect(await services.mail.list()).toMatchObject([{ state: 'sent' }]);
  }
  home.clock.set('2026-11-23T12:01:00Z');
  const blind = { force: forceWords, takeNothingOver: true };
  expect(await home.restoring().restore(path, blind)).toMatchObject({ mailsSetAside: 1 });
  await using services = await home.start();
  expect(await services.mail.list({ failed: true })).toMatchObject([{ state: 'failed', problem: 'uncertain' }]);
});

test(
  'who ended a subscription after the backup is not subscribed again by it',
  promise('deletion-and-backups'),
  async () => {
    await using home = await makeHome();
    const path = await whileRunning(home, async (services) => {
      await subscribed(services, 'ada@example.com');
      await subscribed(services, 'grace@example.com');
      const { path } = await services.backups.take();
      home.clock.set('2026-11-23T12:10:00Z');
      await transaction(services.ctx, (ctx) => endFor(ctx, 'ada@example.com', null));
      return path;
    });
    // What the replaced database knew counts, though the list beside it was not written yet.
    expect(await home.restoring().restore(path, { force: forceWords })).toMatchObject({ erasedAgain: 1 });
    await using services = await home.start();
    expect(await services.db.selectFrom('subscriber').select('address_index').execute()).toEqual([
      { address_index: services.blindIndex.index('grace@example.com') },
    ]);
  },
);

test(
  'a yes from before a restore is asked for again: a withdrawal may have been lost',
  promise('ai-training'),
  async () => {
    await using home = await makeHome({ now: afterPublication });
    const { ada, path } = await whileRunning(home, async (services) => {
      const ada = await signUpConfirmed(services);
      await answerAs(services, ada, 'give');
      const { path } = await services.backups.take();
      await answerAs(services, ada, 'withdraw');
      return { ada, path };
    });
    await home.restoring().restore(path, { force: forceWords, takeNothingOver: true });

    await using services = await home.start();
    const state = async () => await services.consents.state(ada.account.id, 'ai-training');
    expect(await state()).toMatchObject({ given: false, answer: 'asked-again' });
    home.clock.set('2026-11-26T12:01:00Z');
    expect(await answerAs(services, ada, 'give')).toEqual({ ok: true, value: null });
    expect(await state()).toMatchObject({ given: true, answer: 'given' });
  },
);

test('an objection made after the backup still stands when that is restored', async () => {
  await using home = await makeHome();
  const path = await whileRunning(home, async (services) => {
    const { path } = await services.backups.take();
    await submitted(services, { kind: ['objection_marketing'] });
    return path;
  });
  await home.restoring().restore(path, { force: forceWords });
  await using services = await home.start();
  expect(await services.db.selectFrom('suppression').select('kind').execute()).toEqual([
    { kind: 'objection_marketing' },
  ]);
});

test('of backups that are made in the same second one stands, with its own digest', async () => {
  await using home = await makeHome();
  await using services = await home.start();
  const takes = await Promise.allSettled(Array.from({ length: 3 }, () => services.backups.take()));
  expect(takes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  const [backup] = backupsIn(home.backupDir);
  await home.restoring().verify(join(home.backupDir, backup ?? ''));
  expect(readdirSync(home.backupDir)).toHaveLength(2);
});

test('a restore that fails leaves no copy behind, and the database as it was', async () => {
  await using home = await makeHome();
  const { path, reference } = await backedUp(home);
  // Whoever may read the backup may not read what is made of it.
  chmodSync(path, 0o644);
  const before = home.files();
  const otherKeys = testConfig({ DATABASE_URL: home.config.databaseUrl, DATA_DIR: home.folder });
  await expect(openRestoring(otherKeys, home.clock, testPlaces).restore(path, { force: forceWords })).rejects.toThrow();
  const left = home.files().filter((file) => !before.includes(file));
  expect(left.filter((file) => !/replaced-[^/]*$/.test(file))).toEqual([]);
  await using services = await home.start();
  expect((await services.requests.list()).map((request) => request.reference)).toContain(reference);
});

test('a restore writes nothing beside the backup, where others may have put something in its way', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  writeFileSync(`${path}.sql`, 'of somebody else');
  await home.restoring().restore(path, { force: forceWords });
  expect(readFileSync(`${path}.sql`, 'utf8')).toBe('of somebody else');
});

test('whoever opens the database while a backup is put back keeps it', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  await using opened = new AsyncDisposableStack();
  const steps = {
    prepare: async () => undefined,
    aside: async () => {
      if (!home.isPostgres) await expect(home.start()).rejects.toThrow('it is being restored');
      opened.use(await home.open());
    },
  };
  await expect(openBackupDriver(home.config.databaseUrl).replace(path, steps)).rejects.toThrow(
    'running on this database',
  );
  await opened.disposeAsync();
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(2);
});

test('a command leaves alone what a restore has under way', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  const { path } = await backedUp(home);
  await openBackupDriver(home.config.databaseUrl).replace(path, {
    prepare: async (databaseUrl) => {
      await using _command = await home.open();
      expect(existsSync(databaseUrl.slice('file:'.length))).toBe(true);
    },
    aside: async () => undefined,
  });
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(1);
});

test('two servers do not work on one file, nor a server and a restore, while commands do', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  const { path } = await backedUp(home);
  {
    await using _server = await home.start();
    await expect(home.start()).rejects.toThrow('SQLite serves one server');
    await using command = await home.open();
    await submitted(command, { email: 'alan@example.com' });
    await expect(home.restoring().restore(path, { force: forceWords })).rejects.toThrow('Stop it first');
  }
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(3);
});

test('a database whose rows refer to missing ones is restored over, and kept as it was', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  const { path } = await backedUp(home);
  const file = join(home.folder, 'whitrack.db');
  const database = new SQLite(file);
  database.pragma('foreign_keys = OFF');
  database.exec('delete from request');
  expect(database.pragma('quick_check', { simple: true })).toBe('ok');
  database.close();

  const { code, said } = await admin(null, ['restore', path, '--force', forceWords], { restoring: home.restoring });
  expect(code).toBe(0);
  expect(said).toContain('rows of it refer to others that are missing (PRAGMA foreign_key_check)');
  expect(said).toMatch(/unreadable-.*It goes by itself, after a day at the latest/);
  const [kept] = backupsIn(home.backupDir).filter((name) => name.startsWith('unreadable'));
  const old = new SQLite(join(home.backupDir, kept ?? ''), { readonly: true });
  expect(old.prepare('select count(*) from request_item').pluck().get()).toBe(4);
  old.close();
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(1);
});

test('a lost database is restored, and a broken one is kept aside for a day', async () => {
  await using home = await makeHome();
  if (home.isPostgres) return;
  const { path } = await backedUp(home);
  const database = join(home.folder, 'whitrack.db');
  rmSync(database);
  expect(await home.restoring().restore(path, { force: '' })).toMatchObject({ aside: null });

  writeFileSync(database, 'no database at all, and longer than nothing'.repeat(100));
  const { aside } = await home.restoring().restore(path, { force: forceWords });
  expect(basename(aside ?? '')).toBe('unreadable-20261123T120000Z.sqlite');
  await using services = await home.start();
  expect(await services.requests.list()).toHaveLength(1);
  home.clock.set('2026-11-24T12:00:01Z');
  await services.backups.expire();
  expect(backupsIn(home.backupDir).filter((name) => name.startsWith('unreadable'))).toEqual([]);
});

test('a database in memory says that it cannot be backed up', async () => {
  if (process.env['TEST_DATABASE_URL']) return;
  await using services = await openTestServices();
  await expect(services.backups.take()).rejects.toThrow('A database in memory cannot be backed up');
  await services.backups.maintain();
});

test('the operator backs up and restores by two commands, and is told what came of it', async () => {
  await using home = await makeHome();
  const { path } = await backedUp(home);
  await whileRunning(home, async (services) => {
    expect((await admin(services, ['backup', '--to', join(home.folder, 'elsewhere')])).code).toBe(0);
    // As a script writes it whose variable is not set.
    expect(await admin(services, ['backup', '--to', ''])).toMatchObject({
      code: 64,
      said: expect.stringContaining('Say which folder'),
    });
  });
  expect(backupsIn(join(home.folder, 'elsewhere'))).toHaveLength(1);
  expect((await admin(null, ['backup', '--help'])).said).toContain('Usage: npm run admin -- backup [options]');
  expect((await admin(null, ['restore', '--help'])).said).toContain(forceWords);
  const restore = (...args: string[]) => admin(null, ['restore', ...args], { restoring: home.restoring });
  expect((await restore()).code).toBe(64);
  expect(await restore(path, '--force', forceWords)).toMatchObject({
    code: 0,
    said: expect.stringContaining('Everybody has to sign in again.'),
  });
});

/** Two requests, the second after the backup. */
async function backedUp(home: Home): Promise<{ path: string; reference: string }> {
  return await whileRunning(home, async (services) => {
    const reference = await submitted(services);
    const { path } = await services.backups.take();
    await submitted(services, { email: 'grace@example.com' });
    return { path, reference };
  });
}

async function whileRunning<Value>(
  home: Home,
  act: (services: Awaited<ReturnType<Home['start']>>) => Promise<Value>,
): Promise<Value> {
  await using services = await home.start();
  return await act(services);
}
