import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Whom we erased, as keyed digests, so that a backup from before brings nobody back.
  await db.schema
    .createTable('erased')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    // `erased`, or `undone` when the person took it back.
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('erased_at').on('erased').columns(['at']).execute();

  // A key for one thing: what is sealed under it is gone with it. In no backup.
  await db.schema
    .createTable('erasable_key')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('key_sealed', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('erasable_key_expires_at').on('erasable_key').columns(['expires_at']).execute();

  // An account that was deleted, as long as its holder can take that back; sealed under the key of the same id. In no backup.
  await db.schema
    .createTable('undo_copy')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // Of the mailed link.
    .addColumn('link_digest', 'text', (column) => column.notNull().unique())
    .addColumn('copy_sealed', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    // 1 where the account had a password, so that a look at the link opens nothing.
    .addColumn('has_password', 'integer', (column) => column.notNull())
    .execute();

  // The signed copies of a deleted account whose holder wished them kept, sealed under the mailed link alone.
  await db.schema
    .createTable('kept_agreements')
    // That of the undo: an account that comes back has its copies itself.
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('link_digest', 'text', (column) => column.notNull().unique())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('copy_sealed', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('kept_agreements_expires_at').on('kept_agreements').columns(['expires_at']).execute();

  // Why an account must not be erased yet.
  await db.schema
    .createTable('legal_hold')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull())
    // Why, who answers for it, and what the person may be told, as sealed JSON.
    .addColumn('detail_sealed', 'text', (column) => column.notNull())
    .addColumn('placed_at', 'text', (column) => column.notNull())
    // The last day on which it holds.
    .addColumn('ends_on', 'text', (column) => column.notNull())
    .addColumn('ended_at', 'text')
    .execute();
  await db.schema.createIndex('legal_hold_account_id').on('legal_hold').columns(['account_id']).execute();

  // A deletion that waits for the end of a hold, once for each time that it was asked for.
  await db.schema
    .createTable('pending_deletion')
    .addColumn('account_id', 'text', (column) => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('asked_at', 'text', (column) => column.notNull())
    // `agreements` where the signed copies are to be kept at a link.
    .addColumn('keeps', 'text')
    // By which request it was asked for; empty where that was done in the account.
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('pending_deletion_pk', ['account_id', 'request_id'])
    .execute();

  // When an older backup took the place of the database: what was withdrawn after it was made is lost with it.
  await db.schema
    .createTable('restoration')
    .addColumn('at', 'text', (column) => column.primaryKey())
    .execute();

  // One for each backup, written before it is copied: a database that has it goes on from there.
  await db.schema
    .createTable('backup_mark')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();

  // One row: up to when time is known to have passed, and since when the machine's clock says something else.
  await db.schema
    .createTable('time_seen')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('seen_at', 'text', (column) => column.notNull())
    .addColumn('claimed_at', 'text')
    // Milliseconds that servers have run since.
    .addColumn('claimed_for', 'integer', (column) => column.notNull())
    .execute();
}
