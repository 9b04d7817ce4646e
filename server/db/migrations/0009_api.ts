import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_key')
    .addColumn('prefix', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('secret_digest', 'text', (column) => column.notNull())
    // Separated by spaces, as OAuth writes them.
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('revoked_at', 'text')
    .addColumn('last_used_on', 'text')
    .execute();

  // What was answered to an act, for whoever sends it again.
  await db.schema
    .createTable('api_answer')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('made_at', 'text', (column) => column.notNull())
    .addColumn('answer_sealed', 'text')
    .execute();
  await db.schema.createIndex('api_answer_made_at').on('api_answer').columns(['made_at']).execute();

  // Whose account is whose in the web app. The app's own id stands here as a keyed digest alone.
  await db.schema
    .createTable('linked_identity')
    .addColumn('id_index', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull().unique().references('account.id').onDelete('cascade'))
    .addColumn('linked_at', 'text', (column) => column.notNull())
    .execute();
}
