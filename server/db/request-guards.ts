import { PostgresAdapter, type QueryExecutorProvider, sql } from 'kysely';

/** What is only ever added to, and what of it may be erased. It goes with its request, and never alone. */
const guarded = [
  {
    table: 'request_date',
    fixed: ['id', 'request_id', 'kind', 'old_on', 'new_on', 'rule', 'reason', 'actor', 'at'],
  },
  {
    table: 'request_event',
    fixed: ['id', 'request_id', 'revision', 'act', 'actor', 'at', 'on_day', 'items', 'code', 'ends'],
  },
] as const;

/** Has the database itself refuse that the record of a request is rewritten. On tables that have no triggers. */
export async function guardRequests(db: QueryExecutorProvider): Promise<void> {
  const guard = db.getExecutor().adapter instanceof PostgresAdapter ? guardPostgres : guardSqlite;
  await guard(db);
}

async function guardSqlite(db: QueryExecutorProvider): Promise<void> {
  for (const { table, fixed } of guarded) {
    const changes = fixed.map((column) => `new.${column} is not old.${column}`).join(' or ');
    for (const [act, when] of [
      ['update', changes],
      ['delete', 'exists (select 1 from request where id = old.request_id)'],
    ] as const) {
      await sql
        .raw(
          `create trigger ${table}_no_${act} before ${act} on ${table} when ${when}
          begin select raise(abort, 'the record of a request is append-only'); end`,
        )
        .execute(db);
    }
  }
}

async function guardPostgres(db: QueryExecutorProvider): Promise<void> {
  for (const { table, fixed } of guarded) {
    const changes = fixed.map((column) => `new.${column} is distinct from old.${column}`).join(' or ');
    for (const statement of [
      `create function ${table}_refuse() returns trigger language plpgsql as $$
        begin
          if tg_op = 'DELETE' then
            if exists (select 1 from request where id = old.request_id)
            then raise exception 'the record of a request is append-only'; end if;
            return old;
          end if;
          if ${changes} then raise exception 'the record of a request is append-only'; end if;
          return new;
        end $$`,
      `create trigger ${table}_no_change before update or delete on ${table}
        for each row execute function ${table}_refuse()`,
      `alter table ${table} enable always trigger ${table}_no_change`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  }
}
