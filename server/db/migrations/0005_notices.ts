import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('subscriber')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('address_sealed', 'text', (column) => column.notNull())
    .addColumn('address_index', 'text', (column) => column.notNull().unique())
    .addColumn('subscribed_at', 'text', (column) => column.notNull())
    .addColumn('confirmed_at', 'text')
    .execute();
  await db.schema.createIndex('subscriber_confirmed_at').on('subscriber').columns(['confirmed_at']).execute();

  await db.schema
    .createTable('subscription')
    .addColumn('subscriber_id', 'text', (column) => column.notNull().references('subscriber.id').onDelete('cascade'))
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('confirmed_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('subscription_pk', ['subscriber_id', 'document'])
    .execute();

  await db.schema
    .createTable('subscriber_link')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('subject_id', 'text', (column) => column.references('subscriber.id').onDelete('cascade'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    // The documents that it confirms, as JSON: nobody's choice but of the one who asked for the link.
    .addColumn('detail_sealed', 'text')
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .addColumn('tries', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('subscriber_link_subject').on('subscriber_link').columns(['subject_id']).execute();

  // Each version that this server has seen; those of the first start have been announced before its time.
  await db.schema
    .createTable('notice')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    // How often its effect had been moved to another day, or `cancelled`: as people are told, and as the first were.
    .addColumn('effect', 'text', (column) => column.notNull())
    .addColumn('first_effect', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'text', (column) => column.notNull())
    // The last subscriber for whom the notice is queued; a killed server goes on from there. Empty
    // where it begins anew, with what has changed since.
    .addColumn('cursor', 'text')
    .addColumn('completed_at', 'text')
    // By a restore that cannot tell whether it was announced; until an operator has it announced.
    .addColumn('withheld_at', 'text')
    .addPrimaryKeyConstraint('notice_pk', ['document', 'version'])
    .execute();

  // Who objected to messages, as keyed digests: it outlives every other row about them.
  await db.schema
    .createTable('suppression')
    .addColumn('address_index', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('since', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('suppression_pk', ['address_index', 'kind'])
    .execute();
}
