import { dayIn, showDay } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import type { FreshSession } from '../accounts/sessions/sessions.ts';
import { attemptEach } from '../attempts.ts';
import { type Context, transaction } from '../context.ts';
import { makeErasableKey } from '../crypto/erasable-keys.ts';
import { newToken } from '../crypto/tokens.ts';
import { newId } from '../db/ids.ts';
import { type FormProblem, readForm } from '../form.ts';
import { queue } from '../mail/outbox.ts';
import { openOf } from '../requests/personal-data.ts';
import type { Subject } from '../subject.ts';
import { type Dates, datesOf } from './deletion-dates.ts';
import { erase, finish, type Kept } from './erasure.ts';
import { erasureStamps } from './kinds.ts';
import { activeOn } from './legal-holds.ts';

export type DeletionProblem =
  | FormProblem
  | 'form-expired'
  | 'password-needed'
  | 'deletion-unconfirmed'
  | 'account-gone';

/** What became of the wish: carried out, or waiting for the end of a hold. */
export type Deleted = ({ readonly state: 'erased' } & Dates) | { readonly state: 'waiting' };

/** What a person sees before they decide. */
export interface Outlook extends Dates {
  readonly openRequests: readonly { readonly reference: string; readonly asksForCopy: boolean }[];
  /** Since when a deletion waits, and what we may say of the reason; null while none was asked for. */
  readonly waiting: { readonly since: string; readonly told: readonly string[] } | null;
}

export async function outlook(ctx: Context, subject: Subject): Promise<Outlook> {
  const pending = await ctx.db
    .selectFrom('pending_deletion')
    .selectAll()
    .where('account_id', '=', subject.accountId)
    .executeTakeFirst();
  const told = (await activeOn(ctx, subject.accountId)).map(({ told }) => told);
  return {
    ...datesOf(ctx),
    openRequests: await openOf(ctx, subject),
    waiting: pending ? { since: dayIn(ctx.content.company.timeZone, new Date(pending.asked_at)), told } : null,
  };
}

/** At once, unless the law holds the account. Of two at the same moment one erases, and the other finds the account gone. */
export async function remove(
  ctx: Context,
  form: FormData,
  session: FreshSession,
): Promise<Result<Deleted, DeletionProblem>> {
  const read = readForm(form, { one: ['stamp', 'act', 'sure'] });
  if (!read.ok) return read;
  if (!session.isFresh) return fail('password-needed');
  if (!ctx.crypto.stamps.read(erasureStamps.delete, read.value.one.stamp, session.id)) return fail('form-expired');
  if (read.value.one.sure !== 'yes') return fail('deletion-unconfirmed');

  const done = await transaction(ctx, async (ctx): Promise<{ deleted: Deleted; kept?: Kept } | null> => {
    const account = await accounts.lock(ctx, session.accountId);
    if (!account) return null;
    const subject = { accountId: account.id, email: account.email };
    if ((await activeOn(ctx, account.id)).length === 0) {
      const { kept, dates } = await eraseUndoably(ctx, subject);
      return { deleted: { state: 'erased', ...dates }, kept };
    }
    const asked_at = ctx.clock.now().toISOString();
    const added = await ctx.db
      .insertInto('pending_deletion')
      .values({ account_id: account.id, asked_at })
      .onConflict((conflict) => conflict.doNothing())
      .returning('account_id')
      .executeTakeFirst();
    const values = {
      askedOn: showDay(dayIn(ctx.content.company.timeZone, ctx.clock.now())),
      link: `${ctx.config.origin}/account/delete/`,
    };
    if (added) {
      await queue(ctx, {
        ...{ to: account.email, about: account.id },
        ...{ template: 'account-deletion-waits', values },
      });
    }
    return { deleted: { state: 'waiting' } };
  });
  if (!done) return fail('account-gone');
  if (done.kept) await finish(ctx, done.kept);
  return succeed(done.deleted);
}

/** Takes back a deletion that waits. */
export async function keepAfterAll(
  ctx: Context,
  form: FormData,
  session: FreshSession,
): Promise<Result<null, DeletionProblem>> {
  const read = readForm(form, { one: ['stamp', 'act'] });
  if (!read.ok) return read;
  if (!session.isFresh) return fail('password-needed');
  if (!ctx.crypto.stamps.read(erasureStamps.keep, read.value.one.stamp, session.id)) return fail('form-expired');
  await ctx.db.deleteFrom('pending_deletion').where('account_id', '=', session.accountId).execute();
  return succeed(null);
}

/** Deletions that waited for a hold which has ended. */
export async function carryOutWaiting(ctx: Context): Promise<void> {
  const waiting = await ctx.db.selectFrom('pending_deletion').select('account_id as id').execute();
  await attemptEach(waiting, ({ id }) => carryOut(ctx, id));
}

async function carryOut(ctx: Context, accountId: string): Promise<void> {
  const done = await transaction(ctx, async (ctx) => {
    const account = await accounts.lock(ctx, accountId);
    const pending = await ctx.db
      .selectFrom('pending_deletion')
      .select('account_id')
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (!account || !pending || (await activeOn(ctx, accountId)).length > 0) return null;
    return await eraseUndoably(ctx, { accountId, email: account.email });
  });
  if (done) await finish(ctx, done.kept);
}

/** What allows an undo, and the mail that tells of it, are sealed under a key that no backup holds. */
async function eraseUndoably(ctx: Context, subject: Subject): Promise<{ dates: Dates; kept: Kept }> {
  const dates = datesOf(ctx);
  const kept = await erase(ctx, subject);
  const id = newId(ctx.clock.now());
  const { token, digest } = newToken();
  const under = await makeErasableKey(ctx, { id, expiresAt: dates.goneAt });
  await ctx.db
    .insertInto('undo_copy')
    .values({
      id,
      link_digest: digest,
      copy_sealed: under.seal(JSON.stringify(kept), { table: 'undo_copy', column: 'copy_sealed', row: id }),
      expires_at: dates.goneAt.toISOString(),
    })
    .execute();
  const values = {
    erasedOn: showDay(dates.erasedOn),
    goneOn: showDay(dates.goneOn),
    link: `${ctx.config.origin}/account/undo/${token}/`,
  };
  await queue(ctx, {
    ...{ to: subject.email, about: id, under },
    ...{ template: 'account-deleted', values },
  });
  return { dates, kept };
}
