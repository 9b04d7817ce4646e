import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { attemptEach } from '../../attempts.ts';
import { after, hour } from '../../clock.ts';
import { type Context, transaction } from '../../context.ts';
import { isLine } from '../../fields/text.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import * as emails from '../emails.ts';
import * as records from '../records.ts';
import * as sessions from '../sessions/sessions.ts';
import * as secondFactors from './second-factor.ts';

export type EndFactorProblem = 'account-unknown' | 'factor-off' | 'reason-missing';

/** Long enough for the holder of the account to read the mail and to object. */
const notice = 72 * hour;

/**
 * For somebody who has lost the app and the recovery codes, and has shown the operator who they are. Whoever pretends
 * that gains nothing for 72 hours, in which the holder is told and keeps the factor by signing in with it.
 */
export async function announceEndOfFactor(
  ctx: Context,
  email: string,
  reason: string,
): Promise<Result<Date, EndFactorProblem>> {
  if (reason.trim() === '' || reason.length > 200 || !isLine(reason)) return fail('reason-missing');
  return await transaction(ctx, async (ctx) => {
    const account = await records.byAddress(ctx, email);
    if (!account) return fail('account-unknown');
    await records.lockRow(ctx, account.id);
    const endsAt = after(ctx.clock.now(), notice);
    const announced = await ctx.db
      .updateTable('second_factor')
      .set({ ends_at: endsAt.toISOString() })
      .where('account_id', '=', account.id)
      .returning('account_id')
      .executeTakeFirst();
    if (!announced) return fail('factor-off');
    await emails.factorEnding(ctx, account, { endsAt, reason: reason.trim() });
    return succeed(endsAt);
  });
}

/** Those whose time has come. Every session ends: whoever signed in with the lost app is signed out with it. */
export async function endFactors(ctx: Context): Promise<void> {
  const now = ctx.timeSeen.now().toISOString();
  const due = await ctx.db.selectFrom('second_factor').select('account_id as id').where('ends_at', '<=', now).execute();
  await attemptEach(due, ({ id }) =>
    transaction(ctx, async (ctx) => {
      const row = await records.lockRow(ctx, id);
      const factor = await ctx.db
        .selectFrom('second_factor')
        .select('ends_at')
        .where('account_id', '=', id)
        .executeTakeFirst();
      if (!row || !factor?.ends_at || factor.ends_at > now) return;
      await secondFactors.remove(ctx, id);
      await links.endAll(ctx, 'account', id, 'second-factor');
      await sessions.endAll(ctx, id);
      await emails.factorEnded(ctx, records.toAccount(ctx, row));
    }),
  );
}
