import { PostgresAdapter, type QueryExecutorProvider, sql } from 'kysely';

/** Has the database itself refuse what the ledger must never suffer. On tables that have no triggers. */
export async function guardLedger(db: QueryExecutorProvider): Promise<void> {
  const guard = db.getExecutor().adapter instanceof PostgresAdapter ? guardPostgres : guardSqlite;
  await guard(db);
}

/** Also stops `insert or replace`, which deletes without a delete trigger. */
async function guardSqlite(db: QueryExecutorProvider): Promise<void> {
  for (const table of ['ledger_entry', 'ledger_head', 'ledger_words']) {
    for (const act of ['update', 'delete']) {
      await sql
        .raw(
          `create trigger ${table}_no_${act} before ${act} on ${table}
          begin select raise(abort, 'the ledger is append-only'); end`,
        )
        .execute(db);
    }
  }
  await sql`create trigger ledger_entry_follows before insert on ledger_entry
    when new.seq is not (select coalesce(max(seq), 0) + 1 from ledger_entry)
      or new.previous is not coalesce(
        (select digest from ledger_entry order by seq desc limit 1), ${sql.raw(`'${'0'.repeat(64)}'`)})
    begin select raise(abort, 'the entry does not follow the last one of the ledger'); end`.execute(db);
  await sql`create trigger ledger_head_follows before insert on ledger_head
    when exists (select 1 from ledger_head where day > new.day or seq > new.seq or (day = new.day and seq <> new.seq))
      or not exists (select 1 from ledger_entry where seq = new.seq and digest = new.digest)
    begin select raise(abort, 'the head does not follow the last one of the ledger'); end`.execute(db);
}

async function guardPostgres(db: QueryExecutorProvider): Promise<void> {
  await sql`create function ledger_refuse() returns trigger language plpgsql as $$
    begin raise exception 'the ledger is append-only'; end $$`.execute(db);
  await sql`create function ledger_entry_follows() returns trigger language plpgsql as $$
    begin
      if new.seq is distinct from (select coalesce(max(seq), 0) + 1 from ledger_entry)
        or new.previous is distinct from coalesce(
          (select digest from ledger_entry order by seq desc limit 1), repeat('0', 64))
      then raise exception 'the entry does not follow the last one of the ledger';
      end if;
      return new;
    end $$`.execute(db);
  await sql`create function ledger_head_follows() returns trigger language plpgsql as $$
    begin
      if exists (select 1 from ledger_head where day > new.day or seq > new.seq or (day = new.day and seq <> new.seq))
        or not exists (select 1 from ledger_entry where seq = new.seq and digest = new.digest)
      then raise exception 'the head does not follow the last one of the ledger';
      end if;
      return new;
    end $$`.execute(db);
  for (const table of ['ledger_entry', 'ledger_head', 'ledger_words']) {
    for (const statement of [
      `create trigger ${table}_no_change before update or delete or truncate on ${table}
        for each statement execute function ledger_refuse()`,
      `alter table ${table} enable always trigger ${table}_no_change`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  }
  for (const table of ['ledger_entry', 'ledger_head']) {
    for (const statement of [
      `create trigger ${table}_follows before insert on ${table} for each row execute function ${table}_follows()`,
      // In replication too, which otherwise skips triggers.
      `alter table ${table} enable always trigger ${table}_follows`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  }
}

/** The same for the acts of staff, which none of them can alter. */
export async function guardDeskActs(db: QueryExecutorProvider): Promise<void> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  for (const statement of isPostgres ? actGuardsOfPostgres : actGuardsOfSqlite) await sql.raw(statement).execute(db);
}

const lastAct = `coalesce((select digest from desk_act order by seq desc limit 1), '${'0'.repeat(64)}')`;
const nextAct = '(select coalesce(max(seq), 0) + 1 from desk_act)';

const actGuardsOfSqlite = [
  ...['update', 'delete'].map(
    (act) => `create trigger desk_act_no_${act} before ${act} on desk_act
      begin select raise(abort, 'the acts of staff are append-only'); end`,
  ),
  `create trigger desk_act_follows before insert on desk_act
    when new.seq is not ${nextAct} or new.previous is not ${lastAct}
    begin select raise(abort, 'the act does not follow the last one'); end`,
];

const actGuardsOfPostgres = [
  `create function desk_act_refuse() returns trigger language plpgsql as $$
    begin raise exception 'the acts of staff are append-only'; end $$`,
  `create function desk_act_follows() returns trigger language plpgsql as $$
    begin
      if new.seq is distinct from ${nextAct} or new.previous is distinct from ${lastAct}
      then raise exception 'the act does not follow the last one';
      end if;
      return new;
    end $$`,
  `create trigger desk_act_no_change before update or delete or truncate on desk_act
    for each statement execute function desk_act_refuse()`,
  'create trigger desk_act_follows before insert on desk_act for each row execute function desk_act_follows()',
  'alter table desk_act enable always trigger desk_act_no_change',
  'alter table desk_act enable always trigger desk_act_follows',
];
