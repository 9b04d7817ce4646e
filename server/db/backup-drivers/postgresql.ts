import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, globSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import type { Schema } from '../schema.ts';
import { type BackupDriver, BackupError, leftOut, replacedSchema } from './backup-driver.ts';

/** A stream of a program: an open file, or none. */
type Stream = number | 'ignore';

/** Everything of ours in a schema, table by table and function by function. */
const eachOf = (schema: string, perTable: string, perFunction: string) => `
  for found in select oid::regclass as name from pg_class
    where relnamespace = ${schema}::regnamespace and relkind in ('r', 'p') and relowner = current_user::regrole
  loop execute format('${perTable}', found.name); end loop;
  for found in select oid::regprocedure as name from pg_proc
    where pronamespace = ${schema}::regnamespace and proowner = current_user::regrole
      and not exists (select 1 from pg_depend where objid = pg_proc.oid and deptype = 'e')
  loop execute format('${perFunction}', found.name); end loop;`;

const block = (...steps: string[]) => `do $$ declare found record; here text := current_schema(); begin
  ${steps.join('\n')}
end $$;
`;

const move = (to: string) => [`alter table %s set schema ${to}`, `alter function %s set schema ${to}`] as const;

/**
 * Keeps everything of ours under another name, so that a copy with older tables finds none of the newer ones, and that
 * all can be taken back. As long as there is that schema, the restore is not over: no server starts.
 */
const setAside = block(`create schema ${replacedSchema};`, eachOf('here', ...move(replacedSchema)));

const takeBack = block(
  eachOf('here', 'drop table if exists %s cascade', 'drop function if exists %s cascade'),
  // Out of sight, they would be named with their schema, which is not ours to quote.
  eachOf(`'${replacedSchema}'`, ...move("' || quote_ident(here) || '")),
  `drop schema ${replacedSchema};`,
);

/** What a copy may bring: tables with what is in them. Triggers, functions and rules are put in by us, or by nobody. */
const brought = /^\d+; \d+ \d+ (TABLE|TABLE DATA|DEFAULT|CONSTRAINT|FK CONSTRAINT|CHECK CONSTRAINT|INDEX) /;

