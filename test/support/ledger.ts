import { sql } from 'kysely';
import { transaction } from '../../server/context.ts';
import { isPostgres } from '../../server/db/database.ts';
import type { LedgerEntryRow } from '../../server/db/schema.ts';
import { type Act, append as appendEntry } from '../../server/ledger/entries.ts';
import { beginning, type Entry, link, nameOf } from '../../server/ledger/entry.ts';
import type { openTestServices } from './services.ts';

export type Services = Awaited<ReturnType<typeof openTestServices>>;

/** The first version of the purpose in the fixtures. */
const text = '076b83ea7f002565011e2924482567be692cf9a32fe737b9e28bdb6628723ef1';

type AccountAct = Extract<Act, { readonly accountId: string }>;

export function actOf(accountId: string, act: Partial<AccountAct> = {}): AccountAct {
  return {
    accountId,
    kind: 'consent-given',
    about: { type: 'purpose', id: 'ai-training', version: '2026-11-25', textSha256: text },
    shown: [{ url: '/purposes/ai-training/2026-11-25/', sha256: text }],
    given: { by: 'person', through: 'page', where: '/account/consents/', control: 'give' },
    parts: { person: { name: 'Ada Lovelace', email: 'ada@example.com' } },
    ...act,
  };
}

export async function append({ db, ctx }: Pick<Services, 'db' | 'ctx'>, act: AccountAct) {
  await db
    .insertInto('account')
    .values({
      ...{ id: act.accountId, email_sealed: 'x', email_index: act.accountId, name_sealed: 'x' },
      ...{ password_hash: 'x', password_set_at: 'x', created_at: 'x' },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return transaction(ctx, (ctx) => appendEntry(ctx, act));
}

/** So many entries, of three people in turn. */
export async function fill(services: Services, count: number) {
  const entries = [];
  for (let number = 0; number < count; number += 1)
    entries.push(await append(services, actOf(`account-${number % 3}`)));
  return entries;
}

/** Gives the acts of each of two accounts to the other. */
export function exchange(one: string, other: string): string[] {
  return [
    `update ledger_subject set account_id = null where account_id = '${one}'`,
    `update ledger_subject set account_id = '${one}' where account_id = '${other}'`,
    `update ledger_subject set account_id = '${other}' where account_id is null`,
  ];
}

/** Does to the tables what only somebody can who owns the database: takes the guards away first. */
export async function tamper({ db, config }: Services, ...statements: string[]): Promise<void> {
  const isOnPostgres = isPostgres(config.databaseUrl);
  const drop = (table: string, act: string) => `drop trigger ${table}_${act}${isOnPostgres ? ` on ${table}` : ''}`;
  const acts = isOnPostgres ? ['no_change'] : ['no_update', 'no_delete'];
  const guards = [
    ...['ledger_entry', 'ledger_head', 'ledger_words'].flatMap((table) => acts.map((act) => drop(table, act))),
    ...['ledger_entry', 'ledger_head'].map((table) => drop(table, 'follows')),
  ];
  for (const statement of [...guards, ...statements]) await sql.raw(statement).execute(db);
}

/** What the repository keeps when it has fetched all. */
export async function committedBy({ ledger }: Pick<Services, 'ledger'>) {
  return { heads: await ledger.allHeads(), keys: ledger.publicKeys() };
}

/** A row as somebody writes it who can write to the database and no more: it links, and nobody signed it. */
export async function forge({ db }: Services, forged: Partial<Entry>, columns: Partial<LedgerEntryRow> = {}) {
  const last = await db.selectFrom('ledger_entry').selectAll().orderBy('seq', 'desc').limit(1).executeTakeFirst();
  const model = JSON.parse(last?.entry ?? '{}') as Entry;
  const seq = (last?.seq ?? 0) + 1;
  const entry = { ...model, seq, id: `forged-${seq}`, ...forged };
  const made = link(last?.digest ?? beginning, entry, () => last?.signature ?? '');
  const row = {
    ...{ ...made, id: entry.id, subject_id: entry.subject, kind: entry.kind, about: nameOf(entry.about) },
    ...{ version: entry.about.version, stamp: null, at: entry.at },
    ...columns,
  };
  await db.insertInto('ledger_entry').values(row).execute();
  return entry;
}
