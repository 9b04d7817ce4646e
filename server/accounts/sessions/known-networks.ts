import { later } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';

/** Of customers, and of staff, who sign in with other accounts. */
type Networks = 'known_network' | 'staff_network';

/**
 * Whether somebody signed in to an account from there: networks are kept as keyed digests. Wrong passwords of others
 * are counted apart from theirs, so that no stranger uses up the tries of the holder (NIST SP 800-63B section 3.2.2).
 * As much work for an account that does not exist.
 */
export async function has(
  ctx: Context,
  holderId: string | undefined,
  network: string,
  networks: Networks = 'known_network',
): Promise<boolean> {
  const row = await ctx.db
    .selectFrom(networks)
    .select('expires_at')
    .where('holder_id', '=', holderId ?? '')
    .where('network_index', 'in', ctx.crypto.blindIndex.indexes(subjectOf(holderId ?? '', network)))
    .where('expires_at', '>', ctx.clock.now().toISOString())
    .executeTakeFirst();
  return row !== undefined;
}

export async function add(
  ctx: Context,
  holderId: string,
  network: string,
  networks: Networks = 'known_network',
): Promise<void> {
  const expires_at = later(ctx.clock.now(), durationOf(ctx.content.retention, 'session')).toISOString();
  await ctx.db
    .insertInto(networks)
    .values({
      holder_id: holderId,
      network_index: ctx.crypto.blindIndex.index(subjectOf(holderId, network)),
      expires_at,
    })
    .onConflict((conflict) => conflict.columns(['holder_id', 'network_index']).doUpdateSet({ expires_at }))
    .execute();
}

/** Whoever knew the old password may have been among them. */
export async function forgetAll(ctx: Context, holderId: string, networks: Networks = 'known_network'): Promise<void> {
  await ctx.db.deleteFrom(networks).where('holder_id', '=', holderId).execute();
}

export async function eraseExpired(ctx: Context, networks: Networks = 'known_network'): Promise<void> {
  await ctx.db.deleteFrom(networks).where('expires_at', '<=', ctx.timeSeen.now().toISOString()).execute();
}

/** Of each account its own, so that nobody sees in the table who shares a network. */
function subjectOf(holderId: string, network: string): string {
  return `network ${network} of ${holderId}`;
}
