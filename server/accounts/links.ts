import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { after, minute } from '../clock.ts';
import type { Context } from '../context.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import type { AccountLinkRow } from '../db/schema.ts';
import type { LinkPurpose } from './kinds.ts';

export type AccountLinkProblem = 'link-unknown' | 'link-used' | 'link-expired';

/** For so long a used link says to whom it belongs that it worked. */
const pressedAgain = 10 * minute;

/** What a link stands for. */
export interface Linked {
  readonly accountId: string;
  readonly detail: string | null;
}

/**
 * A link good for `life` milliseconds, once and for one purpose; only its digest is stored. Without an account it is as
 * much work, and leads nowhere.
 */
export async function issue(
  ctx: Context,
  link: { accountId: string | null; purpose: LinkPurpose; life: number; detail?: string },
): Promise<string> {
  const { token, digest } = newToken();
  await ctx.db
    .insertInto('account_link')
    .values({
      digest,
      account_id: link.accountId,
      purpose: link.purpose,
      detail_sealed: link.detail === undefined ? null : ctx.crypto.sealing.seal(link.detail, placeOf(digest)),
      expires_at: after(ctx.clock.now(), link.life).toISOString(),
      used_at: null,
      tries: 0,
    })
    .execute();
  return token;
}

/** What a link would do. Looking changes nothing. */
export async function find(
  ctx: Context,
  purpose: LinkPurpose,
  token: string,
): Promise<Result<Linked, AccountLinkProblem>> {
  const row = await ctx.db
    .selectFrom('account_link')
    .selectAll()
    .where('digest', '=', tokenDigest(token))
    .where('purpose', '=', purpose)
    .executeTakeFirst();
  return check(ctx, row);
}

/** Once: of two at the same moment, one finds the link used. Call it with the handle of the act's transaction. */
export async function use(
  ctx: Context,
  purpose: LinkPurpose,
  token: string,
): Promise<Result<Linked, AccountLinkProblem>> {
  const found = await find(ctx, purpose, token);
  if (!found.ok) return found;
  const now = ctx.clock.now();
  const kept = after(now, pressedAgain).toISOString();
  const used = await ctx.db
    .updateTable('account_link')
    .set((row) => ({
      used_at: now.toISOString(),
      // A link of one minute would otherwise be erased before it could say so.
      expires_at: row.case().when('expires_at', '<', kept).then(kept).else(row.ref('expires_at')).end(),
    }))
    .where('digest', '=', tokenDigest(token))
    .where('used_at', 'is', null)
    .returning('digest')
    .executeTakeFirst();
  return used ? found : fail('link-used');
}

/** Of a link that is stored elsewhere and went with its use: that it was used, and nothing of what it stood for. */
export async function keepUsed(ctx: Context, link: { accountId: string; purpose: 'sign-up' | 'undo'; token: string }) {
  const now = ctx.clock.now();
  await ctx.db
    .insertInto('account_link')
    .values({
      digest: tokenDigest(link.token),
      account_id: link.accountId,
      purpose: link.purpose,
      detail_sealed: null,
      expires_at: after(now, pressedAgain).toISOString(),
      used_at: now.toISOString(),
      tries: 0,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** What a link stood for that was used, or ended with others, some minutes ago. */
export async function usedJustNow(ctx: Context, purpose: LinkPurpose, token: string): Promise<Linked | null> {
  const row = await ctx.db
    .selectFrom('account_link')
    .selectAll()
    .where('digest', '=', tokenDigest(token))
    .where('purpose', '=', purpose)
    .where('used_at', '>', after(ctx.clock.now(), -pressedAgain).toISOString())
    .executeTakeFirst();
  return row?.account_id ? { accountId: row.account_id, detail: detailOf(ctx, row) } : null;
}

/** How many codes were tried with a link, this one among them. */
export async function countTry(ctx: Context, token: string): Promise<number> {
  const { tries } = await ctx.db
    .updateTable('account_link')
    .set((row) => ({ tries: row('tries', '+', 1) }))
    .where('digest', '=', tokenDigest(token))
    .returning('tries')
    .executeTakeFirstOrThrow();
  return tries;
}

/** From now on none of an account's links does anything: as after a new password. */
export async function endAll(ctx: Context, accountId: string, purpose?: LinkPurpose): Promise<void> {
  await ctx.db
    .updateTable('account_link')
    .set({ used_at: ctx.clock.now().toISOString() })
    .where('account_id', '=', accountId)
    .where('used_at', 'is', null)
    .$if(purpose !== undefined, (query) => query.where('purpose', '=', purpose ?? ''))
    .execute();
}

/**
 * What an account's links are for, used or not, as long as they are kept. Not those that confirm an address: whether
 * there is one tells whether somebody else has that address.
 */
export async function list(
  ctx: Context,
  accountId: string,
): Promise<Pick<AccountLinkRow, 'purpose' | 'expires_at' | 'used_at'>[]> {
  return await ctx.db
    .selectFrom('account_link')
    .select(['purpose', 'expires_at', 'used_at'])
    .where('account_id', '=', accountId)
    .where('purpose', '!=', 'email')
    .execute();
}

export async function eraseExpired(ctx: Context): Promise<void> {
  await ctx.db.deleteFrom('account_link').where('expires_at', '<=', ctx.timeSeen.now().toISOString()).execute();
}

function check(ctx: Context, row: AccountLinkRow | undefined): Result<Linked, AccountLinkProblem> {
  if (!row?.account_id) return fail('link-unknown');
  if (row.used_at) return fail('link-used');
  if (row.expires_at <= ctx.clock.now().toISOString()) return fail('link-expired');
  return succeed({ accountId: row.account_id, detail: detailOf(ctx, row) });
}

function detailOf(ctx: Context, { digest, detail_sealed }: AccountLinkRow): string | null {
  return detail_sealed === null ? null : ctx.crypto.sealing.open(detail_sealed, placeOf(digest));
}

function placeOf(digest: string) {
  return { table: 'account_link', column: 'detail_sealed', row: digest };
}
