import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sealing_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('check_sealed', 'text', (column) => column.notNull())
    .execute();
}
