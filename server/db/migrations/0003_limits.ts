import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('limit_salt')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('salt_sealed', 'text', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('limit_count')
    // When its window ends, so that those that are over stand before all others, and a keyed digest.
    .addColumn('bucket', 'text', (column) => column.primaryKey())
    .addColumn('count', 'integer', (column) => column.notNull())
    .execute();
}
