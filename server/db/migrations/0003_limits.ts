import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('limit_salt')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('salt_sealed', 'text', (column) => column.notNull())
    .execute();

  await db.schema
    .createTable('limit_count')
    .addColumn('bucket', 'text', (column) => column.primaryKey())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('ends_at', 'text', (column) => column.notNull())
    .execute();

  await db.schema.createIndex('limit_count_ends_at').on('limit_count').columns(['ends_at']).execute();
}
