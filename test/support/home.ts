import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Config } from '../../server/config.ts';
import { openBackupDriver } from '../../server/db/backup-drivers/open-backup-driver.ts';
import { openRestoring, openServices } from '../../server/services.ts';
import type { Manifest } from '../../src/library/model/manifest.ts';
import { makeDatabase, type StoppedClock, stopClock, testConfig, testPlaces } from './services.ts';

export type Home = Awaited<ReturnType<typeof makeHome>>;

/** Where a server lives that is stopped and started again: a folder, a database in a file or on a server, its keys. */
export async function makeHome({
  now = '2026-11-23T12:00:00Z',
  manifest = { documents: [] },
}: {
  now?: string;
  manifest?: Manifest;
} = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  const places = { ...testPlaces, manifest: join(folder, 'documents.json') };
  const publish = (manifest: Manifest) => writeFileSync(places.manifest, JSON.stringify(manifest));
  publish(manifest);
  const isPostgres = process.env['TEST_DATABASE_URL'] !== undefined;
  const database = await makeDatabase();
  const DATABASE_URL = isPostgres ? database.url : `file:${folder}/whitrack.db`;
  const config = testConfig({ DATABASE_URL, DATA_DIR: folder });
  const clock: StoppedClock = stopClock(now);

  return {
    folder,
    clock,
    config,
    isPostgres,
    backupDir: config.backupDir,
    /** As a command does, beside a server. */
    async open() {
      return { ...(await openServices(config, clock, places)), clock };
    },
    /** As main.ts does before it listens. */
    async start() {
      const occupied = openBackupDriver(config.databaseUrl).occupy();
      try {
        const services = await openServices(config, clock, places);
        await services.personalData.eraseAgain();
        return {
          ...services,
          clock,
          async [Symbol.asyncDispose]() {
            await services[Symbol.asyncDispose]();
            occupied[Symbol.dispose]();
          },
        };
      } catch (error) {
        occupied[Symbol.dispose]();
        throw error;
      }
    },
    /** Builds the site with other versions. */
    publish,
    restoring: (change: Partial<Config> = {}) => openRestoring({ ...config, ...change }, clock, places),
    files: () => filesBelow(folder),
    /** All bytes of all files, as text in which any ASCII can be found. */
    bytes: () =>
      filesBelow(folder)
        .map((file) => readFileSync(file, 'latin1'))
        .join('\n'),
    async [Symbol.asyncDispose]() {
      await database.drop();
      rmSync(folder, { recursive: true });
    },
  };
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [path]));
}
