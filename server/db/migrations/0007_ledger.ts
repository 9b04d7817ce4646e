import { type Kysely, PostgresAdapter, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A person as the ledger knows them: a random name, and a salt without which no commitment says anything.
  await db.schema
    .createTable('ledger_subject')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // Null once the account is erased: an account goes after its part in the ledger, never before.
    .addColumn('account_id', 'text', (column) => column.unique().references('account.id'))
    // Null once proof is no longer owed.
    .addColumn('salt_sealed', 'text')
    .addColumn('erased_at', 'text')
    .addColumn('salt_until', 'text')
    .execute();
  await db.schema.createIndex('ledger_subject_salt_until').on('ledger_subject').columns(['salt_until']).execute();

  await db.schema
    .createTable('ledger_entry')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('subject_id', 'text', (column) => column.notNull().references('ledger_subject.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('version', 'text')
    // The number of the form's stamp, or what else makes an act that is sent twice one act. Not part of the entry.
    .addColumn('stamp', 'text', (column) => column.unique())
    .addColumn('at', 'text', (column) => column.notNull())
    // What was recorded, as canonical JSON; the columns before repeat some of it, to be searched.
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull().unique())
    .addColumn('digest', 'text', (column) => column.notNull().unique())
    // Over the digest, as `<key id>:<base64url>`: whoever can write to the database alone cannot make it.
    .addColumn('signature', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('ledger_entry_subject')
    .on('ledger_entry')
    .columns(['subject_id', 'about', 'seq'])
    .execute();

  // What the commitments of an entry are made over. Erased with the account.
  await db.schema
    .createTable('ledger_part')
    .addColumn('entry_id', 'text', (column) => column.notNull().references('ledger_entry.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content_sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_part_key', ['entry_id', 'name'])
    .execute();

  // The last entry of each day that is over, as published.
  await db.schema
    .createTable('ledger_head')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'integer', (column) => column.notNull().references('ledger_entry.seq'))
    .addColumn('digest', 'text', (column) => column.notNull())
    .execute();

  const guard = db.getExecutor().adapter instanceof PostgresAdapter ? guardPostgres : guardSqlite;
  await guard(db);
}

/** Also stops `insert or replace`, which deletes without a delete trigger. */
async function guardSqlite(db: Kysely<unknown>): Promise<void> {
  for (const table of ['ledger_entry', 'ledger_head']) {
    for (const act of ['update', 'delete']) {
      const guard = `create trigger ${table}_no_${act} before ${act} on ${table}
        begin select raise(abort, 'the ledger is append-only'); end`;
      await sql.raw(guard).execute(db);
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

async function guardPostgres(db: Kysely<unknown>): Promise<void> {
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
  for (const table of ['ledger_entry', 'ledger_head']) {
    for (const statement of [
      `create trigger ${table}_no_change before update or delete or truncate on ${table}
        for each statement execute function ledger_refuse()`,
      `create trigger ${table}_follows before insert on ${table} for each row execute function ${table}_follows()`,
      // In replication too, which otherwise skips triggers.
      `alter table ${table} enable always trigger ${table}_no_change`,
      `alter table ${table} enable always trigger ${table}_follows`,
    ]) {
      await sql.raw(statement).execute(db);
    }
  }
}
