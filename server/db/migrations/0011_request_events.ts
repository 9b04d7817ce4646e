import type { Kysely } from 'kysely';
import { guardRequests } from '../request-guards.ts';

export async function up(db: Kysely<unknown>): Promise<void> {
  // Everything that happened to a request, numbered: the number of the last event is the request's revision.
  await db.schema
    .createTable('request_event')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('request_id', 'text', (column) => column.notNull().references('request.id').onDelete('cascade'))
    .addColumn('revision', 'integer', (column) => column.notNull())
    .addColumn('act', 'text', (column) => column.notNull())
    .addColumn('actor', 'text', (column) => column.notNull())
    .addColumn('at', 'text', (column) => column.notNull())
    // The day by which clocks go.
    .addColumn('on_day', 'text', (column) => column.notNull())
    // The kinds of the items that it concerns, with commas; null where it concerns the request.
    .addColumn('items', 'text')
    // A level, a reason, a ground or a reference, as a code without a word of the person.
    .addColumn('code', 'text')
    // The revision of the event that it ends: of what was asked, or of an extension.
    .addColumn('ends', 'integer')
    // What staff wrote or noted; null once erased.
    .addColumn('detail_sealed', 'text')
    .addUniqueConstraint('request_event_revision', ['request_id', 'revision'])
    .execute();
  await guardRequests(db);
}
