import { type TableName, tableWords } from '../../src/words/account/export.ts';
import * as accounts from '../accounts/records.ts';
import type { Context } from '../context.ts';
import type { Schema } from '../db/schema.ts';
import * as acts from '../ledger/personal-data.ts';
import * as mails from '../mail/personal-data.ts';
import { recipientsAt } from '../notices/campaigns/recipients.ts';
import * as subscriptions from '../notices/personal-data.ts';
import * as requests from '../requests/personal-data.ts';
import type { PersonalData, Subject, Value } from '../subject.ts';
import { inventory, isExported, type Treatment } from './inventory.ts';

type Row = Readonly<Record<string, Value>>;

/** By what somebody's rows are found: their ids, and the digests of their address. */
type Whose = Readonly<Record<'account' | 'address' | 'request' | 'subscriber', readonly string[]>>;

/** A table of the export whose rows are rows of the database: from where, and by which column they are somebody's. */
interface Source {
  readonly from: keyof Schema;
  readonly by: readonly [column: string, key: keyof Whose];
  readonly order?: readonly string[];
  readonly except?: readonly [column: string, value: string];
}

/** What of a row is exported, and how, the inventory says. */
const sources = {
  account: { from: 'account', by: ['id', 'account'] },
  sessions: { from: 'session', by: ['account_id', 'account'], order: ['signed_in_at', 'id'] },
  // Whether there is a link that confirms an address tells whether somebody else has that address.
  account_links: {
    from: 'account_link',
    by: ['subject_id', 'account'],
    order: ['expires_at', 'digest'],
    except: ['purpose', 'email'],
  },
  web_app: { from: 'linked_identity', by: ['account_id', 'account'] },
  second_factor: { from: 'second_factor', by: ['account_id', 'account'] },
  recovery_codes: { from: 'recovery_code', by: ['holder_id', 'account'] },
  pending_deletion: { from: 'pending_deletion', by: ['account_id', 'account'], order: ['asked_at', 'request_id'] },
  requests: { from: 'request', by: ['id', 'request'], order: ['received_at', 'id'] },
  request_items: { from: 'request_item', by: ['request_id', 'request'], order: ['id'] },
  request_dates: { from: 'request_date', by: ['request_id', 'request'], order: ['at', 'id'] },
  request_tasks: { from: 'request_task', by: ['request_id', 'request'], order: ['opened_at', 'id'] },
  request_events: { from: 'request_event', by: ['request_id', 'request'], order: ['request_id', 'revision'] },
  request_messages: { from: 'request_message', by: ['request_id', 'request'], order: ['written_at', 'author', 'id'] },
  request_routes: { from: 'request_route', by: ['request_id', 'request'], order: ['request_id'] },
  received_mails: { from: 'received_mail', by: ['address_index', 'address'], order: ['received_at'] },
  subscribers: { from: 'subscriber', by: ['id', 'subscriber'] },
  subscriptions: { from: 'subscription', by: ['subscriber_id', 'subscriber'] },
  subscription_links: { from: 'subscriber_link', by: ['subject_id', 'subscriber'] },
  objections: { from: 'suppression', by: ['address_index', 'address'] },
  subprocessor_objections: { from: 'objection', by: ['account_id', 'account'], order: ['objected_at'] },
  undeliverable: { from: 'undeliverable_address', by: ['address_index', 'address'] },
} as const satisfies Readonly<Record<string, Source>>;

/** All that is held about the holder of an account, opened, whichever room holds it. */
export async function dataOf(ctx: Context, subject: Subject): Promise<PersonalData> {
  const account = await accounts.find(ctx, subject.accountId);
  const theirs = await requests.requestsOf(ctx, subject);
  const subscribers = await subscriptions.mattersOf(ctx, subject);
  const whose = {
    account: [subject.accountId],
    address: ctx.crypto.blindIndex.indexes(subject.email),
    request: theirs.map(({ id }) => id),
    subscriber: subscribers,
  };
  const references = new Map(theirs.map(({ id, reference }) => [id, reference]));
  const stored: Record<string, readonly Row[]> = {};
  for (const [name, source] of Object.entries<Source>(sources)) {
    const rows = await rowsOf(ctx, source, whose);
    stored[name] = rows.map((row) => {
      const reference = references.get(String(row['request_id']));
      return { ...(reference && { reference }), ...exportedOf(ctx, source.from, row, tableWords[name]?.columns ?? {}) };
    });
  }
  const { files, request_files } = await requests.filesOf(ctx, theirs, subject);
  const matters = { about: subscribers, shared: requests.addressesOf(ctx, theirs) };
  const tables: Record<TableName, readonly Row[]> = {
    ...(stored as Record<keyof typeof sources, readonly Row[]>),
    business_profile: account?.business ? [{ ...account.business }] : [],
    request_files,
    notices: await recipientsAt(ctx, subject.email),
    mails: await mails.heldFor(ctx, subject, matters),
    ...(await acts.heldFor(ctx, subject, subscribers)),
  };
  return { tables, files };
}

async function rowsOf({ db }: Context, { from, by, order = [], except }: Source, whose: Whose): Promise<Row[]> {
  const [column, key] = by;
  // PostgreSQL knows no empty list.
  if (whose[key].length === 0) return [];
  let query = db
    .selectFrom(from as 'account')
    .selectAll()
    .where(column as 'id', 'in', whose[key]);
  if (except) query = query.where(except[0] as 'id', '!=', except[1]);
  for (const one of order) query = query.orderBy(one as 'id');
  return (await query.execute()) as unknown as Row[];
}

/** Of a row, what the inventory exports and the export has a column for; of what is sealed with fields, each of them. */
function exportedOf(
  { crypto }: Context,
  table: keyof Schema,
  row: Row,
  columns: Readonly<Record<string, string>>,
): Row {
  const exported: Record<string, Value> = {};
  for (const [column, treatment] of Object.entries(inventory[table] as Record<string, Treatment>)) {
    if (!isExported(treatment)) continue;
    const stored = row[column] ?? null;
    const isSealed = column.endsWith('_sealed') && stored !== null;
    const place = { table, column, row: String(row['id'] ?? row['digest']) };
    const value = isSealed ? crypto.encryption.open(String(stored), place) : stored;
    if (typeof treatment === 'object' && 'fields' in treatment) {
      const fields = Object.entries(JSON.parse(String(value ?? '{}')) as Row);
      for (const [name, field] of fields) exported[treatment.fields[name] ?? name] = field;
    } else {
      const name = typeof treatment === 'object' ? treatment.as : column.replace(/_sealed$/, '');
      if (name in columns) exported[name] = value;
    }
  }
  return exported;
}
