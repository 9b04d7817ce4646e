import { type Kysely, type SqlBool, sql } from 'kysely';
import { createLinkTable } from './link-table.ts';

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

  await createLinkTable(db, 'subscriber');

  // Each version that this server has seen; those of the first start have been announced before its time.
  await db.schema
    .createTable('notice')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    // How often its effect has been moved to another day, or `cancelled`: as people are told.
    .addColumn('effect', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'text', (column) => column.notNull())
    // By a restore that cannot tell whether it was announced; until an operator has it announced.
    .addColumn('withheld_at', 'text')
    .addPrimaryKeyConstraint('notice_pk', ['document', 'version'])
    .execute();

  // One telling of one version: what it says to whom, and how far it has come.
  await db.schema
    .createTable('campaign')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    // `announced` to whoever has not heard of the version; `moved` or `cancelled` to whoever has; `replaced` to whoever
    // has heard of the version whose place it takes, and not that this is off.
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('replaces', 'text')
    .addColumn('effect', 'text', (column) => column.notNull())
    // The mails by the reason for which one gets them, as JSON, with marks where a recipient's own links go.
    .addColumn('mails', 'text', (column) => column.notNull())
    // The key that signs those links, so that a mail is the same when it is tried again.
    .addColumn('key_id', 'text', (column) => column.notNull())
    // Whoever asked later does not hear of it.
    .addColumn('since', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'text', (column) => column.notNull())
    // The last person who was put down as a recipient; a killed server goes on from there.
    .addColumn('cursor', 'text')
    // The last entry of the ledger that it knows: whoever agreed later is told as well.
    .addColumn('agreed_up_to', 'integer', (column) => column.notNull())
    .addColumn('next_batch', 'integer', (column) => column.notNull().defaultTo(1))
    .addColumn('enumerated_at', 'text')
    // When nothing waited any more.
    .addColumn('completed_at', 'text')
    // Taken back, since things stand otherwise by now.
    .addColumn('stopped_at', 'text')
    // From when its mails go out, unless staff hold them back.
    .addColumn('sends_at', 'text', (column) => column.notNull())
    .addColumn('held_at', 'text')
    // What staff say above the summary.
    .addColumn('words', 'text')
    // When the last mail had gone out of those that waited at first: from then on its notice runs.
    .addColumn('told_at', 'text')
    // The earliest lawful day of effect that staff were told of, where the one that is set comes before it.
    .addColumn('warned_of', 'text')
    // How many were put down by each reason, as JSON.
    .addColumn('people', 'text', (column) => column.notNull().defaultTo('{}'))
    .execute();
  await db.schema.createIndex('campaign_version').on('campaign').columns(['document', 'version']).execute();

  // What goes to the other side as one, under one key.
  await db.schema
    .createTable('campaign_batch')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('campaign', 'integer', (column) => column.notNull().references('campaign.id').onDelete('cascade'))
    .addColumn('number', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull().defaultTo(0))
    // The first attempt, and the first of which nobody can tell whether it was accepted.
    .addColumn('attempted_at', 'text')
    .addColumn('uncertain_since', 'text')
    .addColumn('next_attempt_at', 'text', (column) => column.notNull())
    .addColumn('leased_until', 'text')
    .addColumn('lease', 'text')
    .addColumn('accepted_at', 'text')
    // Taken back, or set aside for staff.
    .addColumn('failed_at', 'text')
    .addColumn('problem', 'text')
    .addUniqueConstraint('campaign_batch_number', ['campaign', 'number'])
    .execute();
  // What waits alone: what was sent before makes finding the next no slower.
  await db.schema
    .createIndex('campaign_batch_waiting')
    .on('campaign_batch')
    .columns(['next_attempt_at', 'campaign', 'number'])
    .where(sql<SqlBool>`accepted_at is null and failed_at is null`)
    .execute();

  // Who is told. What became of it, the batch says, unless `problem` does. A million of them fit into 300 MB.
  await db.schema
    .createTable('notice_recipient')
    .addColumn('campaign', 'integer', (column) => column.notNull().references('campaign.id').onDelete('cascade'))
    .addColumn('batch', 'integer', (column) => column.notNull())
    // `subscribed`, `account`, `contract` or `legal-contact`; and the id of the subscriber, of the account, or of that
    // with a mark behind it, for its contact.
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('recipient', 'text', (column) => column.notNull())
    // The address as a keyed digest, shortened; null once nothing may be left that tells whose it is.
    .addColumn('digest', 'text')
    .addColumn('problem', 'text')
    .addColumn('problem_at', 'text')
    .addColumn('delivered_at', 'text')
    .execute();
  // One person, one mail.
  await db.schema
    .createIndex('notice_recipient_person')
    .unique()
    .on('notice_recipient')
    .columns(['digest', 'campaign'])
    .execute();
  await db.schema.createIndex('notice_recipient_batch').on('notice_recipient').columns(['campaign', 'batch']).execute();
  await db.schema
    .createIndex('notice_recipient_account')
    .on('notice_recipient')
    .columns(['recipient', 'campaign'])
    .where(sql<SqlBool>`reason != 'subscribed'`)
    .execute();
  await db.schema
    .createIndex('notice_recipient_problem')
    .on('notice_recipient')
    .columns(['campaign', 'problem'])
    .where('problem', 'is not', null)
    .execute();
  // Of those, whom a law or a contract has us tell: the first page of the desk counts them.
  await db.schema
    .createIndex('notice_recipient_owed')
    .on('notice_recipient')
    .columns(['problem', 'campaign'])
    .where(sql<SqlBool>`problem is not null and reason != 'subscribed'`)
    .execute();

  // Whom no mail reaches, and how they were told all the same.
  await db.schema
    .createTable('notice_other_means')
    .addColumn('campaign', 'integer', (column) => column.notNull().references('campaign.id').onDelete('cascade'))
    .addColumn('recipient', 'text', (column) => column.notNull())
    .addColumn('means', 'text', (column) => column.notNull())
    .addColumn('told_on', 'text', (column) => column.notNull())
    // Since when the business names another contact than the one who was told so.
    .addColumn('former_since', 'text')
    .addColumn('recorded_at', 'text', (column) => column.notNull())
    .addColumn('recorded_by', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('notice_other_means_pk', ['campaign', 'recipient'])
    .execute();

  // What a business has against a subprocessor that it was told of.
  await db.schema
    .createTable('objection')
    .addColumn('id', 'text', (column) => column.primaryKey())
    // Null once nothing may be left that tells whose it was.
    .addColumn('account_id', 'text')
    .addColumn('document', 'text', (column) => column.notNull())
    .addColumn('version', 'text', (column) => column.notNull())
    // `account`, `link` or `mail`.
    .addColumn('came_by', 'text', (column) => column.notNull())
    .addColumn('grounds_sealed', 'text')
    .addColumn('objected_at', 'text', (column) => column.notNull())
    .addColumn('objected_on', 'text', (column) => column.notNull())
    .addColumn('due_on', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text')
    .addColumn('message_sealed', 'text')
    .addColumn('settled_at', 'text')
    .addColumn('settled_by', 'text')
    .execute();
  await db.schema.createIndex('objection_account').on('objection').columns(['account_id']).execute();
  await db.schema
    .createIndex('objection_open')
    .on('objection')
    .columns(['due_on'])
    .where(sql<SqlBool>`settled_at is null`)
    .execute();

  // What the provider has told us: it may tell it again.
  await db.schema
    .createTable('webhook_event')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('at', 'text', (column) => column.notNull())
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
