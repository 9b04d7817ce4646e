import type { ExpressionBuilder } from 'kysely';
import { dayIn } from '../../src/library/model/days.ts';
import { attemptAll, attemptEach } from '../attempts.ts';
import { after, day, later } from '../clock.ts';
import { durationOf } from '../content.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow, Schema } from '../db/schema.ts';
import { allow, mailToAddress } from '../rate-limits/rate-limits.ts';
import { awaitingEffect, closeAsUnconfirmed } from './closure.ts';
import * as emails from './emails/emails.ts';
import { eraseAutomatic, fetchReceived } from './messages-by-mail/received-mail.ts';
import { personOf } from './records.ts';
import { eraseDue } from './retention.ts';
import { followWaiting } from './waits.ts';

/** How long after the first link an address that is not confirmed is reminded of it. */
const reminderAfter = 2 * day;

/** What time brings about. Each may run at any moment, on several servers at once, and again after a crash. */
export async function runJobs(ctx: Context, signal?: AbortSignal): Promise<void> {
  await attemptAll(
    [fetchReceived, mailHeldBack, remind, followWaits, closeUnconfirmed, eraseDue, eraseAutomatic].map(
      (job) => async () => {
        if (!signal?.aborted) await job(ctx, signal);
      },
    ),
  );
}

/** Asks those to confirm whose address had had too many mails when their request came in. */
async function mailHeldBack(ctx: Context, signal?: AbortSignal): Promise<void> {
  const unasked = await unconfirmed(ctx)
    .where((row) => row.not(row.exists(linksOf(row))))
    .execute();
  const ask = ({ id }: Pick<RequestRow, 'id'>) =>
    transaction(ctx, async (ctx) => {
      const request = await claim(ctx, id);
      const email = request && personOf(ctx, request)?.email;
      if (!email || (await wasAsked(ctx, id))) return;
      if (!(await allow(ctx, mailToAddress, ctx.crypto.blindIndex.mailbox(email)))) return;
      await emails.toConfirm(ctx, request, 'request-confirm');
    });
  await attemptEach(unasked, ask, signal);
}

/** Once, two days after the first link. A clock that jumped ahead reminds nobody. */
async function remind(ctx: Context, signal?: AbortSignal): Promise<void> {
  const seen = ctx.timeSeen.now();
  const mailedBefore = later(
    after(seen, -reminderAfter),
    durationOf(ctx.content.retention, 'confirm-link'),
  ).toISOString();
  const waiting = await unconfirmed(ctx)
    .where('reminded_at', 'is', null)
    .where('id', 'not in', awaitingEffect(ctx))
    .where('due_on', '>', dayIn(ctx.content.company.timeZone, seen))
    .where((row) => row.exists(linksOf(row).where('expires_at', '<=', mailedBefore)))
    .execute();
  const ask = ({ id }: Pick<RequestRow, 'id'>) =>
    transaction(ctx, async (ctx) => {
      const request = await ctx.db
        .updateTable('request')
        .set({ reminded_at: ctx.clock.now().toISOString() })
        .where('id', '=', id)
        .where('reminded_at', 'is', null)
        .where('confirmed_at', 'is', null)
        .where('closed_at', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (request) await emails.toConfirm(ctx, request, 'request-reminder');
    });
  await attemptEach(waiting, ask, signal);
}

/**
 * On the due date. Nobody's request is closed who was not asked to confirm, or whose first link is still good: one
 * that was logged late counts from its arrival, but its sender has only just been asked. Nor one with an opt-out
 * that staff have yet to carry out. A clock that jumped ahead closes none.
 */
async function closeUnconfirmed(ctx: Context, signal?: AbortSignal): Promise<void> {
  const seen = ctx.timeSeen.now();
  const due = await unconfirmed(ctx)
    .where('due_on', '<=', dayIn(ctx.content.company.timeZone, seen))
    .where((row) => row.exists(linksOf(row).where('expires_at', '<=', seen.toISOString())))
    .where('id', 'not in', awaitingEffect(ctx))
    .execute();
  const close = ({ id }: Pick<RequestRow, 'id'>) =>
    transaction(ctx, async (ctx) => {
      if (await claim(ctx, id)) await closeAsUnconfirmed(ctx, { id }, { actor: 'time' });
    });
  await attemptEach(due, close, signal);
}

/** Of what waits for the person the days move on with each day. */
async function followWaits(ctx: Context, signal?: AbortSignal): Promise<void> {
  const waiting = await ctx.db
    .selectFrom('request')
    .select('id')
    .where('closed_at', 'is', null)
    .where('waiting_since', 'is not', null)
    .execute();
  await attemptEach(waiting, (request) => transaction(ctx, (ctx) => followWaiting(ctx, request)), signal);
}

/** Those who could be asked: a request without an address is answered by post. */
function unconfirmed(ctx: Context) {
  return ctx.db
    .selectFrom('request')
    .select('id')
    .where('closed_at', 'is', null)
    .where('confirmed_at', 'is', null)
    .where('address_index', 'is not', null);
}

function linksOf(row: ExpressionBuilder<Schema, 'request'>) {
  return row
    .selectFrom('request_link')
    .select('digest')
    .where('purpose', '=', 'confirm')
    .whereRef('request_link.subject_id', '=', 'request.id');
}

/** Takes the row for this transaction, if the request still waits: another server may be at it. */
async function claim(ctx: Context, id: string): Promise<RequestRow | undefined> {
  return await ctx.db
    .updateTable('request')
    .set({ id })
    .where('id', '=', id)
    .where('closed_at', 'is', null)
    .where('confirmed_at', 'is', null)
    .returningAll()
    .executeTakeFirst();
}

async function wasAsked(ctx: Context, id: string): Promise<boolean> {
  const link = await ctx.db
    .selectFrom('request_link')
    .select('digest')
    .where('subject_id', '=', id)
    .where('purpose', '=', 'confirm')
    .executeTakeFirst();
  return link !== undefined;
}
