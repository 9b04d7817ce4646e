import { before } from '../clock.ts';
import { durationOf } from '../content.ts';
import type { Context } from '../context.ts';
import type { UndeliverableAddressRow } from '../db/schema.ts';
import type { Covered } from '../legal-holds/coverage.ts';

/**
 * Addresses that the other side says are not there. Notices to them are withheld; service mail, for which the person
 * waits, is tried all the same, and once one arrives the address counts as there again: what was withheld and is still
 * of use goes out then. A provider accepts whatever address it is given, and says afterwards which were delivered.
 */
export async function isUndeliverable(ctx: Context, address: string): Promise<boolean> {
  return (await refusalOf(ctx, address)) !== undefined;
}

/** Answers that speak of the address and not of the mail: whoever gives one will give it again. */
const lasting = ['address-refused', 'address-invalid', 'bounced'];

export function refusalOf({ db, crypto }: Context, address: string): Promise<UndeliverableAddressRow | undefined> {
  return db
    .selectFrom('undeliverable_address')
    .selectAll()
    .where('address_index', 'in', crypto.blindIndex.indexes(address))
    .executeTakeFirst();
}

/** The newest first. Whose address it is, the mail tells as long as it is kept. */
export function refusals({ db }: Context, most = 200): Promise<UndeliverableAddressRow[]> {
  return db.selectFrom('undeliverable_address').selectAll().orderBy('since', 'desc').limit(most).execute();
}

/** From a mail that was refused. */
export async function recordRefusal(
  ctx: Context,
  {
    address,
    mailId,
    problem,
    at = ctx.clock.now().toISOString(),
  }: { address: string; mailId: string; problem: string; at?: string },
): Promise<void> {
  if (!lasting.includes(problem)) return;
  const known = await refusalOf(ctx, address);
  const address_index = known?.address_index ?? ctx.crypto.blindIndex.index(address);
  const row = { address_index, since: at, problem, mail_id: mailId };
  await ctx.db
    .insertInto('undeliverable_address')
    .values(row)
    .onConflict((conflict) => conflict.column('address_index').doUpdateSet(row))
    .execute();
}

/** `deliveredAt`: what was refused later counts. */
export async function clearRefusal({ db, crypto }: Context, address: string, deliveredAt?: string): Promise<void> {
  await db
    .deleteFrom('undeliverable_address')
    .$if(deliveredAt !== undefined, (query) => query.where('since', '<', deliveredAt ?? ''))
    .where('address_index', 'in', crypto.blindIndex.indexes(address))
    .execute();
}

/** Of a mail that was accepted: nothing is known of the address where the provider tells that afterwards. */
export async function noteAccepted(ctx: Context, address: string): Promise<void> {
  const { transport, webhookSecret } = ctx.config;
  if (transport.kind !== 'resend' || webhookSecret === null) await clearRefusal(ctx, address);
}

/** By the mail that told us, as `refusals` shows it. False where none is known by it. */
export async function clearRefusalBy({ db }: Context, mailId: string): Promise<boolean> {
  const cleared = await db.deleteFrom('undeliverable_address').where('mail_id', '=', mailId).executeTakeFirst();
  return cleared.numDeletedRows > 0n;
}

/** Those whose time is over, and that no hold covers. */
export async function eraseRefusals(ctx: Context, { addressIndexes }: Pick<Covered, 'addressIndexes'>): Promise<void> {
  const kept = durationOf(ctx.content.retention, 'undeliverable');
  await ctx.db
    .deleteFrom('undeliverable_address')
    .where('since', '<', before(ctx.timeSeen.now(), kept).toISOString())
    .where('address_index', 'not in', ['-', ...addressIndexes])
    .execute();
}
