import { Lucia } from 'lucia';
import { later, minute } from '../clock.ts';
import { durationOf } from '../content.ts';
import { newToken, tokenDigest } from '../crypto/tokens.ts';
import type { Db } from '../db/database.ts';
import { deviceOf } from './device.ts';
import type { KnownNetworks } from './known-networks.ts';
import type { AccountsNeeds } from './needs.ts';
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

/** Who sends a form, and with what. */
export interface Visitor {
  /** As the porch made it out. */
  readonly address: string;
  /** The browser's own name for itself (User-Agent). */
  readonly agent: string;
  /** Of a browser that is signed in: signing in again ends it. */
  readonly session: Session | null;
}

/** A session as its holder recognises it: `Firefox on Windows`. */
export interface ListedSession extends Session {
  readonly device: string;
}

/** A session just opened, and the Set-Cookie header that goes with it. */
export interface Opened {
  readonly session: Session;
  readonly cookie: string;
}

const cookieName = 'wt_session';
const freshFor = 10 * minute;

export type Sessions = ReturnType<typeof createSessions>;

/**
 * Who is signed in, for 30 days at most. Everything is looked up in the database each time, so that what ends on one
 * server has ended on all.
 */
export function createSessions({
  db,
  clock,
  timeSeen,
  sealing,
  retention,
  config,
  knownNetworks,
}: Pick<AccountsNeeds, 'db' | 'clock' | 'timeSeen' | 'sealing' | 'retention' | 'config'> & {
  readonly knownNetworks: Pick<KnownNetworks, 'add'>;
}) {
  const life = durationOf(retention, 'session');
  const endedCookie = luciaOver(db).createBlankSessionCookie().serialize();
  return { open, find, renew, renewAlone, end, endOne, endAll, list, rowsOf, eraseExpired, endedCookie };

  /** A new token each time, so that one from before signing in is worth nothing; what the browser had ends. */
  async function open(
    db: Db,
    accountId: string,
    { address, agent, session: before }: Visitor,
    { hasPassword }: { hasPassword: boolean },
  ): Promise<Opened> {
    if (before) await end(db, before.id);
    await knownNetworks.add(db, accountId, address);
    const now = clock.now();
    return create(db, accountId, {
      device: deviceOf(agent),
      signed_in_at: now.toISOString(),
      expires_at: later(now, life).toISOString(),
      password_at: hasPassword ? now.toISOString() : null,
    });
  }

  /**
   * The session of the cookies that a browser sent. Another site of ours may have set one of the same name for all of
   * them, so each is looked up; where two are good, nobody can tell which was meant, and neither counts.
   */
  async function find(cookies: string | null): Promise<Session | null> {
    const found = await Promise.all(tokensIn(cookies ?? '').map((token) => lookUp(tokenDigest(token))));
    const sessions = found.filter((session) => session !== null);
    return sessions.length === 1 ? (sessions[0] ?? null) : null;
  }

  /** The same session under a new token, until the same day. It is fresh again where the password was given again. */
  async function renew(db: Db, { id }: Session, { hasPassword }: { hasPassword: boolean }): Promise<Opened | null> {
    const row = await db.deleteFrom('session').where('id', '=', id).returningAll().executeTakeFirst();
    if (!row) return null;
    const { account_id, signed_in_at, expires_at } = row;
    const password_at = hasPassword ? clock.now().toISOString() : row.password_at;
    const device = sealing.open(row.device_sealed, placeOf(id));
    return create(db, account_id, { device, signed_in_at, expires_at, password_at });
  }

  /** The same, and every other session of the account ends. */
  async function renewAlone(db: Db, session: Session, password: { hasPassword: boolean }): Promise<Opened | null> {
    const renewed = await renew(db, session, password);
    if (renewed) await endAll(db, session.accountId, { but: renewed.session.id });
    return renewed;
  }

  async function end(using: Db, id: string): Promise<void> {
    await luciaOver(using).invalidateSession(id);
  }

  /** That of another account stays. */
  async function endOne(db: Db, accountId: string, id: string): Promise<void> {
    await db.deleteFrom('session').where('id', '=', id).where('account_id', '=', accountId).execute();
  }

  /** All of an account's, or all but one. */
  async function endAll(using: Db, accountId: string, { but }: { but?: string } = {}): Promise<void> {
    if (but === undefined) return await luciaOver(using).invalidateUserSessions(accountId);
    await using.deleteFrom('session').where('account_id', '=', accountId).where('id', '!=', but).execute();
  }

  /** Where an account is signed in, the newest first. */
  async function list(accountId: string): Promise<ListedSession[]> {
    return (await rowsOf(accountId)).map((row) => ({ ...toSession(row), device: row.device }));
  }

  /** As stored, with the device opened. */
  async function rowsOf(accountId: string) {
    const sessions = await luciaOver(db).getUserSessions(accountId);
    return sessions.map(({ id, userId, signed_in_at, expires_at, password_at, device_sealed }) => ({
      ...{ id, userId, signed_in_at, expires_at, password_at },
      device: sealing.open(device_sealed, placeOf(id)),
    }));
  }

  async function eraseExpired(): Promise<void> {
    await luciaOver(db).deleteExpiredSessions();
  }

  async function create(
    using: Db,
    accountId: string,
    { device, ...times }: Omit<SessionAttributes, 'device_sealed'> & { device: string },
  ): Promise<Opened> {
    const { token, digest } = newToken();
    const device_sealed = sealing.seal(device, placeOf(digest));
    const lucia = luciaOver(using);
    const session = toSession(await lucia.createSession(accountId, { ...times, device_sealed }, { sessionId: digest }));
    const cookie = lucia.createSessionCookie(token);
    cookie.attributes.maxAge = Math.floor((session.expiresAt.getTime() - clock.now().getTime()) / 1000);
    return { session, cookie: cookie.serialize() };
  }

  async function lookUp(id: string): Promise<Session | null> {
    const { session } = await luciaOver(db).validateSession(id);
    return session && toSession(session);
  }

  function toSession(session: Omit<SessionAttributes, 'device_sealed'> & { id: string; userId: string }): Session {
    const passwordAt = session.password_at === null ? Number.NEGATIVE_INFINITY : Date.parse(session.password_at);
    return {
      id: session.id,
      accountId: session.userId,
      signedInAt: new Date(session.signed_in_at),
      expiresAt: new Date(session.expires_at),
      isFresh: clock.now().getTime() - passwordAt <= freshFor,
    };
  }

  function luciaOver(db: Db) {
    return new Lucia<SessionAttributes>(createSessionStore({ db, clock, timeSeen }), {
      sessionCookie: { name: cookieName, attributes: { secure: config.origin.startsWith('https:') } },
      getSessionAttributes: (attributes) => attributes,
    });
  }
}

/** None of more than four: a browser sends as many cookies of one name as there are paths and domains that set one. */
function tokensIn(cookies: string): string[] {
  const named = cookies.split(';').map((cookie) => cookie.trim());
  const values = named.flatMap((cookie) =>
    cookie.startsWith(`${cookieName}=`) ? [cookie.slice(cookieName.length + 1)] : [],
  );
  const tokens = new Set(values.filter((value) => /^[\w-]{43}$/.test(value)));
  return tokens.size > 4 ? [] : [...tokens];
}

function placeOf(id: string) {
  return { table: 'session', column: 'device_sealed', row: id };
}
