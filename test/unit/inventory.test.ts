import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Schema } from '../../server/db/schema.ts';
import { withoutTokens } from '../../server/mail/personal-data.ts';
import { recordRefusal } from '../../server/mail/undeliverable.ts';
import { inventory, isExported, type Treatment } from '../../server/personal-data/inventory.ts';
import { ada, leaveTraces } from '../support/ada.ts';
import { manifestWith, noticesFor } from '../support/notices.ts';
import { businessLink, mailsWith } from '../support/requests.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;
type Row = Record<string, string | number | null>;

const columns = Object.entries(inventory).flatMap(([table, personalData]) =>
  Object.entries(personalData as Record<string, Treatment>).map(([column, treatment]) => ({
    table,
    column,
    treatment,
  })),
);

test('every column of the database stands in the inventory, and the inventory names no other', async () => {
  await using services = await openTestServices();
  const tables = await services.db.introspection.getTables();
  const found = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(columns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(found.sort());
});

test('what the inventory leaves out of an export, it gives a reason for', () => {
  const reasons = columns.flatMap(({ treatment }) =>
    typeof treatment === 'object' && 'excluded' in treatment ? [treatment.excluded] : [],
  );
  expect(reasons.length).toBeGreaterThan(10);
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
});

test('whatever the database holds in a column that is exported stands in the export', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-'));
  await using services = await openTestServices({ env: { DATA_DIR: folder.path } });
  const { closed, open, caseToken } = await leaveTraces(services);
  const now = services.clock.now().toISOString();
  await services.db.updateTable('request').set({ confirmed_at: now }).where('reference', '=', open).execute();
  await services.requests.route(open, { business: 'Analytical Works', email: 'legal@works.example', actor: 'command' });
  const [told] = await mailsWith(services, 'request-business');
  const link = businessLink(told ?? { text: '' });
  const said = (text: string) => formOf({ stamp: services.formTokens.issue('business'), said: text });
  await services.requests.recordBusinessAnswer(...link, said('We sent her the tables.'));
  await services.requests.askForHelp(...link, said('Which tables are there?'));
  const complaint = formOf({ stamp: services.formTokens.issue('dispute'), kind: 'complaint', reason: 'It took long.' });
  expect(await services.requests.dispute(closed, caseToken, complaint)).toMatchObject({ ok: true });
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-11-01'] })).announce();
  await services.mail.send();
  const at = '2026-11-23T20:00:00.000Z';
  await services.db
    .updateTable('notice_recipient')
    .set({ delivered_at: at, problem: 'complained', problem_at: at })
    .execute();
  const reached = await services.db.selectFrom('notice_recipient').select(['campaign', 'recipient']).execute();
  const byPost = { means: 'post', told_on: '2026-11-24', recorded_at: at, recorded_by: 'staff:ana' };
  await services.db
    .insertInto('notice_other_means')
    .values(reached.map((one) => ({ ...one, ...byPost })))
    .execute();
  const sealed = (column: 'grounds_sealed' | 'message_sealed', text: string) =>
    services.encryption.seal(text, { table: 'objection', column, row: 'objection-1' });
  await services.db
    .insertInto('objection')
    .values({
      ...{ id: 'objection-1', account_id: ada.accountId, document: 'subprocessors', version: '2026-11-01' },
      ...{ came_by: 'account', grounds_sealed: sealed('grounds_sealed', 'They keep it too long.') },
      ...{ objected_at: at, objected_on: '2026-11-23', due_on: '2026-12-23', outcome: 'resolved' },
      ...{ message_sealed: sealed('message_sealed', 'They keep it for a day.'), settled_at: at, settled_by: 'command' },
    })
    .execute();
  const waiting = {
    account_id: ada.accountId,
    asked_at: '2026-11-23T20:00:00.000Z',
    keeps: 'agreements' as const,
    request_id: '',
  };
  await services.db.insertInto('pending_deletion').values(waiting).execute();
  const refusal = { address: ada.email, mailId: 'mail-1', problem: 'address-refused' };
  await recordRefusal(services.ctx, refusal);
  const { tables, files } = await services.personalData.dataOf(ada);
  const handedOver = [
    JSON.stringify(tables),
    ...Object.values(files).map((file) => quoted(Buffer.from(file).toString())),
  ].join();

  const missing: string[] = [];
  const unseen: string[] = [];
  for (const { table, column } of columns.filter(({ treatment }) => isExported(treatment))) {
    const rows = await rowsOf(services, table as keyof Schema);
    const values = rows.flatMap((row) => valuesOf(services, table, column, row));
    if (values.length === 0) unseen.push(`${table}.${column}`);
    if (values.some((value) => !handedOver.includes(quoted(value)))) missing.push(`${table}.${column}`);
  }
  expect(missing).toEqual([]);
  expect(unseen, 'Columns that Ada’s traces do not fill: of others this test would say nothing').toEqual([
    ...['outgoing_mail.failed_at', 'request.reminded_at', 'request.waiting_since', 'request.merged_into'],
    ...['request_event.ends', 'request_file.expires_at', 'request_file_part.content_sealed', 'request_task.until_on'],
  ]);
  expect(handedOver).toContain('The Analytical Engine.');
  // Of our own words the part holds the digest, and the export the words.
  const ours = await services.db.selectFrom('ledger_words').select('words').execute();
  for (const word of ours.flatMap(({ words }) => leavesOf(JSON.parse(words))))
    expect(handedOver).toContain(quoted(quoted(word)));
});

test('an export holds nothing about anybody else', async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const { tables, files } = await services.personalData.dataOf({
    accountId: 'account-of-eve',
    email: 'eve@example.com',
  });
  expect(Object.values(tables).flat()).toEqual([]);
  expect(files).toEqual({});
});

/** Rows about Ada: all but the mails that go to the staff or to a business, and links that wait for an address to be hers. */
async function rowsOf(services: Services, table: keyof Schema): Promise<Row[]> {
  const rows = (await services.db.selectFrom(table).selectAll().execute()) as unknown as Row[];
  return rows.filter(
    ({ template, purpose }) => !/^request-(staff|business)/.test(String(template)) && purpose !== 'email',
  );
}

/** What somebody could read out of a field: of one that is sealed, each value inside. */
function valuesOf(services: Services, table: string, column: string, row: Row): string[] {
  const value = row[column];
  if (value === null || value === undefined || value === '') return [];
  if (!column.endsWith('_sealed')) return [String(value)];
  // Sealed under a key of its own: the files of the export are compared in the tests of files.
  if (table === 'request_file_part') return [];
  if (table === 'ledger_part' && ['shown', 'receipt'].includes(String(row['name']))) return [];
  const id =
    table === 'ledger_part'
      ? `${row['entry_id']}/${row['name']}`
      : String(row['id'] ?? row['request_id'] ?? row['digest']);
  const text = services.encryption.open(String(value), { table, column, row: id });
  if (table === 'request_source' || (table === 'received_mail' && column === 'body_sealed'))
    return [Buffer.from(text, 'base64').toString()];
  const parts = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
  const readable = table === 'outgoing_mail' ? ['from', 'to', 'subject', 'text'] : Object.keys(parts);
  return readable
    .flatMap((name) => leavesOf(parts[name]))
    .map(withoutTokens)
    .filter(Boolean);
}

function leavesOf(value: unknown): string[] {
  return value !== null && typeof value === 'object' ? Object.values(value).flatMap(leavesOf) : [String(value ?? '')];
}

/** As it stands inside of JSON. */
function quoted(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
