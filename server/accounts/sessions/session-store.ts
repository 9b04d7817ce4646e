import type { Adapter, DatabaseSession } from 'lucia';
import type { Context } from '../../context.ts';
import type { SessionRow } from '../../db/schema.ts';

/** A session's row without what lucia keeps itself. */
export type SessionAttributes = Omit<SessionRow, 'id' | 'account_id'>;

/**
 * What lucia asks of a database. It goes by the machine's clock, and would renew a session for ever: so it is told how
 * much time is left by ours, the end of a session is the row's own, and stays.
 */
export function createSessionStore(ctx: Context): Adapter {
  return {
    async getSessionAndUser(id) {
      const row = await live(ctx).where('id', '=', id).executeTakeFirst();
      return row ? [toLucia(ctx, row), { id: row.account_id, attributes: {} }] : [null, null];
    },
    async getUserSessions(accountId) {
      return (await live(ctx).where('account_id', '=', accountId).orderBy('signed_in_at', 'desc').execute()).map(
        (row) => toLucia(ctx, row),
      );
    },
    async setSession({ id, userId, attributes }) {
      await ctx.db
        .insertInto('session')
        .values({ id, account_id: userId, ...(attributes as SessionAttributes) })
        .execute();
    },
    async updateSessionExpiration() {},
    async deleteSession(id) {
      await ctx.db.deleteFrom('session').where('id', '=', id).execute();
    },
    async deleteUserSessions(accountId) {
      await ctx.db.deleteFrom('session').where('account_id', '=', accountId).execute();
    },
    async deleteExpiredSessions() {
      await ctx.db.deleteFrom('session').where('expires_at', '<=', ctx.timeSeen.now().toISOString()).execute();
    },
  };
}

function live(ctx: Context) {
  return ctx.db.selectFrom('session').selectAll().where('expires_at', '>', ctx.clock.now().toISOString());
}

function toLucia(ctx: Context, { id, account_id, ...attributes }: SessionRow): DatabaseSession {
  const left = new Date(attributes.expires_at).getTime() - ctx.clock.now().getTime();
  return { id, userId: account_id, expiresAt: new Date(Date.now() + left), attributes };
}
