import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('request')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('reference', 'text', (column) => column.notNull().unique())
    // The number of the form's stamp: a form sent twice is one request.
    .addColumn('stamp', 'text', (column) => column.unique())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('relation', 'text', (column) => column.notNull())
    // Name, address, country and whom or which business it concerns, as sealed JSON; null once erased.
    .addColumn('person_sealed', 'text')
    .addColumn('address_index', 'text')
    // Whose account asked, under the account's own address; and when that account was deleted.
    .addColumn('account_id', 'text')
    .addColumn('account_erased_at', 'text')
    // The reference of the request that an appeal or a complaint is about.
    .addColumn('follows', 'text')
    .addColumn('received_at', 'text', (column) => column.notNull())
    .addColumn('received_on', 'text', (column) => column.notNull())
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('confirmed_at', 'text')
    .addColumn('reminded_at', 'text')
    .addColumn('closed_at', 'text')
    .addColumn('outcome', 'text')
    .addColumn('erased_at', 'text')
    // Counted up whenever a new case link is asked for, so that the earlier ones no longer open it.
    .addColumn('case_link', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('request_address_index').on('request').columns(['address_index']).execute();
  await db.schema.createIndex('request_account_id').on('request').columns(['account_id']).execute();
  await db.schema.createIndex('request_follows').on('request').columns(['follows']).execute();
  await db.schema.createIndex('request_open').on('request').columns(['closed_at', 'due_on']).execute();

  // What somebody typed into this form or another, for the pages that follow it; of one that was sent, without content.
  await db.schema
    .createTable('form_draft')
    // Of the token in the address of those pages.
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('form', 'text', (column) => column.notNull())
    // The number of the stamp with which it is sent, where it waits to be.
    .addColumn('stamp', 'text', (column) => column.unique())
    .addColumn('content_sealed', 'text')
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('form_draft_expires_at').on('form_draft').columns(['expires_at']).execute();

  await db.schema
    .createTable('request_item')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    // How far back it goes, where that was asked.
    .addColumn('reach', 'text')
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('took_effect_at', 'text')
    .addColumn('closed_at', 'text')
    .addColumn('outcome', 'text')
    // Why it was refused, as a code: it stays when the words to the person are erased.
    .addColumn('ground', 'text')
    .addUniqueConstraint('request_item_kind', ['request_id', 'kind'])
    .execute();

  // Each day by which an item was or is due, never changed: the old one and the new, which clock gave it, and why.
  await db.schema
    .createTable('request_date')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('old_on', 'text')
    .addColumn('new_on', 'text', (column) => column.notNull())
    .addColumn('rule', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('request_date_request').on('request_date').columns(['request_id', 'at']).execute();

  await db.schema
    .createTable('request_message')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('stamp', 'text', (column) => column.unique())
    .addColumn('author', 'text', (column) => column.notNull())
    // Null once erased; the row stays as the record that there was a message.
    .addColumn('body_sealed', 'text')
    .addColumn('written_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('request_message_request').on('request_message').columns(['request_id']).execute();

  // What arrived, byte for byte, when it did not come by the site.
  await db.schema
    .createTable('request_source')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('body_sealed', 'text', (column) => column.notNull())
    .addColumn('kept_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('request_source_request').on('request_source').columns(['request_id']).execute();

  await db.schema
    .createTable('request_link')
    .addColumn('digest', 'text', (column) => column.primaryKey())
    .addColumn('subject_id', 'text', (column) => column.references('request.id').onDelete('cascade'))
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('detail_sealed', 'text')
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .addColumn('tries', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('request_link_subject').on('request_link').columns(['subject_id']).execute();
}
