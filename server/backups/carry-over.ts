import { PostgresAdapter, sql } from 'kysely';
import type { Db } from '../db/database.ts';
import type { Schema } from '../db/schema.ts';
import { type AfterRestore, afterRestore } from './after-restore.ts';

type Table = keyof Schema;

/** What the replaced database could not tell, as far as an operator must know. */
interface CarriedOver {
  /** False where the two ledgers are not one: then what was withdrawn since is not known. */
  readonly isLedgerWhole: boolean;
}

const tables = Object.keys(afterRestore) as Table[];

/**
 * Takes over from the replaced database, which stands under another schema, what must not be undone. In one
 * transaction of the caller's, after those have been erased again who were erased since.
 */
export async function carryOver(db: Db, from: string): Promise<CarriedOver> {
  await empty(db);
  const isLedgerWhole = await continues(db, from, 'ledger_entry');
  const areActsWhole = await continues(db, from, 'desk_act');
  await makeRoom(db, from);
  for (const table of tables) {
    const rule: AfterRestore = afterRestore[table];
    const columns = await columnsOf(db, table, from);
    const isBroken = (rule === 'continued' && !isLedgerWhole) || (rule === 'followed' && !areActsWhole);
    if (columns.length === 0 || rule === 'emptied' || isBroken) continue;
    await acts(db, { table, columns, from }, rule);
  }
  return { isLedgerWhole };
}

/** What comes back by no restore. */
export async function empty(db: Db): Promise<void> {
  for (const table of tables.filter((table) => afterRestore[table] === 'emptied'))
    await sql`delete from ${sql.table(table)}`.execute(db);
}

interface Place {
  readonly table: Table;
  readonly columns: readonly string[];
  readonly from: string;
}

async function acts(db: Db, place: Place, rule: Exclude<AfterRestore, 'emptied'>): Promise<void> {
  if (rule === 'continued') return await continueWith(db, place);
  if (rule === 'followed') return await insertAfterLast(db, place);
  if (rule === 'carried') {
    await sql`delete from ${sql.table(place.table)}`.execute(db);
    return await insert(db, place);
  }
  if ('key' in rule) return await merge(db, place, rule);
  const known = sql`select id from ${sql.id(place.from, rule.of)}`;
  await sql`delete from ${sql.table(place.table)} where ${sql.ref(rule.by)} in (${known})`.execute(db);
  await insert(db, place);
}

/** A value that must be unique may have gone from one row to another since. */
async function makeRoom(db: Db, from: string): Promise<void> {
  const known = (table: Table) => sql`select id from ${sql.id(from, table)}`;
  await sql`update account set email_index = id where id in (${known('account')})`.execute(db);
  await sql`update subscriber set address_index = id where id in (${known('subscriber')})`.execute(db);
  // Another one at an address that was subscribed again since.
  const theirs = sql`select address_index from ${sql.id(from, 'subscriber')}`;
  const others = sql`select id from subscriber where address_index in (${theirs})`;
  await sql`update ledger_subject set subscriber_id = null where subscriber_id in (${others})`.execute(db);
  await sql`delete from subscriber where address_index in (${theirs})`.execute(db);
  await sql`delete from request where id in (${known('request')})`.execute(db);
  await sql`delete from outgoing_mail where id in (${known('outgoing_mail')})
    or occasion in (select occasion from ${sql.id(from, 'outgoing_mail')})`.execute(db);
}

async function merge(
  db: Db,
  { table, columns, from }: Place,
  { key, changes = columns }: { readonly key: readonly string[]; readonly changes?: readonly string[] },
): Promise<void> {
  const changed = changes.filter((column) => columns.includes(column) && !key.includes(column));
  const set = changed.map((column) => sql`${sql.ref(column)} = ${sql.id('excluded', column)}`);
  const act = set.length > 0 ? sql`do update set ${sql.join(set)}` : sql`do nothing`;
  const names = sql.join(columns.map((column) => sql.ref(column)));
  // "where true": without it SQLite reads "on conflict" as a part of the query.
  await sql`insert into ${sql.table(table)} (${names}) select ${names} from ${sql.id(from, table)} where true
    on conflict (${sql.join(key.map((column) => sql.ref(column)))}) ${act}`.execute(db);
}

