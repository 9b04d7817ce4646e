import type { Adapter, DatabaseSession } from 'lucia';
import type { Clock } from '../clock.ts';
import type { Db } from '../db/database.ts';
import type { SessionRow } from '../db/schema.ts';
import type { TimeSeen } from '../db/time-seen.ts';

/** A session's row without what lucia keeps itself. */
export type SessionAttributes = Omit<SessionRow, 'id' | 'account_id'>;

/**
 * What lucia asks of a database. It goes by the machine's clock, and would renew a session for ever: so it is told how
 * much time is left by ours, the end of a session is the row's own, and stays.
 */
export function createSessionStore({
  db,
  clock,
  timeSeen,
}: {
  db: Db;
  clock: Clock;
  timeSeen: Pick<TimeSeen, 'now'>;
}): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await live().where('id', '=', id).executeTakeFirst();
      return row ? [toLucia(row), { id: row.account_id, attributes: {} }] : [null, null];
    },
    async getUserSessions(accountId) {
      return (await live().where('account_id', '=', accountId).orderBy('signed_in_at', 'desc').execute()).map(toLucia);
    },
    async setSession({ id, userId, attributes }) {
      await db
        .insertInto('session')
        .values({ id, account_id: userId, ...(attributes as SessionAttributes) })
        .execute();
    },
    async updateSessionExpiration() {},
    async deleteSession(id) {
      await db.deleteFrom('session').where('id', '=', id).execute();
    },
    async deleteUserSessions(accountId) {
      await db.deleteFrom('session').where('account_id', '=', accountId).execute();
    },
    async deleteExpiredSessions() {
      await db.deleteFrom('session').where('expires_at', '<=', timeSeen.now().toISOString()).execute();
    },
  };

  function live() {
    return db.selectFrom('session').selectAll().where('expires_at', '>', clock.now().toISOString());
  }

  function toLucia({ id, account_id, ...attributes }: SessionRow): DatabaseSession {
    const left = new Date(attributes.expires_at).getTime() - clock.now().getTime();
    return { id, userId: account_id, expiresAt: new Date(Date.now() + left), attributes };
  }
}
