import * as knownNetworks from '../../accounts/sessions/known-networks.ts';
import * as accountSessions from '../../accounts/sessions/sessions.ts';
import { after, hour, minute } from '../../clock.ts';
import type { Context } from '../../context.ts';
import { newToken, tokenDigest } from '../../crypto/tokens.ts';
import { type Role, rolesOf } from '../kinds.ts';
import { nameOf } from './records.ts';

/** One of the staff who is signed in, on one device. */
export interface Staff {
  readonly id: string;
  readonly name: string;
  /** The own role, and all that it holds. */
  readonly roles: readonly Role[];
  /** The digest of the cookie's token: what stamps of forms are good in. */
  readonly sessionId: string;
}

/** Who sends a form of the desk, and with what. */
export interface DeskVisitor extends accountSessions.Visitor {
  readonly staff: Staff | null;
}

/** A session just opened, and the Set-Cookie header that goes with it. */
export interface OpenedDesk {
  readonly staff: Staff;
  readonly cookie: string;
}

const longest = 12 * hour;
const longestIdle = 30 * minute;
/** That somebody is there is written down once in so long. */
const seenEvery = minute;

/** Of another shape than the token of a customer, who is never looked for among staff, nor the other way round. */
const beginning = 'desk-';
const shape = /^desk-[\w-]{43}$/;

/** A new token each time; what the browser had ends, be it of an account or of the desk. */
export async function open(
  ctx: Context,
  member: { readonly id: string; readonly name: string; readonly role: Role },
  { session, staff: before, address }: DeskVisitor,
): Promise<OpenedDesk> {
  if (session) await accountSessions.end(ctx, session.id);
  if (before) await end(ctx, before.sessionId);
  await knownNetworks.add(ctx, member.id, address, 'staff_network');
  const token = beginning + newToken().token;
  const id = tokenDigest(token);
  const now = ctx.clock.now();
  const expiresAt = after(now, longest);
  await ctx.db
    .insertInto('staff_session')
    .values({
      id,
      staff_id: member.id,
      signed_in_at: now.toISOString(),
      seen_at: now.toISOString(),
      expires_at: expiresAt.toISOString(),
    })
    .execute();
  const staff = { id: member.id, name: member.name, roles: rolesOf(member.role), sessionId: id };
  return { staff, cookie: accountSessions.cookieOf(ctx, token, expiresAt) };
}

/**
 * Who of the staff is signed in by the cookies that a browser sent, and was there within the last half hour. Looked up
 * each time, with the role of that moment. Of two that are good none counts.
 */
export async function find(ctx: Context, cookies: string | null): Promise<Staff | null> {
  const found = await Promise.all(
    accountSessions.tokensIn(cookies ?? '', shape).map((token) => lookUp(ctx, tokenDigest(token))),
  );
  const staff = found.filter((one) => one !== null);
  return staff.length === 1 ? (staff[0] ?? null) : null;
}

export async function end(ctx: Context, id: string): Promise<void> {
  await ctx.db.deleteFrom('staff_session').where('id', '=', id).execute();
}

export async function endAll(ctx: Context, staffId: string): Promise<void> {
  await ctx.db.deleteFrom('staff_session').where('staff_id', '=', staffId).execute();
}

export async function eraseExpired(ctx: Context): Promise<void> {
  const now = ctx.timeSeen.now();
  const idleSince = after(now, -longestIdle).toISOString();
  await ctx.db
    .deleteFrom('staff_session')
    .where((row) => row.or([row('expires_at', '<=', now.toISOString()), row('seen_at', '<=', idleSince)]))
    .execute();
}

async function lookUp(ctx: Context, id: string): Promise<Staff | null> {
  const now = ctx.clock.now();
  const row = await ctx.db
    .selectFrom('staff_session')
    .innerJoin('staff', 'staff.id', 'staff_session.staff_id')
    .select(['staff.id', 'name_sealed', 'role', 'seen_at'])
    .where('staff_session.id', '=', id)
    .where('expires_at', '>', now.toISOString())
    .where('seen_at', '>', after(now, -longestIdle).toISOString())
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (!row) return null;
  if (row.seen_at <= after(now, -seenEvery).toISOString()) {
    await ctx.db.updateTable('staff_session').set({ seen_at: now.toISOString() }).where('id', '=', id).execute();
  }
  return { id: row.id, name: nameOf(ctx, row), roles: rolesOf(row.role as Role), sessionId: id };
}
