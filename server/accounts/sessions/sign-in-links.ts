import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { after, hour, minute } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import type { LinkProblem } from '../../one-time-links/one-time-links.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import { type Limit, reached, under } from '../../rate-limits/rate-limits.ts';
import type { Account } from '../records.ts';
import * as records from '../records.ts';
import type { Visitor } from './sessions.ts';
import { type Entered, enter } from './sign-in.ts';

type OfferProblem = 'too-many-requests';

/** What a link of the app would do: sign somebody in, and lead on. */
interface SignInLink {
  readonly account: Account;
  /** A page of this site. */
  readonly next: string | null;
}

/** How long a link is good for, in milliseconds. */
export const linkTime = minute;
const perAccount: readonly Limit[] = [{ name: 'sign-in-link', most: 30, window: hour }];

/** From the web app to one's account here, by a link that works once and within a minute. */
export async function offer(
  ctx: Context,
  accountId: string,
  next: string | null,
): Promise<Result<string, OfferProblem>> {
  if (await reached(ctx, under(perAccount, accountId))) return fail('too-many-requests');
  const until = after(ctx.clock.now(), linkTime);
  const link = { subjectId: accountId, purpose: 'sign-in', until, ...(next && { detail: next }) } as const;
  return succeed(await links.issue(ctx, 'account', link));
}

/** Whose account it is: whoever was sent somebody else's link should see it before going in. */
export async function look(ctx: Context, token: string): Promise<Result<SignInLink, LinkProblem>> {
  const found = await links.find(ctx, 'account', 'sign-in', token);
  if (!found.ok) return found;
  const account = await records.find(ctx, found.value.subjectId);
  return account ? succeed({ account, next: found.value.detail }) : fail('link-unknown');
}

/** Signs in as the app vouches: without a password, so that sensitive acts ask for one, and past no second factor. */
export async function take(
  ctx: Context,
  token: string,
  visitor: Visitor,
): Promise<Result<{ entered: Entered; next: string | null }, LinkProblem>> {
  return await transaction(ctx, async (ctx) => {
    const found = await links.find(ctx, 'account', 'sign-in', token);
    if (!found.ok) return found;
    const { subjectId: accountId, detail } = found.value;
    if (!(await records.lockRow(ctx, accountId))) return fail('link-unknown');
    const used = await links.use(ctx, 'account', 'sign-in', token);
    if (!used.ok) return used;
    return succeed({ entered: await enter(ctx, accountId, visitor, { hasPassword: false }), next: detail });
  });
}
