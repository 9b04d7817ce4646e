import { dayIn, showDay } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { deletionMail, waitingMail } from '../../src/words/account/deletion-mail.ts';
import { accountButtons } from '../../src/words/buttons.ts';
import { fill } from '../../src/words/fill.ts';
import * as accounts from '../accounts/records.ts';
import type { FreshSession } from '../accounts/sessions/sessions.ts';
import { attemptEach } from '../attempts.ts';
import { filesOf } from '../consent/agreement-copy.ts';
import { signed } from '../consent/agreements.ts';
import { copies } from '../consent/copies.ts';
import { keep as keepAgreements } from '../consent/kept-agreements.ts';
import { type Context, today, transaction } from '../context.ts';
import { makeErasableKey } from '../crypto/erasable-keys.ts';
import { newToken } from '../crypto/tokens.ts';
import { newId } from '../db/ids.ts';
import type { Schema } from '../db/schema.ts';
import { type FormProblem, readFresh } from '../form.ts';
import type { Given } from '../ledger/entry.ts';
import { queue } from '../mail/outbox.ts';
import { recordDeletion } from '../requests/case/self-service.ts';
import { isGivenUp, openOf } from '../requests/personal-data.ts';
import type { Subject } from '../subject.ts';
import { type Dates, datesOf } from './deletion-dates.ts';
import { erase, finish, type Kept } from './erasure.ts';
import { erasureFormTokens } from './kinds.ts';
import { activeOn } from './legal-holds.ts';
import { asksForPassword } from './undo.ts';

export type DeletionProblem =
  | FormProblem
  | 'form-expired'
  | 'password-needed'
  | 'deletion-unconfirmed'
  | 'account-gone';

/** What the ledger says of how somebody wished it: by the page or by a request, whenever that is carried out. */
const asked: Given = { by: 'person', through: 'page', where: '/account/delete/', control: accountButtons.delete };
const byRequest: Given = { by: 'person', through: 'request', where: '/requests/new/', control: 'erasure' };

/** What became of the wish: carried out, or waiting for the end of a hold. */
type Deleted = ({ readonly state: 'erased' } & Dates) | { readonly state: 'waiting' };

/** What a person sees before they decide. */
interface Outlook extends Dates {
  /** How many agreements it made, whose copies can be kept. */
  readonly agreements: number;
  readonly openRequests: readonly { readonly reference: string; readonly asksForCopy: boolean }[];
  /** Since when a deletion waits, and what we may say of the reason; null while none was asked for. */
  readonly waiting: { readonly since: string; readonly told: readonly string[] } | null;
}

