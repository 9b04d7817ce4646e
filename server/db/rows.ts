import type { Db } from './database.ts';
import type { Schema } from './schema.ts';

/** Rows of one statement: each of their fields is a variable, of which a statement has so many and no more. */
const atOnce = 1_000;

/** Puts back rows that were taken out. What stands in the place of one meanwhile, stays. */
export async function insertRows<Table extends keyof Schema>(
  db: Db,
  table: Table,
  rows: readonly Schema[Table][],
): Promise<void> {
  for (let at = 0; at < rows.length; at += atOnce) {
    await db
      .insertInto(table)
      .values(rows.slice(at, at + atOnce) as never)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Puts back what stood in some columns of rows, which are known by their ids. */
export async function updateRows<Table extends keyof Schema>(
  db: Db,
  table: Table,
  rows: readonly (Partial<Schema[Table]> & { readonly id: string })[],
): Promise<void> {
  for (const { id, ...values } of rows)
    await db
      .updateTable(table as 'request')
      .set(values)
      .where('id', '=', id)
      .execute();
}
