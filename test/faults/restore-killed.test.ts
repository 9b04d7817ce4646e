import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempDisposableSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import pg from 'pg';
import { expect, test } from 'vitest';
import { forceWords } from '../../server/backups/restoring.ts';
import { after, minute, systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { BackupError } from '../../server/db/copying.ts';
import { openCopying } from '../../server/db/open-copying.ts';
import { openRestoring, openServices } from '../../server/services.ts';
import { leaveAccount } from '../support/accounts.ts';
import { actOf, append } from '../support/ledger.ts';
import { subscribed } from '../support/notices.ts';
import { startPostgresql } from '../support/postgresql.ts';
import { formOf, testPlaces } from '../support/services.ts';
import { freshKeys, settingsIn } from '../support/settings.ts';

const keys = freshKeys();

test('a restore killed at any step leaves the old database or the new one, whole', { timeout: 600_000 }, async () => {
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
    isDone = isDoneBefore(env, backup, steps);
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

test('on PostgreSQL a restore killed at any step is the old database, or is done again', {
  timeout: 600_000,
}, async () => {
  using home = mkdtempDisposableSync(join(tmpdir(), 'whitrack-restore-'));
  const server = await startPostgresql();
  try {
    const first = join(home.path, 'first');
    const file = await prepare(settings(first, await databaseOf(server.url, 'first')));
    const outcomes: string[] = [];
    for (let isDone = false; !isDone; ) {
      const step = outcomes.length;
      const folder = join(home.path, String(step));
      cpSync(first, folder, { recursive: true });
      const env = settings(folder, await databaseOf(server.url, `step_${step}`, 'first'));
      const backup = join(folder, 'backups', file);
      // Nothing is replaced before psql is started.
      isDone = isDoneBefore(env, backup, step, 'psql');
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
  } finally {
    await server.stop();
  }
});

/** Empty, or as another. */
async function databaseOf(server: string, name: string, like = 'template1'): Promise<string> {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name} template ${like}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}

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
function isDoneBefore(env: Record<string, string>, backup: string, step: number, ...from: string[]): boolean {
  const words = ['test/support/restore-to-death.ts', backup, String(step), ...from];
  const ended = spawnSync(process.execPath, words, { env, encoding: 'utf8' });
  if (ended.signal === 'SIGKILL') return false;
  expect([ended.stderr, ended.stdout]).toEqual(['', 'done']);
  return true;
}

/** A minute later: what is kept aside has a name of its own in each second. */
async function restore(env: Record<string, string>, backup: string): Promise<void> {
  const clock = { ...systemClock, now: () => after(systemClock.now(), minute) };
  await openRestoring(readConfig(env), clock, testPlaces).restore(backup, { force: forceWords });
}

/** As main.ts starts; gives which of the two it is. */
async function expectWhole(env: Record<string, string>): Promise<'old' | 'new'> {
  const config = readConfig(env);
  using _occupied = openCopying(config.databaseUrl).occupy();
  await using services = await openServices(config, systemClock, testPlaces);
  const { db } = services;
  await services.personalData.eraseAgain();
  expect(await db.selectFrom('subscriber').selectAll().execute()).toEqual([]);
  expect(await services.ledger.verify()).toMatchObject({ entries: 2, finding: null });
  expect(await services.ledger.lastOf('ada', ['purpose:ai-training'])).toMatchObject({
    entry: { kind: 'consent-withdrawn' },
  });
  if (config.databaseUrl.startsWith('file:')) {
    expect((await sql`pragma integrity_check`.execute(db)).rows).toEqual([{ integrity_check: 'ok' }]);
    expect((await sql`pragma foreign_key_check`.execute(db)).rows).toEqual([]);
  }
  return (await db.selectFrom('suppression').selectAll().execute()).length > 0 ? 'new' : 'old';
}
