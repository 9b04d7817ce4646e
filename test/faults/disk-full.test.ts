import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempDisposableSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { forceWords } from '../../server/backups/restore.ts';
import { systemClock } from '../../server/clock.ts';
import { readConfig } from '../../server/config.ts';
import { openServices } from '../../server/services.ts';
import { createDatabase } from '../support/postgresql-databases.ts';
import { testPlaces } from '../support/services.ts';
import { freshKeys } from '../support/settings.ts';

/** A disk of that size at a folder, which whoever runs after it sees alone, and which goes with them. */
const onSmallDisk = (folder: string, size: string, command: string) =>
  spawnSync('unshare', ['--map-root-user', '--mount', 'sh', '-c', script(folder, size, command)], {
    encoding: 'utf8',
    env: { ...process.env, ...settings(folder) },
  });
const script = (folder: string, size: string, command: string) =>
  `mount -t tmpfs -o size=${size} tmpfs '${folder}' || exit 99; ${command}; code=$?; echo "left: $(ls -A '${folder}')"; exit $code`;

const keys = freshKeys();
const settings = (folder: string) => ({ ORIGIN: 'http://localhost:4321', DATA_DIR: join(folder, '..'), ...keys });

using probe = mkdtempDisposableSync(join(tmpdir(), 'whitrack-disk-'));
/** A machine may forbid it. */
const canMount = onSmallDisk(probe.path, '64k', 'true').status === 0;

for (const kind of ['SQLite', 'PostgreSQL'] as const)
  test.skipIf(!canMount)(
    `on a full disk a backup of ${kind} says so in one line, and leaves no half file`,
    async () => {
      using home = mkdtempDisposableSync(join(tmpdir(), 'whitrack-full-'));
      await using postgresql = kind === 'PostgreSQL' ? await createDatabase(inject('postgresqlUrl')) : null;
      const small = join(home.path, 'backups');
      mkdirSync(small);
      const env = { ...settings(small), ...(postgresql && { DATABASE_URL: postgresql.url }) };
      {
        await using services = await openServices(readConfig(env), systemClock, testPlaces);
        const value = { id: 'answer', made_at: '2026-11-23', answer_sealed: randomBytes(400_000).toString('base64') };
        await services.db.insertInto('api_answer').values(value).execute();
      }
      const database = postgresql ? `DATABASE_URL='${postgresql.url}' ` : '';
      const { status, stdout, stderr } = onSmallDisk(
        small,
        '200k',
        `${database}'${process.execPath}' server/cli.ts backup`,
      );
      expect(stderr).toBe(
        `The disk of ${small} is full: there is no new backup, and nothing else was changed. Make room.\n`,
      );
      expect([status, stdout]).toEqual([1, 'left: \n']);
    },
  );

test.skipIf(!canMount)('on a full disk a restore says so, and the database is as it was', async () => {
  using home = mkdtempDisposableSync(join(tmpdir(), 'whitrack-full-'));
  const small = join(home.path, 'data');
  mkdirSync(small);
  const env = { ...settings(small), BACKUP_DIR: join(home.path, 'backups'), DATABASE_URL: `file:${small}/whitrack.db` };
  let file = '';
  {
    await using services = await openServices(
      readConfig({ ...env, DATABASE_URL: `file:${home.path}/other.db` }),
      systemClock,
      testPlaces,
    );
    file = (await services.backups.take()).path;
  }
  // Room for the database, and not for what is restored beside it.
  const room = `${Math.ceil((1.5 * statSync(file).size) / 1024)}k`;
  const restore = `'${process.execPath}' server/cli.ts restore '${file}' --force '${forceWords}'`;
  const put = `cp '${file}' '${small}/whitrack.db'`;
  const set = `export BACKUP_DIR='${env.BACKUP_DIR}' DATABASE_URL='${env.DATABASE_URL}'`;
  const { status, stdout, stderr } = onSmallDisk(small, room, `${put}; ${set}; ${restore}`);
  expect(stderr).toBe('The disk is full: nothing is restored, and the database is as it was. Make room.\n');
  expect(status).toBe(1);
  expect(stdout).toBe('left: whitrack.db\nwhitrack.db.lock\n');
});
