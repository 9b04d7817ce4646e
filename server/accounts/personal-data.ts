import type { Context } from '../context.ts';
import type { AccountRow, Schema, SecondFactorRow, SignUpRow } from '../db/schema.ts';
import type { Exported, Subject } from '../subject.ts';
import * as linkedIdentities from './linked-identities.ts';
import * as records from './records.ts';
import * as sessions from './sessions/sessions.ts';

/** An account as it was stored. Who was signed in, and one-time links, are not kept: both end with it. */
export interface KeptAccount {
  readonly account: AccountRow;
  readonly secondFactor: readonly SecondFactorRow[];
  readonly recoveryCodes: readonly Schema['recovery_code'][];
  readonly linkedIdentity: readonly Schema['linked_identity'][];
}

/** What the room of accounts holds about the holder of one. */
export async function exportFor(ctx: Context, { accountId }: Subject): Promise<Exported> {
  const row = await records.rowOf(ctx, accountId);
  const account = row && records.toAccount(ctx, row);
  const factor = await secondFactorOf(ctx, accountId);
  const codes = await recoveryCodesOf(ctx, accountId);
  const identity = await linkedIdentities.linkOf(ctx, accountId);
  return {
    tables: {
      account: account ? [{ id: account.id, name: account.name, email: account.email, ...timesOf(row) }] : [],
      business_profile: account?.business ? [{ ...account.business }] : [],
      sessions: (await sessions.rowsOf(ctx, accountId)).map(({ id, userId, ...session }) => session),
      account_links: await linksOf(ctx, accountId),
      web_app: identity ? [{ account_id: accountId, linked_at: identity.linked_at }] : [],
      second_factor: factor.map(({ confirmed_at, ends_at }) => ({ confirmed_at, ends_at })),
      recovery_codes: codes.map(({ used_at }) => ({ used_at })),
    },
  };
}

/** With everything that ends with it: sessions, links, and sign-ups under its address that wait. */
export async function erase(ctx: Context, { accountId, email }: Subject): Promise<KeptAccount> {
  const secondFactor = await secondFactorOf(ctx, accountId);
  const recoveryCodes = await recoveryCodesOf(ctx, accountId);
  const linkedIdentity = await ctx.db
    .deleteFrom('linked_identity')
    .where('account_id', '=', accountId)
    .returningAll()
    .execute();
  await ctx.db.deleteFrom('sign_up').where('email_index', 'in', ctx.crypto.blindIndex.indexes(email)).execute();
  const account = await ctx.db
    .deleteFrom('account')
    .where('id', '=', accountId)
    .returningAll()
    .executeTakeFirstOrThrow();
  return { account, secondFactor, recoveryCodes, linkedIdentity };
}

/** What waits to become this account, with whatever else waits under its address, which it gives back. */
export async function eraseSignUp(ctx: Context, accountId: string): Promise<string | null> {
  const waiting = await ctx.db.selectFrom('sign_up').selectAll().where('account_id', '=', accountId).executeTakeFirst();
  if (!waiting) return null;
  const email = emailOf(ctx, waiting);
  await ctx.db.deleteFrom('sign_up').where('email_index', 'in', ctx.crypto.blindIndex.indexes(email)).execute();
  return email;
}

function emailOf(ctx: Context, { digest, email_sealed }: SignUpRow): string {
  return ctx.crypto.encryption.open(email_sealed, { table: 'sign_up', column: 'email_sealed', row: digest });
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
  if (secondFactor.length > 0)
    await ctx.db
      .insertInto('second_factor')
      .values([...secondFactor])
      .execute();
  if (recoveryCodes.length > 0)
    await ctx.db
      .insertInto('recovery_code')
      .values([...recoveryCodes])
      .execute();
  // Whoever acted in the app meanwhile has another account there, which stays theirs.
  for (const identity of linkedIdentity) {
    await ctx.db
      .insertInto('linked_identity')
      .values(identity)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  return true;
}

/**
 * What an account's links are for, used or not, as long as they are kept. Not those that confirm an address: whether
 * there is one tells whether somebody else has that address.
 */
function linksOf(ctx: Context, accountId: string) {
  return ctx.db
    .selectFrom('account_link')
    .select(['purpose', 'expires_at', 'used_at'])
    .where('subject_id', '=', accountId)
    .where('purpose', '!=', 'email')
    .execute();
}

function secondFactorOf(ctx: Context, accountId: string) {
  return ctx.db.selectFrom('second_factor').selectAll().where('account_id', '=', accountId).execute();
}

function recoveryCodesOf(ctx: Context, accountId: string) {
  return ctx.db.selectFrom('recovery_code').selectAll().where('account_id', '=', accountId).execute();
}

function timesOf({ created_at, password_set_at }: { created_at: string; password_set_at: string }) {
  return { created_at, password_set_at };
}
