import { createReadStream, createWriteStream, existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { Worker } from 'node:worker_threads';
import SQLite from 'better-sqlite3';
import { inWords } from '../faults.ts';
import type { Schema } from '../schema.ts';
import { damageOf } from '../sqlite.ts';
import { type BackupDriver, BackupError, type Found, leftOut } from './backup-driver.ts';
import { occupy } from './occupancy.ts';
import type { CopyOrder } from './sqlite-worker.ts';

/** SQLite: a copy is a database of its own, without anything that was deleted before. */
export function sqliteBackupDriver(path: string): BackupDriver {
  const isPossible = path !== ':memory:';
  const next = `${path}.restoring`;
  return { extension: 'sqlite', isPossible, write, check, keysOf, look, replace, occupy: serve };

  async function write(file: string): Promise<void> {
    await onThread({ act: 'write', from: path, to: file, leftOut });
  }

  async function check(file: string): Promise<void> {
    try {
      await onThread({ act: 'check', file });
    } catch (error) {
      throw new BackupError(`${file} is damaged: ${error instanceof Error ? error.message : error}.`);
    }
  }

  async function keysOf(file: string): Promise<Schema['sealing_key'][]> {
    const database = new SQLite(file, { readonly: true });
    try {
      return database.prepare('select id, check_sealed from sealing_key').all() as Schema['sealing_key'][];
    } finally {
      database.close();
    }
  }

  async function look(): Promise<Found> {
    if (!existsSync(path) || statSync(path).size === 0) return 'none';
    return takeAlone();
  }

  function serve(): Disposable {
    if (!isPossible) return { [Symbol.dispose]: () => undefined };
    const occupied = occupy(path);
    clear(next);
    return occupied;
  }

  async function replace(file: string, { prepare, aside }: Parameters<BackupDriver['replace']>[1]): Promise<void> {
    using _occupied = serve();
    try {
      await copyForOurEyes(file, next);
      dropPrograms(next);
      await prepare(`file:${next}`, (await look()) === 'readable' ? { schema: 'replaced', file: path } : null);
      // One file is renamed, not three.
      settle(next);
      await aside();
      // Somebody may have started the server meanwhile.
      await look();
      // A log of the old database must not be replayed into the new one.
      for (const old of [`${path}-wal`, `${path}-shm`]) rmSync(old, { force: true });
      renameSync(next, path);
    } finally {
      // Whoever was erased since may still be in it.
      clear(next);
    }
  }

  /** Writes its log back and takes it away, which works for whoever is alone, and where it can be read. */
  function takeAlone(): Exclude<Found, 'none'> {
    try {
      // The log of another database is not written into it.
      const damage = damageOf(path, 'thorough');
      if (damage === 'unreadable') return damage;
      settle(path);
      return damage ?? 'readable';
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code.startsWith('SQLITE_BUSY'))
        throw new BackupError('The server is running on this database. Stop it first, then restore.');
      if (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) return 'unreadable';
      throw inWords(error);
    }
  }
}

function clear(path: string): void {
  for (const file of [path, `${path}-wal`, `${path}-shm`, `${path}-journal`]) rmSync(file, { force: true });
}

/** Nobody but us may read it, from the first byte, whoever may read what it is a copy of. */
async function copyForOurEyes(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true }));
}

/** Nothing that acts by itself comes out of a file: our own guards are put in anew. */
function dropPrograms(path: string): void {
  const database = new SQLite(path);
  try {
    const found = database.prepare(`select type, name from sqlite_schema where type in ('trigger', 'view')`).all();
    for (const { type, name } of found as { type: string; name: string }[])
      database.exec(`drop ${type} if exists "${name.replaceAll('"', '""')}"`);
  } finally {
    database.close();
  }
}

function settle(path: string): void {
  const database = new SQLite(path);
  try {
    database.pragma('busy_timeout = 0');
    database.pragma('journal_mode = DELETE');
  } finally {
    database.close();
  }
}

function onThread(order: CopyOrder): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const worker = new Worker(new URL('./sqlite-worker.ts', import.meta.url), { workerData: order });
  worker.once('error', reject);
  worker.once('exit', (code) => (code === 0 ? resolve() : reject(new Error('The copying thread ended'))));
  return promise;
}
