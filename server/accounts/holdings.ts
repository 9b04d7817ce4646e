import type { Exported, Subject } from '../erasure/subject.ts';
import type { AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { Sessions } from './sessions.ts';

/** What the room of accounts holds about the holder of one. */
export function createHoldings({
  db,
  records,
  sessions,
  accountLinks,
}: AccountsNeeds & {
  readonly records: Records;
  readonly sessions: Sessions;
  readonly accountLinks: AccountLinks;
}) {
  return { exportFor };

  async function exportFor({ accountId }: Subject): Promise<Exported> {
    const row = await records.rowOf(accountId);
    const account = row && records.toAccount(row);
    const factor = await db.selectFrom('second_factor').selectAll().where('account_id', '=', accountId).execute();
    const codes = await db.selectFrom('recovery_code').selectAll().where('account_id', '=', accountId).execute();
    return {
      tables: {
        account: account ? [{ id: account.id, name: account.name, email: account.email, ...timesOf(row) }] : [],
        business_profile: account?.business ? [{ ...account.business }] : [],
        sessions: (await sessions.rowsOf(accountId)).map(({ id, userId, ...session }) => session),
        account_links: await accountLinks.list(accountId),
        second_factor: factor.map(({ confirmed_at }) => ({ confirmed_at })),
        recovery_codes: codes.map(({ used_at }) => ({ used_at })),
      },
    };
  }
}

function timesOf({ created_at, password_set_at }: { created_at: string; password_set_at: string }) {
  return { created_at, password_set_at };
}
