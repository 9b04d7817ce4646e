import type { Kysely } from 'kysely';
import { createLinkTable } from './link-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('account')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('email_sealed', 'text', (column) => column.notNull())
    .addColumn('email_index', 'text', (column) => column.notNull().unique())
    .addColumn('name_sealed', 'text', (column) => column.notNull())
    // The business profile as sealed JSON; null while there is none.
    .addColumn('business_sealed', 'text')
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('password_set_at', 'text', (column) => column.notNull())
    .addColumn('created_at', 'text', (column) => column.notNull())
    .execute();

  // What was entered and waits for its click: nobody's account yet. The digest is that of the mailed link.
  await db.schema
    .createTable('sign_up')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    // The id that the account will have, so that mails about the one are mails about the other.
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addColumn('email_sealed', 'text', (column) => column.notNull())
    .addColumn('email_index', 'text', (column) => column.notNull())
    .addColumn('name_sealed', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sign_up_email_index').on('sign_up').columns(['email_index']).execute();
  await db.schema.createIndex('sign_up_expires_at').on('sign_up').columns(['expires_at']).execute();

  // The id is the digest of the token, which the cookie alone holds.
  await db.schema
    .createTable('session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('account_id', 'text', (column) => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('signed_in_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    // When the password was last given; null in a session that was opened without.
    .addColumn('password_at', 'text')
    .addColumn('device_sealed', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('session_account').on('session').columns(['account_id']).execute();
  await db.schema.createIndex('session_expires_at').on('session').columns(['expires_at']).execute();

  await db.schema
    .createTable('known_network')
    .addColumn('holder_id', 'text', (column) => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('network_index', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('known_network_pk', ['holder_id', 'network_index'])
    .execute();
  await db.schema.createIndex('known_network_expires_at').on('known_network').columns(['expires_at']).execute();

  await createLinkTable(db, 'account');
  await db.schema.createIndex('account_link_expires_at').on('account_link').columns(['expires_at']).execute();

  await db.schema
    .createTable('second_factor')
    .addColumn('account_id', 'text', (column) => column.primaryKey().references('account.id').onDelete('cascade'))
    .addColumn('secret_sealed', 'text', (column) => column.notNull())
    .addColumn('confirmed_at', 'text', (column) => column.notNull())
    // The time step of the last code that was taken, so that no code is taken twice (RFC 6238 section 5.2).
    .addColumn('last_step', 'integer', (column) => column.notNull())
    // When it ends because the operator was asked to end it.
    .addColumn('ends_at', 'text')
    .execute();

  await db.schema
    .createTable('recovery_code')
    .addColumn('holder_id', 'text', (column) => column.notNull().references('account.id').onDelete('cascade'))
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .addPrimaryKeyConstraint('recovery_code_pk', ['holder_id', 'digest'])
    .execute();
}
