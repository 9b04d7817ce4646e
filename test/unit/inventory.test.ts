import { mkdtempDisposableSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Schema } from '../../server/db/schema.ts';
import { withoutTokens } from '../../server/mail/personal-data.ts';
import { recordRefusal } from '../../server/mail/undeliverable.ts';
import { type Holding, inventory } from '../../server/personal-data/inventory.ts';
import { ada, leaveTraces } from '../support/ada.ts';
import { manifestWith, noticesFor } from '../support/notices.ts';
import { formOf, openTestServices } from '../support/services.ts';

type Services = Awaited<ReturnType<typeof openTestServices>>;
type Row = Record<string, string | number | null>;

const columns = Object.entries(inventory).flatMap(([table, holdings]) =>
  Object.entries(holdings as Record<string, Holding>).map(([column, holding]) => ({ table, column, holding })),
);

test('every column of the database stands in the inventory, and the inventory names no other', async () => {
  await using services = await openTestServices();
  const tables = await services.db.introspection.getTables();
  const found = tables.flatMap(({ name, columns }) => columns.map((column) => `${name}.${column.name}`));
  expect(columns.map(({ table, column }) => `${table}.${column}`).sort()).toEqual(found.sort());
});

test('what the inventory leaves out of an export, it gives a reason for', () => {
  const reasons = columns.flatMap(({ holding }) => (typeof holding === 'object' ? [holding.excluded] : []));
  expect(reasons.length).toBeGreaterThan(10);
  for (const reason of reasons) expect(reason).toMatch(/^[A-Z].{20,}\.$/);
});

test('whatever the database holds in a column that is exported stands in the export', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'whitrack-'));
  await using services = await openTestServices({ env: { DATA_DIR: folder.path } });
  const { closed, caseToken } = await leaveTraces(services);
  const complaint = formOf({ stamp: services.stamps.issue('dispute'), kind: 'complaint', reason: 'It took long.' });
  expect(await services.requests.dispute(closed, caseToken, complaint)).toMatchObject({ ok: true });
  await noticesFor(services).announce();
  await noticesFor(services, manifestWith({ privacy: ['2026-04-23', '2026-11-01'] })).announce();
  await services.mail.send();
  const waiting = { account_id: ada.accountId, asked_at: '2026-11-23T20:00:00.000Z' };
  await services.db.insertInto('pending_deletion').values(waiting).execute();
  const refusal = { address: ada.email, mailId: 'mail-1', problem: 'address-refused' };
  await recordRefusal(services.ctx, refusal);
  const { tables, files } = await services.personalData.holdingsOf(ada);
  const handedOver = [
    JSON.stringify(tables),
    ...Object.values(files).map((file) => quoted(Buffer.from(file).toString())),
  ].join();

  const missing: string[] = [];
  const unseen: string[] = [];
  for (const { table, column } of columns.filter(({ holding }) => holding === 'exported')) {
    const rows = await rowsOf(services, table as keyof Schema);
    const values = rows.flatMap((row) => valuesOf(services, table, column, row));
    if (values.length === 0) unseen.push(`${table}.${column}`);
    if (values.some((value) => !handedOver.includes(quoted(value)))) missing.push(`${table}.${column}`);
  }
  expect(missing).toEqual([]);
  // What Ada's traces do not fill, this test says nothing of.
  expect(unseen).toEqual(['outgoing_mail.failed_at', 'request.reminded_at']);
});

test('an export holds nothing about anybody else', async () => {
  await using services = await openTestServices();
  await leaveTraces(services);
  const { tables, files } = await services.personalData.holdingsOf({
    accountId: 'account-of-eve',
    email: 'eve@example.com',
  });
  expect(Object.values(tables).flat()).toEqual([]);
  expect(files).toEqual({});
});

/** Rows about Ada: all but the mails that go to the staff, and links that wait for an address to be hers. */
async function rowsOf(services: Services, table: keyof Schema): Promise<Row[]> {
  const rows = (await services.db.selectFrom(table).selectAll().execute()) as unknown as Row[];
  return rows.filter(({ template, purpose }) => !String(template).startsWith('request-staff') && purpose !== 'email');
}

/** What somebody could read out of a field: of one that is sealed, each value inside. */
function valuesOf(services: Services, table: string, column: string, row: Row): string[] {
  const value = row[column];
  if (value === null || value === undefined || value === '') return [];
  if (!column.endsWith('_sealed')) return [String(value)];
  const id =
    table === 'ledger_part'
      ? `${row['entry_id']}/${row['name']}`
      : String(row['id'] ?? row['request_id'] ?? row['digest']);
  const text = services.encryption.open(String(value), { table, column, row: id });
  if (table === 'request_source') return [Buffer.from(text, 'base64').toString()];
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
