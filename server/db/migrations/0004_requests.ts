import { type Kysely, sql } from 'kysely';
import { createLinkTable } from './link-table.ts';

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
    // The same, once the person is erased and the record of the answer is left.
    .addColumn('record_index', 'text')
    // Whose account asked, under the account's own address; and when that account was deleted.
    .addColumn('account_id', 'text')
    .addColumn('account_erased_at', 'text')
    // Whose law it is, so that a list can be of one: the country itself is sealed.
    .addColumn('law', 'text', (column) => column.notNull())
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
    // Who of the staff has it.
    .addColumn('holder_id', 'text')
    // Since when we wait for an answer of the person.
    .addColumn('waiting_since', 'text')
    // Of what staff were last reminded: the day on which it is due, and how much of the time was over.
    .addColumn('reminded', 'text')
    // When the person wrote last, until we answer.
    .addColumn('unanswered_at', 'text')
    // The number of the last event: whoever acts says which they have seen.
    .addColumn('revision', 'integer', (column) => column.notNull().defaultTo(0))
    // The reference of the request in which it is answered.
    .addColumn('merged_into', 'text')
    .execute();
  await db.schema.createIndex('request_address_index').on('request').columns(['address_index']).execute();
  for (const column of ['record_index', 'account_id', 'follows'] as const)
    await db.schema
      .createIndex(`request_${column}`)
      .on('request')
      .columns([column])
      .where(sql.ref(column), 'is not', null)
      .execute();
  // Every list of open requests, whatever it shows of them: what is due first stands first.
  for (const [name, column] of [
    ['request_open', null],
    ['request_open_confirmed', 'confirmed_at'],
    ['request_open_holder', 'holder_id'],
    ['request_open_law', 'law'],
  ] as const)
    await db.schema
      .createIndex(name)
      .on('request')
      .columns(['closed_at', ...(column ? [column] : []), 'due_on', 'id'])
      .execute();
  for (const column of ['waiting_since', 'unanswered_at'] as const)
    await db.schema
      .createIndex(`request_${column}`)
      .on('request')
      .columns(['due_on', 'id'])
      .where(sql.ref(column), 'is not', null)
      .execute();

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
  await db.schema.createIndex('request_item_open').on('request_item').columns(['kind', 'closed_at']).execute();

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
    // With which outcome it ended something: of such a message the words stay with the record.
    .addColumn('outcome', 'text')
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

  // Mail to the privacy address that the provider has received for us, until it stands in a request or staff discard it.
  await db.schema
    .createTable('received_mail')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('provider_id', 'text', (column) => column.notNull().unique())
    .addColumn('received_at', 'text', (column) => column.notNull())
    // `person` or `machine`, or `unreadable`; null until it has been fetched.
    .addColumn('sender', 'text')
    // Whose it says it is, as a keyed digest; null where that is nobody, or more than one.
    .addColumn('address_index', 'text')
    // What the mail takes in the database. Before it: SQLite reads a row from its beginning.
    .addColumn('bytes', 'integer', (column) => column.notNull().defaultTo(0))
    // From whom, and about what, as the provider says: sealed JSON.
    .addColumn('head_sealed', 'text', (column) => column.notNull())
    // The mail as it came, byte for byte.
    .addColumn('body_sealed', 'text')
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('next_attempt_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('received_mail_waiting').on('received_mail').columns(['received_at', 'id']).execute();

  // To which business a request was passed on, whose customer the person is, and what became of it there.
  await db.schema
    .createTable('request_route')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().unique().references('request.id').onDelete('cascade'))
    // Its name and the address that was told, as sealed JSON; null once erased.
    .addColumn('business_sealed', 'text')
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('told_at', 'text', (column) => column.notNull())
    // By the law of the person, from the day on which the business was told.
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('answered_at', 'text')
    .addColumn('answer_sealed', 'text')
    .addColumn('help_asked_at', 'text')
    .addColumn('help_sealed', 'text')
    .execute();

  // What came with a request or a message, and what answers it. Each has a key of its own: without it the parts are noise.
  await db.schema
    .createTable('request_file')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('message_id', 'text')
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('author', 'text', (column) => column.notNull())
    // Its name and the digest of what it holds, as sealed JSON; null once erased, like the key.
    .addColumn('facts_sealed', 'text')
    .addColumn('key_sealed', 'text')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('size', 'integer', (column) => column.notNull())
    .addColumn('added_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text')
    // How often a mailed code has opened it: the next one is another.
    .addColumn('codes_used', 'integer', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('request_file_request').on('request_file').columns(['request_id']).execute();

  await db.schema
    .createTable('request_file_part')
    .addColumn('file_id', 'text', (column) => column.notNull().references('request_file.id').onDelete('cascade'))
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('content_sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('request_file_part_key', ['file_id', 'position'])
    .execute();
  await db.schema.createIndex('request_file_part_request').on('request_file_part').columns(['request_id']).execute();

  // The parts of files whose keys went with an account, until they can no longer be given back. No backup holds them.
  await db.schema
    .createTable('undo_file_part')
    .addColumn('file_id', 'text', (column) => column.notNull().references('request_file.id').onDelete('cascade'))
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('content_sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('undo_file_part_key', ['file_id', 'position'])
    .execute();
  await db.schema.createIndex('undo_file_part_request').on('undo_file_part').columns(['request_id']).execute();

  await createLinkTable(db, 'request');

  // What stays of requests whose records are erased: how many items of a year ended how, after how many days.
  await db.schema
    .createTable('request_figure')
    .addColumn('year', 'integer', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('days', 'integer', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addPrimaryKeyConstraint('request_figure_key', ['year', 'kind', 'outcome', 'days'])
    .execute();
  await db.schema.createIndex('request_received_on').on('request').columns(['received_on']).execute();
}
