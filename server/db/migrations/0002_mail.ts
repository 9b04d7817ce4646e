import { type Kysely, type SqlBool, sql } from 'kysely';

// Text ids and ISO 8601 UTC times mean the same in SQLite and in PostgreSQL.
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('outgoing_mail')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // What makes queueing the same mail twice one mail; null where nothing could repeat it.
    .addColumn('occasion', 'text', (column) => column.unique())
    .addColumn('template', 'text', (column) => column.notNull())
    .addColumn('about', 'text', (column) => column.notNull())
    // Whose mail it is, as a keyed digest, as long as it says anything; null where nothing else may tell.
    .addColumn('recipient_index', 'text')
    // The whole mail as it goes out, sealed; null once it need not be kept.
    .addColumn('content_sealed', 'text')
    .addColumn('queued_at', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    // The first attempt, and the first of which nobody can tell whether the mail was accepted.
    .addColumn('attempted_at', 'text')
    .addColumn('uncertain_since', 'text')
    .addColumn('next_attempt_at', 'text', (column) => column.notNull())
    .addColumn('leased_until', 'text')
    .addColumn('lease', 'text')
    .addColumn('sent_at', 'text')
    // A dead letter: given up, for an operator to see.
    .addColumn('failed_at', 'text')
    .addColumn('problem', 'text')
    .execute();

  await db.schema
    .createIndex('outgoing_mail_due')
    .on('outgoing_mail')
    .columns(['sent_at', 'failed_at', 'next_attempt_at'])
    .execute();
  // What the hourly sweep looks for, so that it does not read years of mails for a few: the content that is due to go,
  // and what is left of those that are due to go as a whole.
  await db.schema
    .createIndex('outgoing_mail_held')
    .on('outgoing_mail')
    .columns(['sent_at'])
    .where(sql<SqlBool>`content_sealed is not null`)
    .execute();
  await db.schema
    .createIndex('outgoing_mail_emptied')
    .on('outgoing_mail')
    .columns(['sent_at'])
    .where(sql<SqlBool>`content_sealed is null`)
    .execute();
  await db.schema
    .createIndex('outgoing_mail_failed')
    .on('outgoing_mail')
    .columns(['failed_at'])
    .where('failed_at', 'is not', null)
    .execute();
  await db.schema.createIndex('outgoing_mail_about').on('outgoing_mail').columns(['about']).execute();
  await db.schema
    .createIndex('outgoing_mail_recipient_index')
    .on('outgoing_mail')
    .columns(['recipient_index'])
    .where('recipient_index', 'is not', null)
    .execute();

  // Addresses that are not there, as keyed digests, with the mail that told us last.
  await db.schema
    .createTable('undeliverable_address')
    .addColumn('address_index', 'text', (column) => column.primaryKey())
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('problem', 'text', (column) => column.notNull())
    .addColumn('mail_id', 'text', (column) => column.notNull())
    .execute();
}