async function insert(db: Db, { table, columns, from }: Place, which = sql`where true`): Promise<void> {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  await sql`insert into ${sql.table(table)} (${names}) select ${names} from ${sql.id(from, table)} ${which}
    on conflict do nothing`.execute(db);
}

/** Whether the replaced chain holds all that the backup's holds, and goes on from there without a gap. */
async function continues(db: Db, from: string, table: 'ledger_entry' | 'desk_act'): Promise<boolean> {
  if ((await columnsOf(db, table, from)).length === 0) return false;
  const last = await db
    .selectFrom(table as 'ledger_entry')
    .select(['seq', 'digest'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const theirs = sql.id(from, table);
  const gap = await sql`select 1 from ${theirs} as entry where seq > ${last?.seq ?? 1} and not exists
    (select 1 from ${theirs} as before where before.seq = entry.seq - 1 and before.digest = entry.previous) limit 1`.execute(
    db,
  );
  if (gap.rows.length > 0) return false;
  if (!last) return true;
  const same = await sql`select 1 from ${theirs} where seq = ${last.seq} and digest = ${last.digest}`.execute(db);
  return same.rows.length > 0;
}

/**
 * Whether the replaced database has the marks of all backups up to the copy: then it goes on from there. Of marks that
 * are older than any it has, those backups are too old to be kept.
 */
export async function hasMarksOf(db: Db, from: string): Promise<boolean> {
  const marks = sql`select id, at from backup_mark`;
  if ((await columnsOf(db, 'backup_mark', from)).length === 0) return (await marks.execute(db)).rows.length === 0;
  const theirs = sql.id(from, 'backup_mark');
  const missing = await sql`${marks} where id not in (select id from ${theirs})
    and at >= coalesce((select min(at) from ${theirs}), '') limit 1`.execute(db);
  return missing.rows.length === 0;
}

async function insertAfterLast(db: Db, place: Place): Promise<void> {
  const last = sql`select coalesce(max(seq), 0) from ${sql.table(place.table)}`;
  await insert(db, place, sql`where seq > (${last}) order by seq`);
}

/** The guards of the tables see to it that each entry follows the one before. */
async function continueWith(db: Db, place: Place): Promise<void> {
  const { table, from } = place;
  if (table === 'ledger_subject') {
    const theirs = sql.id(from, table);
    await sql`update ledger_subject set account_id = null, subscriber_id = null where id in (select id from ${theirs})
      or account_id in (select account_id from ${theirs})
      or subscriber_id in (select subscriber_id from ${theirs})`.execute(db);
    await merge(db, place, { key: ['id'] });
  }
  if (table === 'ledger_entry') await insertAfterLast(db, place);
  if (table === 'ledger_head')
    await insert(db, place, sql`where day > (select coalesce(max(day), '') from ledger_head) order by day`);
  if (table !== 'ledger_part') return;
  const names = sql`select 1 from ${sql.id(from, table)} as known
    where known.entry_id = ledger_part.entry_id and known.name = ledger_part.name`;
  await sql`delete from ledger_part where not exists (${names})`.execute(db);
  await insert(db, place);
}

/** The columns that both have: the replaced database may be of another version of this program. */
async function columnsOf(db: Db, table: Table, from: string): Promise<string[]> {
  const theirs = await namesOf(db, table, from);
  const ours = await namesOf(db, table, null);
  return ours.filter((name) => theirs.includes(name));
}

async function namesOf(db: Db, table: Table, schema: string | null): Promise<string[]> {
  const isPostgres = db.getExecutor().adapter instanceof PostgresAdapter;
  const query = isPostgres
    ? sql<{ name: string }>`select column_name as name from information_schema.columns
        where table_name = ${table} and table_schema = coalesce(${schema}, current_schema())`
    : sql<{ name: string }>`select name from pragma_table_info(${table}, ${schema ?? 'main'})`;
  return (await query.execute(db)).rows.map(({ name }) => name);
}
