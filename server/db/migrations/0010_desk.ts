import type { Kysely } from 'kysely';
import { guardDeskActs } from '../ledger-guards.ts';
import { createLinkTable } from './link-table.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Who answers requests. No account of a customer's, and none can become one.
  await db.schema
    .createTable('staff')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name_sealed', 'text', (column) => column.notNull())
    .addColumn('address_sealed', 'text', (column) => column.notNull())
    .addColumn('address_index', 'text', (column) => column.notNull().unique())
    .addColumn('role', 'text', (column) => column.notNull())
    // Null until the invitation is accepted, as is the key of the app for one-time codes.
    .addColumn('password_hash', 'text')
    .addColumn('password_set_at', 'text')
    .addColumn('secret_sealed', 'text')
    // The time step of the last code that was taken, so that no code is taken twice (RFC 6238 section 5.2).
    .addColumn('last_step', 'integer')
    .addColumn('invited_at', 'text', (column) => column.notNull())
    .addColumn('active_at', 'text')
    .addColumn('ended_at', 'text')
    .execute();

  // The id is the digest of the token, which the cookie alone holds.
  await db.schema
    .createTable('staff_session')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('staff_id', 'text', (column) => column.notNull().references('staff.id').onDelete('cascade'))
    .addColumn('signed_in_at', 'text', (column) => column.notNull())
    .addColumn('seen_at', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('staff_session_staff').on('staff_session').columns(['staff_id']).execute();
  await db.schema.createIndex('staff_session_expires_at').on('staff_session').columns(['expires_at']).execute();

  await db.schema
    .createTable('staff_network')
    .addColumn('holder_id', 'text', (column) => column.notNull().references('staff.id').onDelete('cascade'))
    .addColumn('network_index', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('staff_network_pk', ['holder_id', 'network_index'])
    .execute();

  await createLinkTable(db, 'staff');
  await db.schema.createIndex('staff_link_expires_at').on('staff_link').columns(['expires_at']).execute();

  await db.schema
    .createTable('staff_recovery_code')
    .addColumn('holder_id', 'text', (column) => column.notNull().references('staff.id').onDelete('cascade'))
    .addColumn('digest', 'text', (column) => column.notNull())
    .addColumn('used_at', 'text')
    .addPrimaryKeyConstraint('staff_recovery_code_pk', ['holder_id', 'digest'])
    .execute();

  // Every view of personal data and every act of staff, one resting on the other. Names nobody but staff, by their id.
  await db.schema
    .createTable('desk_act')
    .addColumn('seq', 'integer', (column) => column.primaryKey())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('reference', 'text')
    .addColumn('at', 'text', (column) => column.notNull())
    // What was recorded, as canonical JSON; the columns before repeat some of it, to be searched.
    .addColumn('entry', 'text', (column) => column.notNull())
    .addColumn('previous', 'text', (column) => column.notNull().unique())
    .addColumn('digest', 'text', (column) => column.notNull().unique())
    // Over the digest, as in the ledger.
    .addColumn('signature', 'text', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('desk_act_reference').on('desk_act').columns(['reference', 'seq']).execute();
  await db.schema.createIndex('desk_act_actor').on('desk_act').columns(['actor', 'seq']).execute();

  await guardDeskActs(db);
}