/** PostgreSQL: a copy is what pg_dump writes, and psql puts it back in one transaction. */
export function postgresqlBackupDriver(databaseUrl: string): BackupDriver {
  return { extension: 'pgdump', isPossible: true, write, check, keysOf, look, replace, occupy };

  async function write(file: string): Promise<void> {
    // Nobody but us may read it, from the first byte.
    closeSync(openSync(file, 'wx', 0o600));
    const without = leftOut.map((table) => `--exclude-table-data=*.${table}`);
    await run('pg_dump', ['--format=custom', '--no-owner', '--no-privileges', ...without, '--file', file, database()]);
  }

  async function check(file: string): Promise<void> {
    await run('pg_restore', ['--file', '/dev/null', file]);
  }

  async function look(): Promise<'none' | 'readable'> {
    return await asked(async (client) => {
      // Of a server that has just been stopped something may be left for a moment.
      for (let left = 20; await isShared(client); left -= 1) {
        if (left === 0)
          throw new BackupError('Servers are running on this database. Stop them all first, then restore.');
        await setTimeout(100);
      }
      if (await has(client, replacedSchema, 'regnamespace')) await client.query(takeBack);
      return (await has(client, 'kysely_migration')) ? 'readable' : 'none';
    });
  }

  /** It serves many. */
  function occupy(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  async function keysOf(file: string): Promise<Schema['sealing_key'][]> {
    const rows = await written(['--data-only', '--table=sealing_key', '--file', '-', file]);
    const [, columns = '', lines = ''] = /^COPY \S+ \(([^)]*)\) FROM stdin;\n([\s\S]*?)^\\\.$/m.exec(rows) ?? [];
    const names = columns.split(', ');
    return lines
      .split('\n')
      .filter(Boolean)
      .map((line) => line.split('\t'))
      .map((values) => Object.fromEntries(names.map((name, at) => [name, values[at]]))) as Schema['sealing_key'][];
  }

  async function replace(file: string, { prepare, aside }: Parameters<BackupDriver['replace']>[1]): Promise<void> {
    const isThere = (await look()) === 'readable';
    const list = (await written(['--list', file])).split('\n').filter((line) => brought.test(line));
    await aside();
    // Somebody may have started a server meanwhile, and what it wrote would not be in what was set aside.
    await look();
    const script = openNameless();
    const chosen = openNameless(list.join('\n'));
    try {
      const choice = ['--use-list=/dev/fd/3', '--no-owner', '--no-privileges'];
      await run('pg_restore', [...choice, '--file', '-', file], { output: script.write, third: chosen.read });
      const all = ['--no-psqlrc', '--quiet', '--output=/dev/null', '--set=ON_ERROR_STOP=1', '--single-transaction'];
      await run('psql', [...all, '--command', setAside, '--file', '-', database()], { input: script.read });
    } finally {
      for (const opened of [script, chosen]) for (const file of [opened.write, opened.read]) closeSync(file);
    }
    try {
      await prepare(databaseUrl, isThere ? { schema: replacedSchema, file: null } : null);
    } catch (error) {
      await asked((client) => client.query(takeBack));
      throw error;
    }
    await asked((client) => client.query(`drop schema ${replacedSchema} cascade`));
  }

  /** What pg_restore says. */
  async function written(args: readonly string[]): Promise<string> {
    const told = openNameless();
    try {
      await run('pg_restore', args, { output: told.write });
      return readFileSync(told.read, 'utf8');
    } finally {
      closeSync(told.write);
      closeSync(told.read);
    }
  }

  async function isShared(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ others: number }>(`select count(*)::int as others from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    return rows[0]?.others !== 0;
  }

  async function has(client: pg.Client, name: string, kind: 'regclass' | 'regnamespace' = 'regclass') {
    const { rows } = await client.query<{ found: unknown }>(`select to_${kind}($1) as found`, [name]);
    return rows[0]?.found !== null;
  }

  async function asked<Value>(act: (client: pg.Client) => Promise<Value>): Promise<Value> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return await act(client);
    } finally {
      await client.end();
    }
  }

  function database(): string {
    const url = new URL(databaseUrl);
    url.password = '';
    return `--dbname=${url.href}`;
  }

  async function run(
    name: string,
    args: readonly string[],
    {
      input = 'ignore',
      output = 'ignore',
      third = 'ignore',
    }: Partial<Record<'input' | 'output' | 'third', Stream>> = {},
  ): Promise<void> {
    const password = decodeURIComponent(new URL(databaseUrl).password);
    const child = spawn(find(name), args, {
      // None of the server's own secrets; as an argument everybody on the machine could read the password.
      env: { LC_ALL: 'C', ...(password && { PGPASSWORD: password }) },
      stdio: [input, output, 'pipe', third],
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      complaint = (complaint + text).slice(-2_000);
    });
    const [code] = await once(child, 'close');
    if (code === 0) return;
    if (/No space left on device|Disk quota exceeded/.test(complaint))
      throw Object.assign(new Error(`${name} found no room: ${complaint.trim()}`), { code: 'ENOSPC' });
    throw new BackupError(`${name} failed: ${complaint.trim()}`);
  }
}

/** A file that nobody else can open or put in place, and that ends with us, however we end: it has no name. */
function openNameless(text = ''): { write: number; read: number } {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  const path = join(folder, 'script');
  try {
    if (text) {
      writeFileSync(path, text, { flag: 'wx', mode: 0o600 });
      return { write: openSync(path, 'a'), read: openSync(path, 'r') };
    }
    return { write: openSync(path, 'wx', 0o600), read: openSync(path, 'r') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Where PostgreSQL's packages put their programs, the newest first: one may not be older than the server. */
const folders = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/{opt/homebrew,usr/local}/opt/{libpq,postgresql*}/bin',
  '/usr/{local/,}bin',
];

function find(name: string): string {
  const newest = (one: string, other: string) => other.localeCompare(one, 'en', { numeric: true });
  const found = folders.flatMap((folder) => globSync(join(folder, name)).sort(newest))[0];
  if (found) return found;
  throw new BackupError(
    `${name} is not on this machine. Install PostgreSQL's client programs, of the server's version or newer ` +
      '(on Debian: apt-get install postgresql-client).',
  );
}
