import type { Context } from '../context.ts';
import { insertRows } from '../db/rows.ts';
import type { AccountRow, Schema, SecondFactorRow } from '../db/schema.ts';
import type { Subject } from '../subject.ts';
import * as signUps from './pending-sign-ups.ts';
import * as records from './records.ts';

/** An account as it was stored. Who was signed in, and one-time links, are not kept: both end with it. */
interface KeptAccount {
  readonly account: AccountRow;
  readonly secondFactor: readonly SecondFactorRow[];
  readonly recoveryCodes: readonly Schema['recovery_code'][];
  readonly linkedIdentity: readonly Schema['linked_identity'][];
}

/**
 * With everything that ends with it: sessions, links, and sign-ups under its address that wait. Null where there is no
 * account.
 */
export async function erase(ctx: Context, { accountId, email }: Subject): Promise<KeptAccount | null> {
  const { db } = ctx;
  const secondFactor = await db.selectFrom('second_factor').selectAll().where('account_id', '=', accountId).execute();
  const recoveryCodes = await db.selectFrom('recovery_code').selectAll().where('holder_id', '=', accountId).execute();
  const linkedIdentity = await db
    .selectFrom('linked_identity')
    .selectAll()
    .where('account_id', '=', accountId)
    .execute();
  await signUps.eraseAt(ctx, email);
  const account = await db.deleteFrom('account').where('id', '=', accountId).returningAll().executeTakeFirst();
  return account ? { account, secondFactor, recoveryCodes, linkedIdentity } : null;
}

/** What waits to become this account, with whatever else waits under its address, which it gives back. */
export async function eraseSignUp(ctx: Context, accountId: string): Promise<string | null> {
  const waiting = await ctx.db.selectFrom('sign_up').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  if (!waiting) return null;
  const email = signUps.emailOf(ctx, waiting);
  await signUps.eraseAt(ctx, email);
  return email;
}

/** False when there is another account under the address meanwhile. */
export async function restore(ctx: Context, kept: KeptAccount): Promise<boolean> {
  const { account, secondFactor, recoveryCodes, linkedIdentity } = kept;
  const email = records.toAccount(ctx, account).email;
  if (await records.byAddress(ctx, email)) return false;
  const back = await ctx.db
    .insertInto('account')
    .values(account)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!back) return false;
  await insertRows(ctx.db, 'second_factor', secondFactor);
  await insertRows(ctx.db, 'recovery_code', recoveryCodes);
  // Whoever acted in the app meanwhile has another account there, which stays theirs.
  await insertRows(ctx.db, 'linked_identity', linkedIdentity);
  return true;
}
