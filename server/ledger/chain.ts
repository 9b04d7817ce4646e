import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { isPostgres } from '../db/database.ts';
import { beginning } from './entry.ts';

/** Any numbers that nobody else takes for a lock. */
const locks = { ledger_entry: 0x1ed6e7, desk_act: 0xde5cac } as const;

/** Where the next entry of a chain stands. On PostgreSQL nobody else appends to it until the transaction has ended. */
export async function nextIn(
  { db, clock, config, crypto }: Context,
  chain: keyof typeof locks,
): Promise<{ readonly seq: number; readonly previous: string; readonly at: string }> {
  if (!db.isTransaction) throw new Error('An entry is recorded in the transaction of what it records');
  if (isPostgres(config.databaseUrl)) await sql`select pg_advisory_xact_lock(${locks[chain]})`.execute(db);
  const last = await db
    .selectFrom(chain as 'ledger_entry')
    .select(['seq', 'digest', 'at', 'signature'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  const now = clock.now().toISOString();
  // Of several servers one may be a moment behind: the times of a chain never run backwards. What somebody else wrote
  // there tells no time.
  const at = last && last.at > now && crypto.signing.verify(last.digest, last.signature) === 'right' ? last.at : now;
  return { seq: (last?.seq ?? 0) + 1, previous: last?.digest ?? beginning, at };
}
