import { Lucia } from 'lucia';
import { later, minute } from '../../clock.ts';
import { durationOf } from '../../content.ts';
import type { Context } from '../../context.ts';
import { newToken, tokenDigest } from '../../crypto/tokens.ts';
import { deviceOf } from './device.ts';
import * as knownNetworks from './known-networks.ts';
import { createSessionStore, type SessionAttributes } from './session-store.ts';

declare module 'lucia' {
  interface Register {
    Lucia: Lucia<SessionAttributes>;
    DatabaseSessionAttributes: SessionAttributes;
  }
}

/** Somebody who is signed in, on one device. */
export interface Session {
  /** The digest of the cookie's token: fit to be stored, and no use to whoever reads it. */
  readonly id: string;
  readonly accountId: string;
  readonly signedInAt: Date;
  readonly expiresAt: Date;
  /** Whether the password was given within the last ten minutes, as sensitive acts ask for. */
  readonly isFresh: boolean;
}

/** Who acts, and whether the password was given just now: without it nothing is handed over, and nothing goes. */
export type FreshSession = Pick<Session, 'id' | 'accountId' | 'isFresh'>;

/** Who sends a form, and with what. */
export interface Visitor {
  /** As the request handler made it out. */
  readonly address: string;
  /** The browser's own name for itself (User-Agent). */
  readonly agent: string;
  /** Of a browser that is signed in: signing in again ends it. */
  readonly session: Session | null;
}

/** A session as its holder recognises it: `Firefox on Windows`. */
interface ListedSession extends Session {
  readonly device: string;
}

/** A session just opened, and the Set-Cookie header that goes with it. */
export interface Opened {
  readonly session: Session;
  readonly cookie: string;
}

const cookieName = 'wt_session';
const tokenShape = /^[\w-]{43}$/;
const freshFor = 10 * minute;

/** A new token each time, so that one from before signing in is worth nothing; what the browser had ends. */
export async function open(
  ctx: Context,
  accountId: string,
  { address, agent, session: before }: Visitor,
  { hasPassword }: { hasPassword: boolean },
): Promise<Opened> {
  if (before) await end(ctx, before.id);
  await knownNetworks.add(ctx, accountId, address);
  const now = ctx.clock.now();
  return create(ctx, accountId, {
    device: deviceOf(agent),
    signed_in_at: now.toISOString(),
    expires_at: later(now, durationOf(ctx.content.retention, 'session')).toISOString(),
    password_at: hasPassword ? now.toISOString() : null,
  });
}

/**
 * The session of the cookies that a browser sent, looked up in the database each time, so that what ends on one server
 * has ended on all. Another site of ours may have set one of the same name for all of them, so each is looked up; where
 * two are good, nobody can tell which was meant, and neither counts.
 */
export async function find(ctx: Context, cookies: string | null): Promise<Session | null> {
  const found = await Promise.all(tokensIn(cookies ?? '', tokenShape).map((token) => lookUp(ctx, tokenDigest(token))));
  const sessions = found.filter((session) => session !== null);
  return sessions.length === 1 ? (sessions[0] ?? null) : null;
}

/** The same session under a new token, until the same day. It is fresh again where the password was given again. */
export async function renew(
  ctx: Context,
  { id }: Session,
  { hasPassword }: { hasPassword: boolean },
): Promise<Opened | null> {
  const row = await ctx.db.deleteFrom('session').where('id', '=', id).returningAll().executeTakeFirst();
  if (!row) return null;
  const { account_id, signed_in_at, expires_at } = row;
  const password_at = hasPassword ? ctx.clock.now().toISOString() : row.password_at;
  const device = ctx.crypto.encryption.open(row.device_sealed, placeOf(id));
  return create(ctx, account_id, { device, signed_in_at, expires_at, password_at });
}

/** The same, and every other session of the account ends. */
export async function renewAlone(
  ctx: Context,
  session: Session,
  password: { hasPassword: boolean },
): Promise<Opened | null> {
  const renewed = await renew(ctx, session, password);
  if (renewed) await endAll(ctx, session.accountId, { but: renewed.session.id });
  return renewed;
}

export async function end(ctx: Context, id: string): Promise<void> {
  await luciaOver(ctx).invalidateSession(id);
}

