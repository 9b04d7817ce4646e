import { mkdtempSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import SQLite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { after } from '../../server/clock.ts';
import { createBusyRetry, lockWaitOfCommands } from '../../server/db/busy-retry.ts';
import { openDatabase } from '../../server/db/database.ts';
import { stopClock } from '../support/services.ts';

async function open() {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  const file = join(folder, 'data', 't.db');
  const db = await openDatabase(`file:${file}`);
  return {
    folder,
    file,
    /** Two statements that belong together, as a form post makes them. */
    store: (name: string, meanwhile: () => void = () => undefined) =>
      db.transaction().execute(async (db) => {
        await db.insertInto('sealing_key').values({ id: name, check_sealed: 'x' }).execute();
        meanwhile();
        await db.updateTable('sealing_key').set({ check_sealed: 'y' }).where('id', '=', name).execute();
      }),
    stored: async () => (await db.selectFrom('sealing_key').select('id').orderBy('id').execute()).map(({ id }) => id),
    async [Symbol.asyncDispose]() {
      await db.destroy();
      rmSync(folder, { recursive: true });
    },
  };
}

function lock(file: string) {
  const other = new SQLite(file);
  other.exec('begin immediate');
  return { release: () => other.close() };
}

test('what the database keeps is readable to its owner alone', async () => {
  await using database = await open();

  expect(statSync(join(database.folder, 'data')).mode & 0o777).toBe(0o700);
});

test('while another program writes, the server waits a little and goes on answering meanwhile', async () => {
  await using database = await open();
  const other = lock(database.file);

  const storing = database.store('a');
  for (let turns = 0; turns < 20; turns += 1) await setImmediate();
  other.release();

  await storing;
  expect(await database.stored()).toEqual(['a']);
});

test('behind a lock that lasts nobody waits for those before, and reading goes on', async () => {
  await using database = await open();
  const other = lock(database.file);

  const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, at) => database.store(`${at}`)));

  expect(new Set(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason.code))).toEqual(
    new Set(['SQLITE_BUSY']),
  );
  expect(await database.stored()).toEqual([]);
  other.release();
  await database.store('afterwards');
  expect(await database.stored()).toEqual(['afterwards']);
});

test('whoever comes to a lock that others have waited for in vain does not wait once more', async () => {
  const clock = stopClock('2026-11-23T12:00:00Z');
  const patience = createBusyRetry({
    elapsed: clock.elapsed,
    wait: async (milliseconds) => clock.set(after(clock.now(), milliseconds).toISOString()),
  });
  let tries = 0;
  const behindLock = async () => {
    tries = 0;
    const act = () => {
      tries += 1;
      throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
    };
    await expect(patience.whenFree(act)).rejects.toThrow('locked');
    return tries;
  };

  expect(await behindLock()).toBeGreaterThan(10);
  expect([await behindLock(), await behindLock()]).toEqual([1, 1]);
  patience.taken();
  expect(await behindLock()).toBeGreaterThan(10);
});

test('a command, at which a person waits, waits longer for a lock than the server does', async () => {
  const triedFor = async (longest?: number) => {
    const clock = stopClock('2026-11-23T12:00:00Z');
    const wait = async (milliseconds: number) => clock.set(after(clock.now(), milliseconds).toISOString());
    const act = () => {
      throw Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' });
    };
    await expect(createBusyRetry({ elapsed: clock.elapsed, wait }, longest).whenFree(act)).rejects.toThrow('locked');
    return clock.elapsed();
  };

  expect(await triedFor()).toBe(500);
  expect(await triedFor(lockWaitOfCommands)).toBe(30_000);
});

test('a database whose file was taken away acknowledges nothing, and goes on when it is back', async () => {
  await using database = await open();
  await database.store('before');
  renameSync(database.file, `${database.file}.away`);

  await expect(database.store('lost')).rejects.toThrow('removed or replaced');
  await expect(database.stored()).rejects.toThrow('removed or replaced');

  renameSync(`${database.file}.away`, database.file);
  await database.store('after');
  expect(await database.stored()).toEqual(['after', 'before']);
});

test('nor what was begun before the file was taken away', async () => {
  await using database = await open();
  const takeAway = () => renameSync(database.file, `${database.file}.away`);
  await expect(database.store('lost', takeAway)).rejects.toThrow('removed or replaced');

  renameSync(`${database.file}.away`, database.file);
  expect(await database.stored()).toEqual([]);
});
