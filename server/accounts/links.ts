import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { after, minute } from '../clock.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import type { AccountLinkRow } from '../db/schema.ts';
import type { LinkPurpose } from './kinds.ts';
import type { AccountsNeeds } from './needs.ts';

export type AccountLinkProblem = 'link-unknown' | 'link-used' | 'link-expired';

/** For so long a used link says to whom it belongs that it worked. */
const pressedAgain = 10 * minute;

/** What a link stands for. */
export interface Linked {
  readonly accountId: string;
  readonly detail: string | null;
}

export type AccountLinks = ReturnType<typeof createAccountLinks>;

/** One-time links to an account, each for one purpose; only their digests are stored. */
export function createAccountLinks({
  db,
  clock,
  timeSeen,
  sealing,
}: Pick<AccountsNeeds, 'db' | 'clock' | 'timeSeen' | 'sealing'>) {
  return { issue, find, use, keepUsed, usedJustNow, countTry, endAll, list, eraseExpired };

  /** A link good for `life` milliseconds. Without an account it is as much work, and leads nowhere. */
  async function issue(
    db: Db,
    link: { accountId: string | null; purpose: LinkPurpose; life: number; detail?: string },
  ): Promise<string> {
    const { token, digest } = newToken();
    await db
      .insertInto('account_link')
      .values({
        digest,
        account_id: link.accountId,
        purpose: link.purpose,
        detail_sealed: link.detail === undefined ? null : sealing.seal(link.detail, placeOf(digest)),
        expires_at: after(clock.now(), link.life).toISOString(),
        used_at: null,
        tries: 0,
      })
      .execute();
    return token;
  }

  /** What a link would do. Looking changes nothing. */
  async function find(
    purpose: LinkPurpose,
    token: string,
    using: Db = db,
  ): Promise<Result<Linked, AccountLinkProblem>> {
    const row = await using
      .selectFrom('account_link')
      .selectAll()
      .where('digest', '=', tokenDigest(token))
      .where('purpose', '=', purpose)
      .executeTakeFirst();
    return check(row);
  }

  /** Once: of two at the same moment, one finds the link used. Call it with the handle of the act's transaction. */
  async function use(db: Db, purpose: LinkPurpose, token: string): Promise<Result<Linked, AccountLinkProblem>> {
    const found = await find(purpose, token, db);
    if (!found.ok) return found;
    const now = clock.now();
    const kept = after(now, pressedAgain).toISOString();
    const used = await db
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
  async function keepUsed(db: Db, link: { accountId: string; purpose: 'sign-up' | 'undo'; token: string }) {
    const now = clock.now();
    await db
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
  async function usedJustNow(purpose: LinkPurpose, token: string): Promise<Linked | null> {
    const row = await db
      .selectFrom('account_link')
      .selectAll()
      .where('digest', '=', tokenDigest(token))
      .where('purpose', '=', purpose)
      .where('used_at', '>', after(clock.now(), -pressedAgain).toISOString())
      .executeTakeFirst();
    return row?.account_id ? { accountId: row.account_id, detail: detailOf(row) } : null;
  }

  /** How many codes were tried with a link, this one among them. */
  async function countTry(db: Db, token: string): Promise<number> {
    const { tries } = await db
      .updateTable('account_link')
      .set((row) => ({ tries: row('tries', '+', 1) }))
      .where('digest', '=', tokenDigest(token))
      .returning('tries')
      .executeTakeFirstOrThrow();
    return tries;
  }

  /** From now on none of an account's links does anything: as after a new password. */
  async function endAll(db: Db, accountId: string, purpose?: LinkPurpose): Promise<void> {
    await db
      .updateTable('account_link')
      .set({ used_at: clock.now().toISOString() })
      .where('account_id', '=', accountId)
      .where('used_at', 'is', null)
      .$if(purpose !== undefined, (query) => query.where('purpose', '=', purpose ?? ''))
      .execute();
  }

  /**
   * What an account's links are for, used or not, as long as they are kept. Not those that confirm an address: whether
   * there is one tells whether somebody else has that address.
   */
  async function list(accountId: string): Promise<Pick<AccountLinkRow, 'purpose' | 'expires_at' | 'used_at'>[]> {
    return await db
      .selectFrom('account_link')
      .select(['purpose', 'expires_at', 'used_at'])
      .where('account_id', '=', accountId)
      .where('purpose', '!=', 'email')
      .execute();
  }

  async function eraseExpired(): Promise<void> {
    await db.deleteFrom('account_link').where('expires_at', '<=', timeSeen.now().toISOString()).execute();
  }

  function check(row: AccountLinkRow | undefined): Result<Linked, AccountLinkProblem> {
    if (!row?.account_id) return fail('link-unknown');
    if (row.used_at) return fail('link-used');
    if (row.expires_at <= clock.now().toISOString()) return fail('link-expired');
    return succeed({ accountId: row.account_id, detail: detailOf(row) });
  }

  function detailOf({ digest, detail_sealed }: AccountLinkRow): string | null {
    return detail_sealed === null ? null : sealing.open(detail_sealed, placeOf(digest));
  }
}

function placeOf(digest: string) {
  return { table: 'account_link', column: 'detail_sealed', row: digest };
}