/** That of another account stays. */
export async function endOne(ctx: Context, accountId: string, id: string): Promise<void> {
  await ctx.db.deleteFrom('session').where('id', '=', id).where('account_id', '=', accountId).execute();
}

/** All of an account's, or all but one. */
export async function endAll(ctx: Context, accountId: string, { but }: { but?: string } = {}): Promise<void> {
  if (but === undefined) return await luciaOver(ctx).invalidateUserSessions(accountId);
  await ctx.db.deleteFrom('session').where('account_id', '=', accountId).where('id', '!=', but).execute();
}

/** Where an account is signed in, the newest first. */
export async function list(ctx: Context, accountId: string): Promise<ListedSession[]> {
  return (await rowsOf(ctx, accountId)).map((row) => ({ ...toSession(ctx, row), device: row.device }));
}

/** As stored, with the device opened. */
async function rowsOf(ctx: Context, accountId: string) {
  const sessions = await luciaOver(ctx).getUserSessions(accountId);
  return sessions.map(({ id, userId, signed_in_at, expires_at, password_at, device_sealed }) => ({
    id,
    userId,
    signed_in_at,
    expires_at,
    password_at,
    device: ctx.crypto.encryption.open(device_sealed, placeOf(id)),
  }));
}

/** What a browser that was signed in is sent: its cookie ends. */
export function endedCookie(ctx: Context): string {
  return luciaOver(ctx).createBlankSessionCookie().serialize();
}

/** The Set-Cookie header that goes with a token. There is one cookie, also for sessions of another kind. */
export function cookieOf(ctx: Context, token: string, until: Date): string {
  const cookie = luciaOver(ctx).createSessionCookie(token);
  cookie.attributes.maxAge = Math.floor((until.getTime() - ctx.clock.now().getTime()) / 1000);
  return cookie.serialize();
}

/**
 * The tokens of that shape. None of more than four: a browser sends as many cookies of one name as there are paths and
 * domains that set one.
 */
export function tokensIn(cookies: string, shape: RegExp): string[] {
  const named = cookies.split(';').map((cookie) => cookie.trim());
  const values = named.flatMap((cookie) =>
    cookie.startsWith(`${cookieName}=`) ? [cookie.slice(cookieName.length + 1)] : [],
  );
  const tokens = new Set(values.filter((value) => shape.test(value)));
  return tokens.size > 4 ? [] : [...tokens];
}

export async function eraseExpired(ctx: Context): Promise<void> {
  await luciaOver(ctx).deleteExpiredSessions();
}

async function create(
  ctx: Context,
  accountId: string,
  { device, ...times }: Omit<SessionAttributes, 'device_sealed'> & { device: string },
): Promise<Opened> {
  const { token, digest } = newToken();
  const device_sealed = ctx.crypto.encryption.seal(device, placeOf(digest));
  const lucia = luciaOver(ctx);
  const session = toSession(
    ctx,
    await lucia.createSession(accountId, { ...times, device_sealed }, { sessionId: digest }),
  );
  return { session, cookie: cookieOf(ctx, token, session.expiresAt) };
}

async function lookUp(ctx: Context, id: string): Promise<Session | null> {
  const { session } = await luciaOver(ctx).validateSession(id);
  return session && toSession(ctx, session);
}

function toSession(
  ctx: Context,
  session: Omit<SessionAttributes, 'device_sealed'> & { id: string; userId: string },
): Session {
  const passwordAt = session.password_at === null ? Number.NEGATIVE_INFINITY : Date.parse(session.password_at);
  return {
    id: session.id,
    accountId: session.userId,
    signedInAt: new Date(session.signed_in_at),
    expiresAt: new Date(session.expires_at),
    isFresh: ctx.clock.now().getTime() - passwordAt <= freshFor,
  };
}

function luciaOver(ctx: Context) {
  return new Lucia<SessionAttributes>(createSessionStore(ctx), {
    sessionCookie: { name: cookieName, attributes: { secure: ctx.config.origin.startsWith('https:') } },
    getSessionAttributes: (attributes) => attributes,
  });
}

function placeOf(id: string) {
  return { table: 'session', column: 'device_sealed', row: id };
}
