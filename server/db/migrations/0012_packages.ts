import { type Kysely, sql } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Another system that holds personal data, and is asked over a signed contract to do its part of a request.
  await db.schema
    .createTable('connected_system')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('url', 'text', (column) => column.notNull())
    // Of the tasks that it takes, separated by spaces.
    .addColumn('kinds', 'text', (column) => column.notNull())
    // With which it answers.
    .addColumn('key_prefix', 'text', (column) => column.notNull().unique())
    .addColumn('secret_sealed', 'text', (column) => column.notNull())
    // The one before, which still signs, so that neither side must change at the same moment.
    .addColumn('former_secret_sealed', 'text')
    .addColumn('connected_at', 'text', (column) => column.notNull())
    // Since when it takes none, because it said so (410) or somebody ended it.
    .addColumn('ended_at', 'text')
    .execute();

  // What one system has to do for one request: to hand over, correct, erase or restrict.
  await db.schema
    .createTable('request_task')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('system', 'text', (column) => column.notNull())
    .addColumn('opened_at', 'text', (column) => column.notNull())
    .addColumn('opened_by', 'text', (column) => column.notNull())
    // Who wants it done, where a second person has to agree.
    .addColumn('proposed_by', 'text')
    .addColumn('proposed_at', 'text')
    .addColumn('done_at', 'text')
    .addColumn('done_by', 'text')
    .addColumn('result', 'text')
    // A day that belongs to the result: when the last backup is gone.
    .addColumn('until_on', 'text')
    // What staff say is to be done, and what they or the system wrote about the result; null once erased.
    .addColumn('instruction_sealed', 'text')
    .addColumn('note_sealed', 'text')
    // By a keyed digest of the address, whose data this site has on hold.
    .addColumn('about_index', 'text')
    .addUniqueConstraint('request_task_of_system', ['request_id', 'kind', 'system'])
    .execute();
  await db.schema.createIndex('request_task_system').on('request_task').columns(['system', 'done_at']).execute();

  await db.schema
    .createIndex('request_task_about')
    .on('request_task')
    .columns(['about_index'])
    .where(sql.ref('about_index'), 'is not', null)
    .execute();

  await db.schema
    .createIndex('request_task_proposed')
    .on('request_task')
    .columns(['request_id'])
    .where(sql.ref('proposed_at'), 'is not', null)
    .where(sql.ref('done_at'), 'is', null)
    .execute();

  // What a system handed over, as it sent it; gone once the package is delivered.
  await db.schema
    .createTable('request_task_part')
    .addColumn('task_id', 'text', (column) => column.notNull().references('request_task.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('content_sealed', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('request_task_part_key', ['task_id', 'position'])
    .execute();

  // Tells a system that it has a task, or that a version was published. Says nothing about anybody.
  await db.schema
    .createTable('webhook')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('task_id', 'text', (column) => column.references('request_task.id').onDelete('cascade'))
    // Of a version: to whom, and of which; the system of a task stands with the task.
    .addColumn('system', 'text')
    .addColumn('document', 'text')
    .addColumn('version', 'text')
    .addColumn('queued_at', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at', 'text')
    .addColumn('leased_until', 'text')
    .addColumn('sent_at', 'text')
    // Why the last attempt failed, as a code.
    .addColumn('problem', 'text')
    .addUniqueConstraint('webhook_of_version', ['system', 'document', 'version'])
    .execute();
  await db.schema.createIndex('webhook_next_attempt').on('webhook').columns(['next_attempt_at']).execute();
  await db.schema.createIndex('webhook_task').on('webhook').columns(['task_id']).execute();

  // The answer to a request for a copy, from the gathering to its delivery.
  await db.schema
    .createTable('request_package')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('gathered_at', 'text', (column) => column.notNull())
    .addColumn('prepared_by', 'text', (column) => column.notNull())
    // Counted up by all that changes what it holds: whoever approves says what they saw.
    .addColumn('revision', 'integer', (column) => column.notNull())
    // What was gathered, and what of it is withheld; null once it is delivered, replaced or erased.
    .addColumn('content_sealed', 'text')
    .addColumn('redactions_sealed', 'text')
    .addColumn('approved_by', 'text')
    .addColumn('delivered_at', 'text')
    // SHA-256 of the file that was delivered, and what was left out and why, as codes without a word of anybody.
    .addColumn('digest', 'text')
    .addColumn('left_out', 'text')
    // What of the request it answered, when it was delivered.
    .addColumn('items', 'text')
    .execute();
  await db.schema
    .createIndex('request_package_made')
    .on('request_package')
    .columns(['request_id'])
    .where(sql.ref('content_sealed'), 'is not', null)
    .execute();
  await db.schema.createIndex('request_package_request').on('request_package').columns(['request_id']).execute();
}
