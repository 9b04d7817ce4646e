import { closeSync, fsyncSync, openSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import SQLite from 'better-sqlite3';

export type CopyOrder =
  | { readonly act: 'write'; readonly from: string; readonly to: string; readonly leftOut: readonly string[] }
  | { readonly act: 'check'; readonly file: string };

// A copy is read from beginning to end: on the server's own thread everybody would wait for it.
const order = workerData as CopyOrder;
if (order.act === 'write') await write(order);
else check(order.file);

async function write({ from, to, leftOut }: Extract<CopyOrder, { act: 'write' }>): Promise<void> {
  // Nobody but us may read it, from the first byte.
  closeSync(openSync(to, 'wx', 0o600));
  const source = new SQLite(from, { readonly: true, fileMustExist: true });
  try {
    // In one step, for between two another program may write, and then it would begin anew.
    await source.backup(to, { progress: ({ remainingPages }) => Math.max(remainingPages, 1) });
  } finally {
    source.close();
  }

  const copy = new SQLite(to);
  // A journal would be one more file with what is left out; a copy that is cut short is thrown away anyhow.
  copy.pragma('journal_mode = OFF');
  copy.pragma('secure_delete = ON');
  for (const table of leftOut.filter((table) => has(copy, table))) copy.exec(`delete from ${table}`);
  // Pages that were freed before the copy was made go too.
  copy.exec('vacuum');
  copy.pragma('journal_mode = DELETE');
  copy.close();
  const file = openSync(to, 'r+');
  fsyncSync(file);
  closeSync(file);
}

function check(file: string): void {
  const copy = new SQLite(file, { readonly: true, fileMustExist: true });
  try {
    const found = copy.pragma('integrity_check', { simple: true });
    const broken = copy.pragma('foreign_key_check') as unknown[];
    if (found !== 'ok' || broken.length > 0) throw new Error('the integrity check of SQLite finds it damaged');
    if (!has(copy, 'kysely_migration')) throw new Error('it is no database of this site');
  } finally {
    copy.close();
  }
}

function has(database: SQLite.Database, table: string): boolean {
  return database.prepare('select 1 from sqlite_schema where name = ?').get(table) !== undefined;
}
