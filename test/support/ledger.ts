import { sql } from 'kysely';
import type { Act } from '../../server/consent/ledger.ts';
import { isPostgres } from '../../server/db/database.ts';
import type { openTestServices } from './services.ts';

export type Services = Awaited<ReturnType<typeof openTestServices>>;

const digest = 'ab'.repeat(32);

export function actOf(accountId: string, act: Partial<Act> = {}): Act {
  return {
    accountId,
    kind: 'consent-given',
    about: { type: 'purpose', id: 'ai-training', version: '2026-11-23', textSha256: digest },
    shown: [{ url: '/purposes/ai-training/2026-11-23/', sha256: digest }],
    given: { by: 'person', through: 'page', where: '/account/consents/', control: 'give' },
    parts: { person: { name: 'Ada Lovelace', email: 'ada@example.com' } },
    ...act,
  };
}

export async function append({ db, books }: Pick<Services, 'db' | 'books'>, act: Act) {
  await db
    .insertInto('account')
    .values({
      ...{ id: act.accountId, email_sealed: 'x', email_index: act.accountId, name_sealed: 'x' },
      ...{ password_hash: 'x', password_set_at: 'x', created_at: 'x' },
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return db.transaction().execute((db) => books.ledger(db).append(act));
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
  const guards = isPostgres(config.databaseUrl)
    ? ['ledger_entry', 'ledger_head'].flatMap((table) => [
        `drop trigger ${table}_no_change on ${table}`,
        `drop trigger ${table}_follows on ${table}`,
      ])
    : ['ledger_entry', 'ledger_head'].flatMap((table) => [
        `drop trigger ${table}_no_update`,
        `drop trigger ${table}_no_delete`,
        `drop trigger ${table}_follows`,
      ]);
  for (const statement of [...guards, ...statements]) await sql.raw(statement).execute(db);
}
