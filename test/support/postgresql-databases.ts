import { randomUUID } from 'node:crypto';
import pg from 'pg';

/** One connection for all that a worker runs: to open it takes as long as what is asked. */
let administration: pg.Pool | undefined;

type Database = Awaited<ReturnType<typeof createDatabase>>;

/** The databases of this worker that were lent and are empty again: making one takes ten times as long. */
const spare: Database[] = [];

/** What a database is made of before anybody had it. */
let freshShape: string | undefined;

/** A database of its own on that server: empty, with our tables in place, or as another is. */
export async function createDatabase(server: string, template = 'template1') {
  const name = `${databasePrefix()}${randomUUID().replaceAll('-', '')}`;
  const url = new URL(server);
  url.pathname = `/${name}`;
  // To copy the files of a small database takes a quarter of writing each page to the log.
  await administer(server, `create database ${name} template ${template} strategy file_copy`);
  const drop = () => administer(server, `drop database ${name} with (force)`);
  return { name, url: url.href, drop, [Symbol.asyncDispose]: drop };
}

/** The same, but that whoever had it before has left no trace in it. The end of the run drops what nobody has. */
export async function lendDatabase(server: string): Promise<Pick<Database, 'url' | 'drop'>> {
  const database = spare.pop() ?? (await createDatabase(server));
  freshShape ??= await shapeOf(database.url);
  return {
    url: database.url,
    async drop() {
      if ((await emptied(database.url)) === freshShape) spare.push(database);
      else await database.drop();
    },
  };
}

/** How the databases of this run begin. */
export function databasePrefix(): string {
  return `test_${process.env['TEST_DATABASE_RUN'] ?? ''}_`;
}

async function administer(server: string, statement: string): Promise<void> {
  administration ??= new pg.Pool({ connectionString: server, max: 1, allowExitOnIdle: true }).on(
    'error',
    () => undefined,
  );
  await administration.query(statement);
}

/** Ends whoever is still there, takes all rows, and gives the shape; null where that cannot be. */
async function emptied(url: string): Promise<string | null> {
  try {
    return await shapeOf(url, emptying);
  } catch {
    return null;
  }
}

async function shapeOf(url: string, first = ''): Promise<string> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    if (first) await client.query(first);
    const { rows } = await client.query<{ shape: string }>(shape);
    return rows[0]?.shape ?? '';
  } finally {
    await client.end();
  }
}

/**
 * Tables are made anew: where rows were deleted, others would stand in the place of any. Triggers that hold always are set
 * aside meanwhile, for they are what makes a table append-only.
 */
const emptying = `
select pg_terminate_backend(pid, 10000) from pg_stat_activity
  where datname = current_database() and pid <> pg_backend_pid();
do $$
declare
  guard record;
  filled text[];
  guards text[] := '{}';
begin
  select coalesce(array_agg(oid::regclass::text), '{}') into filled from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname not like 'kysely%'
      and pg_relation_size(oid) > 0;
  if filled = '{}' then return; end if;
  for guard in select tgrelid::regclass as held, tgname from pg_trigger where tgenabled = 'A' loop
    execute format('alter table %s disable trigger %I', guard.held, guard.tgname);
    guards := guards || format('alter table %s enable always trigger %I', guard.held, guard.tgname);
  end loop;
  execute format('truncate %s restart identity cascade', array_to_string(filled, ', '));
  for at in 1 .. cardinality(guards) loop execute guards[at]; end loop;
end $$`;

/**
 * A digest of every schema, column, constraint, index, trigger and function, and of the migrations that ran. By their
 * numbers, which databases of one template share: to look up a name takes ten times as long.
 */
const shape = `
select md5(string_agg(part, E'\\n' order by part)) as shape from (
  select concat_ws(' ', 'schema', oid, nspname) as part from pg_namespace where nspname !~ '^(pg_|information_schema$)'
  union all
  select concat_ws(' ', 'column', attrelid, attname, atttypid, attnotnull, atthasdef)
    from pg_attribute where attrelid >= 16384 and attnum > 0
  union all
  select concat_ws(' ', 'constraint', conrelid, conname, contype, convalidated) from pg_constraint where oid >= 16384
  union all
  select concat_ws(' ', 'index', indexrelid, indrelid, indisunique, indisvalid) from pg_index
    where indexrelid >= 16384 and indrelid >= 16384
  union all
  select concat_ws(' ', 'trigger', tgrelid, tgname, tgenabled) from pg_trigger where not tgisinternal
  union all
  select concat_ws(' ', 'function', oid, md5(prosrc)) from pg_proc where oid >= 16384
  union all
  select 'migration ' || name from kysely_migration
) parts`;
