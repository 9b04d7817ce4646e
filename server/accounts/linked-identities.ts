import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import type { Context } from '../context.ts';
import { newId } from '../db/ids.ts';
import type { Schema } from '../db/schema.ts';
import { queue } from '../mail/outbox.ts';
import * as records from './records.ts';

/** Somebody who uses the web app, as the app vouches for them. */
interface Identity {
  /** The app's own, which never changes and is never given to another. */
  readonly id: string;
  /** Verified by the app. */
  readonly email: string;
}

type IdentityProblem = 'person-other';

/** In the place of a password where there is none: no password is right, and to try one is the same work. */
export const noPassword = '!:';

/**
 * Whose account it is, null where the person has none; looking makes none. The app's own id decides; the address does
 * as long as it is not linked yet.
 */
export async function accountOf(
  ctx: Context,
  { id, email }: Identity,
): Promise<Result<string | null, IdentityProblem>> {
  const indexes = ctx.crypto.blindIndex.indexes(nameOf(id));
  const linked = await ctx.db
    .selectFrom('linked_identity')
    .select('account_id')
    .where('id_index', 'in', indexes)
    .executeTakeFirst();
  if (linked) return succeed(linked.account_id);
  const row = await records.rowByAddress(ctx, email);
  if (!row) return succeed(null);
  const other = await linkOf(ctx, row.id);
  // Two people of the app under one address: which is meant, nobody here can tell. It may be one, linked just now.
  return other && !indexes.includes(other.id_index) ? fail('person-other') : succeed(row.id);
}

/**
 * The account of somebody who acts, made where there is none, without a password. Whoever reads the mail of the
 * address is told, once, of both.
 */
export async function link(
  ctx: Context,
  person: Identity & { readonly name: string },
): Promise<Result<string, IdentityProblem>> {
  const known = await accountOf(ctx, person);
  if (!known.ok) return known;
  const { email, name } = person;
  const fresh = { id: newId(ctx.clock.now()), email, name, passwordHash: noPassword };
  const made = known.value === null ? await records.add(ctx, fresh) : null;
  const accountId = known.value ?? made;
  if (accountId && (await insertLink(ctx, person, accountId))) {
    const account = await records.find(ctx, accountId);
    const template = made ? 'account-opened-by-app' : 'account-tied-to-app';
    const values = { resetLink: `${ctx.config.origin}/account/reset/` };
    if (account) await queue(ctx, { to: account.email, about: accountId, template, values });
    return succeed(accountId);
  }
  if (made) await ctx.db.deleteFrom('account').where('id', '=', made).execute();
  // Tied before, or at this very moment: then that is what counts.
  const now = await accountOf(ctx, person);
  return now.ok && now.value === null ? fail('person-other') : (now as Result<string, IdentityProblem>);
}

/** To whom of the app an account is linked, if it is to anybody. */
function linkOf(ctx: Context, accountId: string): Promise<Schema['linked_identity'] | undefined> {
  return ctx.db.selectFrom('linked_identity').selectAll().where('account_id', '=', accountId).executeTakeFirst();
}

async function insertLink(ctx: Context, { id }: Identity, accountId: string): Promise<boolean> {
  const linked = await ctx.db
    .insertInto('linked_identity')
    .values({
      id_index: ctx.crypto.blindIndex.index(nameOf(id)),
      account_id: accountId,
      linked_at: ctx.clock.now().toISOString(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('account_id')
    .executeTakeFirst();
  return linked !== undefined;
}

/** Found as addresses are, by a keyed digest; those make small letters of all, which an id would not survive. */
function nameOf(id: string): string {
  return `app:${Buffer.from(id).toString('hex')}`;
}
