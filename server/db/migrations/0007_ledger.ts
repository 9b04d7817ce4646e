import { type Kysely, sql } from 'kysely';
import { guardLedger } from '../ledger-guards.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  // A person as the ledger knows them: a random name, and a salt without which no commitment says anything.
  await db.schema
    .createTable('ledger_subject')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // Null once the account is erased: an account goes after its part in the ledger, never before.
    .addColumn('account_id', 'text', (column) => column.unique().references('account.id'))
    // The same of somebody who hears about documents: one of the two, never both.
    .addColumn('subscriber_id', 'text', (column) => column.unique().references('subscriber.id'))
    // Null once proof is no longer owed.
    .addColumn('salt_sealed', 'text')
    .addColumn('erased_at', 'text')
    .addColumn('salt_until', 'text')
    .addCheckConstraint('ledger_subject_owner', sql`account_id is null or subscriber_id is null`)
    .execute();
  await db.schema.createIndex('ledger_subject_salt_until').on('ledger_subject').columns(['salt_until']).execute();

  await db.schema
    .createTable('ledger_entry')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('subject_id', 'text', (column) => column.notNull().references('ledger_subject.id'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('about', 'text', (column) => column.notNull())
    .addColumn('version', 'text')
    // The number of the form's stamp, or what else makes an act that is sent twice one act. Not part of the entry.
    .addColumn('stamp', 'text', (column) => column.unique())
    .addColumn('at', 'text', (column) => column.notNull())
    // What was recorded, as canonical JSON; the columns before repeat some of it, to be searched.
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull().unique())
    .addColumn('digest', 'text', (column) => column.notNull().unique())
    // Over the digest, as `<key id>:<base64url>`: whoever can write to the database alone cannot make it.
    .addColumn('signature', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('ledger_entry_subject')
    .on('ledger_entry')
    .columns(['subject_id', 'about', 'seq'])
    .execute();

  // What our forms and receipts said, once for all entries: it names nobody.
  await db.schema
    .createTable('ledger_words')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    // Canonical JSON.
    .addColumn('words', 'text', (column) => column.notNull())
    .execute();

  // What the commitments of an entry are made over; of our own words, their digest. Erased with the account.
  await db.schema
    .createTable('ledger_part')
    .addColumn('entry_id', 'text', (column) => column.notNull().references('ledger_entry.id'))
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('content_sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('ledger_part_key', ['entry_id', 'name'])
    .execute();

  // The last entry of each day that is over, as published.
  await db.schema
    .createTable('ledger_head')
    .addColumn('day', 'text', (column) => column.primaryKey())
    .addColumn('seq', 'integer', (column) => column.notNull().references('ledger_entry.seq'))
    .addColumn('digest', 'text', (column) => column.notNull())
    // The last act of staff of that day, published with it.
    .addColumn('acts_seq', 'integer')
    .addColumn('acts_digest', 'text')
    .execute();
  await db.schema.createIndex('ledger_head_seq').on('ledger_head').columns(['seq', 'day']).execute();

  await guardLedger(db);
}
