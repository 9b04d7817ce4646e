import { execFile } from 'node:child_process';
import { cpSync, mkdtempDisposableSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { expect, inject, test } from 'vitest';
import { forceWords } from '../../server/backups/restore.ts';
import { after, minute, systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { BackupError } from '../../server/db/backup-drivers/backup-driver.ts';
import { openBackupDriver } from '../../server/db/backup-drivers/open-backup-driver.ts';
import { openRestoring, openServices } from '../../server/services.ts';
import { leaveAccount } from '../support/accounts.ts';
import { actOf, append } from '../support/ledger.ts';
import { subscribed } from '../support/notices.ts';
import { createDatabase } from '../support/postgresql-databases.ts';
import { formOf, testPlaces } from '../support/services.ts';
import { freshKeys, settingsIn } from '../support/settings.ts';

const keys = freshKeys();

test.concurrent('a restore killed at any step leaves the old database or the new one, whole', async () => {
  using home = mkdtempDisposableSync(join(tmpdir(), 'whitrack-restore-'));
  const first = join(home.path, 'first');
  const file = await prepare(settings(first, `file:${first}/whitrack.db`));
  let steps = 0;
  const outcomes = new Set<string>();
  for (let isDone = false; !isDone; steps += 1) {
    const folder = join(home.path, String(steps));
    cpSync(first, folder, { recursive: true });
    const env = settings(folder, `file:${folder}/whitrack.db`);
    const backup = join(folder, 'backups', file);
    isDone = await isDoneBefore(env, backup, steps);
    // The server starts, or the restore is done again.
    if (steps % 2 === 1) await restore(env, backup);
    const outcome = await expectWhole(env);
    if (isDone || steps % 2 === 1) expect(outcome).toBe('new');
    else outcomes.add(outcome);
    expect(readdirSync(folder).filter((name) => name.includes('restoring'))).toEqual([]);
  }
  expect(steps).toBeGreaterThan(10);
  expect(outcomes).toContain('old');
});

test.concurrent('on PostgreSQL a restore killed at any step is the old database, or is done again', async () => {
  using home = mkdtempDisposableSync(join(tmpdir(), 'whitrack-restore-'));
  const server = inject('postgresqlUrl');
  const first = join(home.path, 'first');
  await using database = await createDatabase(server);
  const file = await prepare(settings(first, database.url));
  const outcomes: string[] = [];
  for (let isDone = false; !isDone; ) {
    const step = outcomes.length;
    const folder = join(home.path, String(step));
    cpSync(first, folder, { recursive: true });
    await using copy = await createDatabase(server, database.name);
    const env = settings(folder, copy.url);
    const backup = join(folder, 'backups', file);
    // Nothing is replaced before psql is started.
    isDone = await isDoneBefore(env, backup, step, 'psql');
    const outcome = await expectWhole(env).catch((error: unknown) => {
      expect(error).toBeInstanceOf(BackupError);
      return 'unfinished';
    });
    outcomes.push(outcome);
    if (isDone || step % 2 === 0) continue;
    await restore(env, backup);
    expect(await expectWhole(env)).toBe('new');
  }
  expect([...new Set(outcomes)]).toEqual(['old', 'unfinished', 'new']);
});

function settings(folder: string, DATABASE_URL: string): Record<string, string> {
  return { ...settingsIn(folder), ...keys, DATABASE_URL, BACKUP_DIR: join(folder, 'backups') };
}

/** After the backup Grace unsubscribes, Ada withdraws, and a row is lost, which the backup has. */
async function prepare(env: Record<string, string>): Promise<string> {
  await using services = await openServices(readConfig(env), systemClock, testPlaces);
  const token = await subscribed(services, 'grace@example.com');
  await leaveAccount(services, { accountId: 'ada', email: 'ada@example.com' });
  await append(services, actOf('ada'));
  await services.db.insertInto('suppression').values({ address_index: 'lost', kind: 'x', since: 'x' }).execute();
  const { path } = await services.backups.take();
  await services.notices.changePreferences(token, formOf({ act: 'end', document: [] }));
  await append(services, actOf('ada', { kind: 'consent-withdrawn' }));
  await services.db.deleteFrom('suppression').execute();
  return path.slice(path.lastIndexOf('/') + 1);
}

/** False where it was killed. */
async function isDoneBefore(env: Record<string, string>, backup: string, step: number, ...from: string[]) {
  const words = ['test/support/restore-to-death.ts', backup, String(step), ...from];
  return await new Promise<boolean>((resolve, reject) =>
    execFile(process.execPath, words, { env }, (error, stdout, stderr) => {
      if (error?.signal === 'SIGKILL') resolve(false);
      else if (stderr === '' && stdout === 'done') resolve(true);
      else reject(new Error(`${stdout}${stderr}`));
    }),
  );
}

/** A minute later: what is kept aside has a name of its own in each second. */
async function restore(env: Record<string, string>, backup: string): Promise<void> {
  const clock = { ...systemClock, now: () => after(systemClock.now(), minute) };
  await openRestoring(readConfig(env), clock, testPlaces).restore(backup, { force: forceWords });
}

/** As main.ts starts; gives which of the two it is. */
async function expectWhole(env: Record<string, string>): Promise<'old' | 'new'> {
  const config = readConfig(env);
  using _occupied = openBackupDriver(config.databaseUrl).occupy();
  await using services = await openServices(config, systemClock, testPlaces);
  const { db } = services;
  await services.personalData.eraseAgain();
  expect(await db.selectFrom('subscriber').selectAll().execute()).toEqual([]);
  expect(await services.ledger.verify()).toMatchObject({ entries: 4, finding: null });
  expect(await services.ledger.lastOf({ accountId: 'ada' }, ['purpose:ai-training'])).toMatchObject({
    entry: { kind: 'consent-withdrawn' },
  });
  if (config.databaseUrl.startsWith('file:')) {
    expect((await sql`pragma integrity_check`.execute(db)).rows).toEqual([{ integrity_check: 'ok' }]);
    expect((await sql`pragma foreign_key_check`.execute(db)).rows).toEqual([]);
  }
  return (await db.selectFrom('suppression').selectAll().execute()).length > 0 ? 'new' : 'old';
}
