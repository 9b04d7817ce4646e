import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { hour, minute } from '../clock.ts';
import type { Db } from '../db/database.ts';
import { type Limit, under } from '../rate-limits/rate-limits.ts';
import type { AccountLinkProblem, AccountLinks } from './links.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Account, Records } from './records.ts';
import type { Visitor } from './sessions.ts';
import type { Entered, SigningIn } from './signing-in.ts';

export type OfferProblem = 'too-many-requests';

/** What a link of the app would do: sign somebody in, and lead on. */
export interface HandOver {
  readonly account: Account;
  /** A page of this site. */
  readonly next: string | null;
}

/** How long a link is good for, in milliseconds. */
const linkTime = minute;
const perAccount: readonly Limit[] = [{ name: 'hand-over', most: 30, window: hour }];

/** From the web app to one's account here, by a link that works once and within a minute. */
export function createHandingOver(
  needs: Pick<AccountsNeeds, 'db' | 'limits'> & {
    readonly records: Records;
    readonly accountLinks: AccountLinks;
    readonly enter: SigningIn['enter'];
  },
) {
  const { db, limits, records, accountLinks, enter } = needs;
  return { linkTime, offer, look, take };

  async function offer(db: Db, accountId: string, next: string | null): Promise<Result<string, OfferProblem>> {
    if (await limits.reached(under(perAccount, accountId), db)) return fail('too-many-requests');
    const link = { accountId, purpose: 'sign-in', life: linkTime, ...(next && { detail: next }) } as const;
    return succeed(await accountLinks.issue(db, link));
  }

  /** Whose account it is: whoever was sent somebody else's link should see it before going in. */
  async function look(token: string, using: Db = db): Promise<Result<HandOver, AccountLinkProblem>> {
    const found = await accountLinks.find('sign-in', token, using);
    if (!found.ok) return found;
    const account = await records.find(found.value.accountId, using);
    return account ? succeed({ account, next: found.value.detail }) : fail('link-unknown');
  }

  /** Signs in as the app vouches: without a password, so that sensitive acts ask for one, and past no second factor. */
  async function take(
    token: string,
    visitor: Visitor,
  ): Promise<Result<{ entered: Entered; next: string | null }, AccountLinkProblem>> {
    return await db.transaction().execute(async (db) => {
      const found = await accountLinks.find('sign-in', token, db);
      if (!found.ok) return found;
      const { accountId, detail } = found.value;
      if (!(await records.hold(db, accountId))) return fail('link-unknown');
      const used = await accountLinks.use(db, 'sign-in', token);
      if (!used.ok) return used;
      return succeed({ entered: await enter(db, accountId, visitor, { hasPassword: false }), next: detail });
    });
  }
}