export async function outlook(ctx: Context, subject: Subject): Promise<Outlook> {
  const pending = await ctx.db
    .selectFrom('pending_deletion')
    .selectAll()
    .where('account_id', '=', subject.accountId)
    .orderBy('asked_at')
    .executeTakeFirst();
  const told = (await activeOn(ctx, subject.accountId)).map(({ told }) => told);
  return {
    ...datesOf(ctx),
    agreements: (await signed(ctx, subject.accountId)).length,
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
  const read = readFresh(ctx, form, [erasureFormTokens.delete, session], { one: ['act', 'sure', 'keeps'] });
  if (!read.ok) return read;
  if (read.value.one.sure !== 'yes') return fail('deletion-unconfirmed');
  const keeps = read.value.one.keeps === 'agreements' ? 'agreements' : null;

  const done = await transaction(ctx, async (ctx): Promise<{ deleted: Deleted; kept?: Kept } | null> => {
    const account = await accounts.lock(ctx, session.accountId);
    if (!account) return null;
    const subject = { accountId: account.id, email: account.email };
    const holds = await activeOn(ctx, account.id);
    if (holds.length === 0) {
      const { kept, dates } = await eraseUndoably(ctx, subject, asked, keeps);
      await recordDeletion(ctx, { account });
      return { deleted: { state: 'erased', ...dates }, kept };
    }
    if (await putOff(ctx, { account_id: account.id, keeps, request_id: '' })) {
      const values = {
        askedOn: today(ctx),
        reason: holds.flatMap(({ told }) => told || []).join('\n\n') || waitingMail.untold,
        link: `${ctx.config.origin}/account/delete/`,
      };
      await queue(ctx, { to: account.email, about: account.id, template: 'account-deletion-waits', values });
    }
    return { deleted: { state: 'waiting' } };
  });
  if (!done) return fail('account-gone');
  if (done.kept) await finish(ctx, done.kept);
  return succeed(done.deleted);
}

export type EraseProblem = 'access-pending' | 'address-missing';

/** What became of it, as of `remove`; what stood under an address without an account is gone as well. */
export type ErasedHere = Deleted & { readonly kept: Kept | null };

/**
 * Erases on this site whoever asked for it by a request that stays open until it is answered. Never before a copy that
 * was asked for is delivered. Undoable for its holder as any deletion of an account; the signed copies are kept for a
 * business that asked for it. In the transaction of the act.
 */
export async function eraseRequester(
  ctx: Context,
  {
    requestId,
    email,
    accountId,
    keeps = null,
  }: {
    readonly requestId: string;
    readonly email: string;
    readonly accountId: string | null;
    readonly keeps?: 'agreements' | null;
  },
): Promise<Result<ErasedHere, EraseProblem>> {
  if (!email) return fail('address-missing');
  const account = accountId ? await accounts.lock(ctx, accountId) : await accounts.lockByAddress(ctx, email);
  const subject = { accountId: account?.id ?? '', email: account?.email ?? email };
  if ((await openOf(ctx, subject)).some(({ asksForCopy }) => asksForCopy)) return fail('access-pending');
  if (!account) {
    const kept = await erase(ctx, subject, byRequest);
    return succeed({ state: 'erased', ...datesOf(ctx), kept });
  }
  if ((await activeOn(ctx, account.id)).length > 0) {
    await putOff(ctx, { account_id: account.id, keeps, request_id: requestId });
    return succeed({ state: 'waiting', kept: null });
  }
  const { dates, kept } = await eraseUndoably(ctx, subject, byRequest, keeps);
  return succeed({ state: 'erased', ...dates, kept });
}

/** After the transaction. */
export async function finishErasing(ctx: Context, { kept }: Pick<ErasedHere, 'kept'>): Promise<void> {
  if (kept) await finish(ctx, kept);
}

/** Has a wish wait for the end of a hold; false where it waits already. */
async function putOff(ctx: Context, wish: Omit<Schema['pending_deletion'], 'asked_at'>): Promise<boolean> {
  const added = await ctx.db
    .insertInto('pending_deletion')
    .values({ ...wish, asked_at: ctx.clock.now().toISOString() })
    .onConflict((conflict) => conflict.doNothing())
    .returning('account_id')
    .executeTakeFirst();
  return added !== undefined;
}

/** Takes back a deletion that waits. */
export async function keepAfterAll(
  ctx: Context,
  form: FormData,
  session: FreshSession,
): Promise<Result<null, DeletionProblem>> {
  const read = readFresh(ctx, form, [erasureFormTokens.keep, session], { one: ['act'] });
  if (!read.ok) return read;
  return await transaction(ctx, async (ctx): Promise<Result<null, DeletionProblem>> => {
    // One that is carried out at the same moment is either over or sees it.
    if (!(await accounts.lock(ctx, session.accountId))) return fail('account-gone');
    await ctx.db.deleteFrom('pending_deletion').where('account_id', '=', session.accountId).execute();
    return succeed(null);
  });
}

/** Deletions that waited for a hold which has ended. */
export async function carryOutWaiting(ctx: Context): Promise<void> {
  const waiting = await ctx.db.selectFrom('pending_deletion').select('account_id as id').distinct().execute();
  await attemptEach(waiting, ({ id }) => carryOut(ctx, id));
}

async function carryOut(ctx: Context, accountId: string): Promise<void> {
  const done = await transaction(ctx, async (ctx) => {
    const account = await accounts.lock(ctx, accountId);
    const wishes = await wishesOf(ctx, accountId);
    if (!account || wishes.length === 0 || (await activeOn(ctx, accountId)).length > 0) return null;
    const subject = { accountId, email: account.email };
    const own = wishes.find(({ request_id }) => request_id === '');
    // What was asked for by requests alone is on record there, and comes after a copy that was asked for meanwhile.
    if (!own && (await openOf(ctx, subject)).some(({ asksForCopy }) => asksForCopy)) return null;
    const keeps = own ? own.keeps : (wishes.find(({ keeps }) => keeps)?.keeps ?? null);
    const erased = await eraseUndoably(ctx, subject, own ? asked : byRequest, keeps);
    if (own) await recordDeletion(ctx, { account, askedAt: new Date(own.asked_at) });
    return erased;
  });
  if (done) await finish(ctx, done.kept);
}

/** It waits as long as one of those who asked for it has not taken it back, been refused, or meant something else. */
async function wishesOf(ctx: Context, accountId: string) {
  const rows = await ctx.db
    .selectFrom('pending_deletion')
    .select(['asked_at', 'keeps', 'request_id'])
    .where('account_id', '=', accountId)
    .orderBy('asked_at')
    .execute();
  const wishes: typeof rows = [];
  for (const row of rows) {
    if (row.request_id === '' || !(await isGivenUp(ctx, row.request_id))) wishes.push(row);
    else
      await ctx.db
        .deleteFrom('pending_deletion')
        .where('account_id', '=', accountId)
        .where('request_id', '=', row.request_id)
        .execute();
  }
  return wishes;
}

/** What allows an undo, and the mail that tells of it, are sealed under a key that no backup holds. */
async function eraseUndoably(
  ctx: Context,
  subject: Subject,
  how: Given,
  keeps: 'agreements' | null,
): Promise<{ dates: Dates; kept: Kept }> {
  const dates = datesOf(ctx);
  // A contract stays one: whoever signed it keeps the copy, where we keep none with a name.
  const agreements = await copies.all(ctx, subject.accountId);
  const attachments = agreements.flatMap((copy) => filesOf(ctx, copy));
  const kept = await erase(ctx, subject, how);
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
      has_password: asksForPassword(kept) ? 1 : 0,
    })
    .execute();
  const copied = keeps && attachments.length > 0 ? await keepAgreements(ctx, id, attachments) : null;
  const values = {
    erasedOn: dates.erasedOn,
    goneOn: dates.goneOn,
    way: asksForPassword(kept) ? deletionMail.withPassword : deletionMail.withLink,
    link: `${ctx.config.origin}/account/undo/${token}/`,
    agreements: copied
      ? fill(deletionMail.kept, {
          keptUntil: showDay(copied.lastDay),
          keptLink: `${ctx.config.origin}/account/kept/${copied.token}/`,
        })
      : attachments.length > 0
        ? deletionMail.agreements
        : '',
  };
  await queue(ctx, {
    to: subject.email,
    about: id,
    under,
    ...(attachments.length > 0 && { attachments }),
    template: 'account-deleted',
    values,
  });
  return { dates, kept };
}
