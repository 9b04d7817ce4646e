import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { occupy } from '../../server/db/backup-drivers/occupancy.ts';
import { openDatabase } from '../../server/db/database.ts';
import { inWords } from '../../server/db/faults.ts';
import { fixtureLibrary } from '../support/library.ts';
import { freePort } from '../support/port.ts';
import { settingsIn } from '../support/settings.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'whitrack-'));
  symlinkSync(fixtureLibrary, join(folder, 'content'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** An operator’s command as it is run, with others allowed to read what files are made. */
async function admin(settings: Record<string, string>, ...words: string[]): Promise<{ code: number; said: string }> {
  const env = { ...settingsIn(join(folder, 'data')), ...settings };
  const cli = join(import.meta.dirname, '../../server/cli.ts');
  const script = ['-c', 'umask 022; exec "$0" "$@"', process.execPath, cli, ...words];
  return new Promise((resolve) =>
    execFile('sh', script, { cwd: folder, env }, (error, out, complaints) =>
      resolve({ code: error ? Number(error.code) : 0, said: `${out}${complaints}`.trim() }),
    ),
  );
}

test('a database that is away is told in one line, without what its address holds', async () => {
  const DATABASE_URL = `postgres://app:hunter2@127.0.0.1:${await freePort()}/whitrack`;
  expect(await admin({ DATABASE_URL }, 'mail', 'list')).toEqual({
    code: 1,
    said: 'Cannot open the database: it does not answer. Start it, or set its host and port in DATABASE_URL.',
  });
});

test('a command without its settings says that it cannot be carried out, and why', async () => {
  const { code, said } = await admin({ ENCRYPTION_KEYS: '' }, 'mail', 'list');
  expect(code).toBe(1);
  expect(said).toMatch(/^This command cannot be carried out:\n- ENCRYPTION_KEYS is not set/);
});

test('a file that is no database, and a folder in its place, are told in words', async () => {
  writeFileSync(join(folder, 'notes.txt'), 'Nothing of a database, and longer than its header is. '.repeat(20));
  mkdirSync(join(folder, 'nothing'));
  await expect(openDatabase(`file:${join(folder, 'notes.txt')}`)).rejects.toThrow('is no SQLite database');
  await expect(openDatabase(`file:${join(folder, 'nothing')}`)).rejects.toThrow('cannot be opened for writing');
});

test('a folder that cannot be made, or is a file, is told in words by whoever is to serve it', () => {
  writeFileSync(join(folder, 'taken'), '');
  for (const place of ['taken', join('taken', 'data')]) {
    expect(() => occupy(join(folder, place, 'whitrack.db'))).toThrow(
      '(DATABASE_URL, or in DATA_DIR) cannot be opened for writing',
    );
  }
  const readOnly = Object.assign(new Error('no such file or directory'), { code: 'ENOENT', syscall: 'mkdir' });
  expect(inWords(readOnly)).toMatchObject({ message: expect.stringContaining('cannot be opened for writing') });
});

test('a socket that is not there is told in one line', async () => {
  const DATABASE_URL = `postgres://app@/whitrack?host=${join(folder, 'nowhere')}`;
  expect((await admin({ DATABASE_URL }, 'mail', 'list')).said).toBe(
    'Cannot open the database: it does not answer. Start it, or set its host and port in DATABASE_URL.',
  );
});

test('a file that a command is given and cannot read is told in words', async () => {
  const cases = (file: string): Promise<{ code: number; said: string }> =>
    admin({}, 'requests', 'deadline', '--cases', file);
  const missing = join(folder, 'cases.json');
  expect(await cases(missing)).toEqual({ code: 1, said: `${missing} is not there.` });
  expect((await cases(folder)).said).toContain('is a folder, and a file is needed.');
  writeFileSync(join(folder, 'taken'), '');
  const inside = join(folder, 'taken', 'ledger.jsonl');
  expect((await admin({}, 'ledger', 'export', inside)).said).toBe(`${inside} lies in what is no folder.`);
});

test('what a command writes nobody else can read', async () => {
  expect(await admin({}, 'mail', 'list')).toEqual({ code: 0, said: 'There is no mail yet.' });
  const files = readdirSync(join(folder, 'data'), { recursive: true, withFileTypes: true });
  const modes = files.map((file) => [file.name, statSync(join(file.parentPath, file.name)).mode & 0o77] as const);
  expect(modes.length).toBeGreaterThan(0);
  expect(modes.filter(([, others]) => others !== 0)).toEqual([]);
});
