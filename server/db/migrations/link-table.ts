import type { Kysely } from 'kysely';

/** The mailed links of one kind of subject, kept, backed up and restored with it. */
export async function createLinkTable(
  db: Kysely<unknown>,
  subject: 'account' | 'request' | 'subscriber' | 'staff',
): Promise<void> {
  const table = `${subject}_link`;
  await db.schema
    .createTable(table)
    .addColumn('digest', 'text', (column) => column.primaryKey())
    // Null where somebody asked for an address that nobody has: the same work, and a link that nobody gets.
    .addColumn('subject_id', 'text', (column) => column.references(`${subject}.id`).onDelete('cascade'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    // What it stands for, such as the documents of a subscription: nobody's choice but of who asked for the link.
    .addColumn('detail_sealed', 'text')
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    // How many codes were tried with it.
    .addColumn('tries', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex(`${table}_subject`).on(table).columns(['subject_id']).execute();
}
