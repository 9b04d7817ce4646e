import * as logins from '../accounts/personal-data.ts';
import * as accounts from '../accounts/records.ts';
import { type Context, transaction } from '../context.ts';
import type { ErasedRow } from '../db/schema.ts';
import { checkpoint } from '../db/wal-checkpoint.ts';
import * as acts from '../ledger/personal-data.ts';
import * as mails from '../mail/personal-data.ts';
import { sweepMailbox } from '../mail/retention.ts';
import { sweepNoticeFiles } from '../notices/campaigns/retention.ts';
import type { How } from '../notices/consents.ts';
import * as subscriptions from '../notices/personal-data.ts';
import { endSubscriber } from '../notices/subscribers.ts';
import { recordDeletion } from '../requests/case/self-service.ts';
import * as requests from '../requests/personal-data.ts';
import type { Subject } from '../subject.ts';
import * as tombstones from '../tombstones/tombstones.ts';

/** What an undo needs of each room. */
export type Kept = Awaited<ReturnType<typeof erase>>;

/**
 * Takes a person out of every room: all or nothing, in the transaction of whoever asks, which has locked the account. Of
 * somebody without one, what stands under the address: nothing of that can be taken back. `how` they asked for it, where
 * they did.
 */
export async function erase(ctx: Context, subject: Subject, how: How) {
  const about = await subscriptions.mattersOf(ctx, subject);
  const open = await openAt(ctx, subject);
  const kept = {
    subject,
    requests: await requests.erase(ctx, subject),
    ledger: await acts.erase(ctx, subject),
    notices: await subscriptions.erase(ctx, subject, how),
    accounts: await logins.erase(ctx, subject),
  };
  await mails.eraseFor(ctx, subject, { about, except: open });
  if (kept.accounts) {
    await ctx.db.deleteFrom('legal_hold').where('account_id', '=', subject.accountId).execute();
    await tombstones.add(ctx, 'account', subject.accountId);
  }
  for (const { id, isErased } of kept.requests) if (isErased) await tombstones.add(ctx, 'request', id);
  return kept;
}

/** Puts back what `erase` gave. False when the account cannot come back, since its address has another. */
export async function restore(ctx: Context, kept: Kept): Promise<boolean> {
  const { subject } = kept;
  if (!kept.accounts || !(await logins.restore(ctx, kept.accounts))) return false;
  await acts.restore(ctx, kept.ledger, subject);
  await requests.restore(ctx, kept.requests, subject);
  await subscriptions.restore(ctx, kept.notices, subject);
  await tombstones.takeBack(ctx, goneIn(kept));
  return true;
}

/**
 * After the transaction: what it erased is in no file either. What fails is done again by the jobs, and never turns a
 * deletion that is done into an error. So does what a server leaves that is killed here.
 */
export async function finish(ctx: Context, kept: Kept): Promise<void> {
  await tombstones.write(ctx, goneIn(kept));
  ctx.resources.erasure.isTidy = false;
  await tidyUp(ctx).catch(() => undefined);
}

export async function tidyUp(ctx: Context): Promise<void> {
  if (ctx.resources.erasure.isTidy) return;
  const isWritten = await checkpoint(ctx);
  await sweepMailbox(ctx);
  await sweepNoticeFiles(ctx);
  ctx.resources.erasure.isTidy = isWritten;
}

/**
 * Before anybody is served: a database that is older than the list of the erased erases them again. Of an account that
 * was deleted the record is written anew, unless it comes with the rows of the database that knew.
 */
export async function eraseAgain(ctx: Context, alsoErased: readonly ErasedRow[] = []): Promise<number> {
  const news = await tombstones.news(ctx, alsoErased);
  const count = await eraseListed(ctx, news, { hasRecords: alsoErased.length > 0 });
  await tombstones.accept(ctx, news);
  return count;
}

/** Whoever stands on the list and is there all the same: rows of another database were put in. */
export async function eraseAllListed(ctx: Context): Promise<number> {
  return await eraseListed(ctx, await ctx.db.selectFrom('erased').selectAll().execute(), { hasRecords: true });
}

async function eraseListed(
  ctx: Context,
  lines: readonly ErasedRow[],
  { hasRecords }: { readonly hasRecords: boolean },
): Promise<number> {
  const listed = new Map(lines.filter(({ state }) => state === 'erased').map(({ digest, at }) => [digest, at]));
  if (listed.size === 0) return 0;
  let count = 0;
  for (const { id } of await ctx.db.selectFrom('account').select('id').execute()) {
    const at = tombstones.erasedAt(ctx, listed, 'account', id);
    if (at) count += await eraseAccount(ctx, id, hasRecords ? null : new Date(at));
  }
  // A copy may be of a time before there was the account.
  for (const { account_id: id } of await ctx.db.selectFrom('sign_up').select('account_id').execute()) {
    const at = tombstones.erasedAt(ctx, listed, 'account', id);
    if (at) count += await eraseSignUp(ctx, id, hasRecords ? null : new Date(at));
  }
  for (const { id } of await ctx.db.selectFrom('request').select('id').where('erased_at', 'is', null).execute()) {
    if (tombstones.erasedAt(ctx, listed, 'request', id)) count += await eraseRequest(ctx, id);
  }
  for (const { id } of await ctx.db.selectFrom('subscriber').select('id').execute()) {
    if (tombstones.erasedAt(ctx, listed, 'subscriber', id)) count += await eraseSubscriber(ctx, id);
  }
  if (count > 0) await checkpoint(ctx);
  return count;
}

/** `erasedAt` is when it was erased before, where the record of that is lost. */
export async function eraseAccount(ctx: Context, id: string, erasedAt: Date | null = null): Promise<number> {
  return await transaction(ctx, async (ctx) => {
    const account = await accounts.lock(ctx, id);
    if (!account) return 0;
    const subject = { accountId: id, email: account.email };
    // One that was asked for by a request is on record there.
    const isAsked = (await requests.openOf(ctx, subject)).some(({ asksForErasure }) => asksForErasure);
    await erase(ctx, subject, null);
    if (erasedAt && !isAsked) await recordDeletion(ctx, { account, at: erasedAt });
    return 1;
  });
}

async function eraseSignUp(ctx: Context, id: string, erasedAt: Date | null): Promise<number> {
  return await transaction(ctx, async (ctx) => {
    const email = await logins.eraseSignUp(ctx, id);
    if (!email) return 0;
    const subject = { accountId: id, email };
    await mails.eraseFor(ctx, subject, { except: await openAt(ctx, subject) });
    if (erasedAt) await recordDeletion(ctx, { account: { id, name: '', email }, at: erasedAt });
    return 1;
  });
}

async function eraseRequest(ctx: Context, id: string): Promise<number> {
  return (await transaction(ctx, (ctx) => requests.part(ctx, id))) ? 1 : 0;
}

async function openAt(ctx: Context, subject: Subject): Promise<string[]> {
  return (await requests.openOf(ctx, subject)).map(({ id }) => id);
}

async function eraseSubscriber(ctx: Context, id: string): Promise<number> {
  return (await transaction(ctx, (ctx) => endSubscriber(ctx, id, null))) ? 1 : 0;
}

function goneIn({ subject, accounts, notices, requests }: Kept): tombstones.Gone[] {
  return [
    ...(accounts ? [['account', subject.accountId] as const] : []),
    ...notices.subscribers.map(({ id }) => ['subscriber', id] as const),
    ...requests.filter(({ isErased }) => isErased).map(({ id }) => ['request', id] as const),
  ];
}
