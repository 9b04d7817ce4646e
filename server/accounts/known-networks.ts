import { later } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Db } from '../db/database.ts';
import type { AccountsNeeds } from './needs.ts';

export type KnownNetworks = ReturnType<typeof createKnownNetworks>;

/**
 * The networks from which somebody signed in to an account, as keyed digests. Wrong passwords of others are counted
 * apart from theirs, so that no stranger uses up the tries of the holder (NIST SP 800-63B section 3.2.2).
 */
export function createKnownNetworks({
  db,
  clock,
  timeSeen,
  addresses,
  retention,
}: Pick<AccountsNeeds, 'db' | 'clock' | 'timeSeen' | 'addresses' | 'retention'>) {
  const life = durationOf(retention, 'session');
  return { has, add, forgetAll, eraseExpired };

  /** As much work for an account that does not exist. */
  async function has(accountId: string | undefined, network: string, using: Db = db): Promise<boolean> {
    const row = await using
      .selectFrom('known_network')
      .select('expires_at')
      .where('account_id', '=', accountId ?? '')
      .where('network_index', 'in', addresses.indexes(subjectOf(accountId ?? '', network)))
      .where('expires_at', '>', clock.now().toISOString())
      .executeTakeFirst();
    return row !== undefined;
  }

  async function add(db: Db, accountId: string, network: string): Promise<void> {
    const expires_at = later(clock.now(), life).toISOString();
    await db
      .insertInto('known_network')
      .values({ account_id: accountId, network_index: addresses.index(subjectOf(accountId, network)), expires_at })
      .onConflict((conflict) => conflict.columns(['account_id', 'network_index']).doUpdateSet({ expires_at }))
      .execute();
  }

  /** Whoever knew the old password may have been among them. */
  async function forgetAll(db: Db, accountId: string): Promise<void> {
    await db.deleteFrom('known_network').where('account_id', '=', accountId).execute();
  }

  async function eraseExpired(): Promise<void> {
    await db.deleteFrom('known_network').where('expires_at', '<=', timeSeen.now().toISOString()).execute();
  }
}

/** Of each account its own, so that nobody sees in the table who shares a network. */
function subjectOf(accountId: string, network: string): string {
  return `network ${network} of ${accountId}`;
}
