import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, globSync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import pg from 'pg';
import { BackupError, type Carried, type Copying, carriedOver, leftOut } from './copying.ts';

/** Everything of ours, so that a copy with older tables finds none of the newer ones. */
const dropAll = `
do $$ declare found record; begin
  for found in select oid::regclass as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relowner = current_user::regrole
  loop execute format('drop table if exists %s cascade', found.name); end loop;
  for found in select oid::regprocedure as name from pg_proc
    where pronamespace = current_schema()::regnamespace and proowner = current_user::regrole
      and not exists (select 1 from pg_depend where objid = pg_proc.oid and deptype = 'e')
  loop execute format('drop function if exists %s cascade', found.name); end loop;
end $$;
`;

/** PostgreSQL: a copy is what pg_dump writes, and psql puts it back in one transaction. */
export function postgresqlCopying(databaseUrl: string): Copying {
  return { extension: 'pgdump', isPossible: true, write, check, look, replace };

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
      return (await has(client, 'kysely_migration')) ? 'readable' : 'none';
    });
  }

  async function replace(file: string, { prepare, aside }: Parameters<Copying['replace']>[1]): Promise<void> {
    const carried = await asked(read);
    await aside();
    const script = openNameless();
    try {
      await run('pg_restore', ['--no-owner', '--no-privileges', '--file', '-', file], { output: script.write });
      const all = ['--no-psqlrc', '--quiet', '--output=/dev/null', '--set=ON_ERROR_STOP=1', '--single-transaction'];
      await run('psql', [...all, '--command', dropAll, '--file', '-', database()], { input: script.read });
    } finally {
      closeSync(script.write);
      closeSync(script.read);
    }
    await prepare(databaseUrl, carried);
  }

  async function read(client: pg.Client): Promise<Carried> {
    const carried: Record<string, unknown[]> = {};
    for (const table of carriedOver) {
      if (await has(client, table)) carried[table] = (await client.query(`select * from ${table}`)).rows;
    }
    return carried as Carried;
  }

  async function isShared(client: pg.Client): Promise<boolean> {
    const { rows } = await client.query<{ others: number }>(`select count(*)::int as others from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`);
    return rows[0]?.others !== 0;
  }

  async function has(client: pg.Client, table: string): Promise<boolean> {
    const { rows } = await client.query<{ found: unknown }>('select to_regclass($1) as found', [table]);
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
    { input = 'ignore', output = 'ignore' }: { input?: number | 'ignore'; output?: number | 'ignore' } = {},
  ): Promise<void> {
    const password = decodeURIComponent(new URL(databaseUrl).password);
    const child = spawn(find(name), args, {
      // None of the server's own secrets; as an argument everybody on the machine could read the password.
      env: { LC_ALL: 'C', ...(password && { PGPASSWORD: password }) },
      stdio: [input, output, 'pipe'],
    });
    let complaint = '';
    child.stderr?.setEncoding('utf8').on('data', (text) => {
      complaint = (complaint + text).slice(-2_000);
    });
    const [code] = await once(child, 'close');
    if (code !== 0) throw new BackupError(`${name} failed: ${complaint.trim()}`);
  }
}

/** A file that nobody else can open or put in place, and that ends with us, however we end: it has no name. */
function openNameless(): { write: number; read: number } {
  const folder = mkdtempSync(join(tmpdir(), 'copy-'));
  const path = join(folder, 'script');
  try {
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
