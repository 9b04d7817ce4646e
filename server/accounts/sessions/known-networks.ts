import { later } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';

/**
 * Whether somebody signed in to an account from there: networks are kept as keyed digests. Wrong passwords of others
 * are counted apart from theirs, so that no stranger uses up the tries of the holder (NIST SP 800-63B section 3.2.2).
 * As much work for an account that does not exist.
 */
export async function has(ctx: Context, accountId: string | undefined, network: string): Promise<boolean> {
  const row = await ctx.db
    .selectFrom('known_network')
    .select('expires_at')
    .where('account_id', '=', accountId ?? '')
    .where('network_index', 'in', ctx.crypto.blindIndex.indexes(subjectOf(accountId ?? '', network)))
    .where('expires_at', '>', ctx.clock.now().toISOString())
    .executeTakeFirst();
  return row !== undefined;
}

export async function add(ctx: Context, accountId: string, network: string): Promise<void> {
  const expires_at = later(ctx.clock.now(), durationOf(ctx.content.retention, 'session')).toISOString();
  await ctx.db
    .insertInto('known_network')
    .values({
      account_id: accountId,
      network_index: ctx.crypto.blindIndex.index(subjectOf(accountId, network)),
      expires_at,
    })
    .onConflict((conflict) => conflict.columns(['account_id', 'network_index']).doUpdateSet({ expires_at }))
    .execute();
}

/** Whoever knew the old password may have been among them. */
export async function forgetAll(ctx: Context, accountId: string): Promise<void> {
  await ctx.db.deleteFrom('known_network').where('account_id', '=', accountId).execute();
}

export async function eraseExpired(ctx: Context): Promise<void> {
  await ctx.db.deleteFrom('known_network').where('expires_at', '<=', ctx.timeSeen.now().toISOString()).execute();
}

/** Of each account its own, so that nobody sees in the table who shares a network. */
function subjectOf(accountId: string, network: string): string {
  return `network ${network} of ${accountId}`;
}
