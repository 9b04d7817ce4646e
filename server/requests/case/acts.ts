import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { readText } from '../../fields/text.ts';
import { readStamped, type StampedProblem } from '../../form.ts';
import { allow } from '../../rate-limits/rate-limits.ts';
import { closeEffects, closeItems, closeRequest, inSum } from '../closure.ts';
import * as emails from '../emails/emails.ts';
import { casePath } from '../emails/paths.ts';
import { record } from '../events.ts';
import { type DisputeKind, disputeKinds, formTokenNames, longest, type Relation } from '../kinds.ts';
import { messagesOfRequest } from '../limits.ts';
import { findByStamp, lockRequest, mayAppeal, openRequest, personOf } from '../records.ts';
import { requestBehind } from './case-links.ts';

export type WithdrawProblem = StampedProblem | 'case-link-invalid';

/** The person takes the request back. What has taken effect stays so, and is done. */
export async function withdraw(
  ctx: Context,
  reference: string,
  caseToken: string,
  form: FormData,
): Promise<Result<null, WithdrawProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.withdraw], { one: [] });
  if (!read.ok) return read;
  if (!(await requestBehind(ctx, reference, caseToken))) return fail('case-link-invalid');

  return await transaction(ctx, async (ctx) => {
    const request = await lockRequest(ctx, reference);
    if (!request) return fail('case-link-invalid');
    // Sent twice, or closed by staff meanwhile: it is closed, as was wished.
    if (request.closed_at) return succeed(null);
    await record(ctx, request, { act: 'withdrew', actor: 'person' });
    await closeEffects(ctx, request);
    const { outcomes } = await closeItems(ctx, request, { outcome: 'withdrawn' });
    const isAll = outcomes.every((outcome) => outcome === 'withdrawn' || outcome === 'done');
    const closed = await closeRequest(ctx, request, isAll ? 'withdrawn' : inSum(outcomes));
    await emails.closed(ctx, closed, '');
    await emails.tellStaff(ctx, closed, 'withdrawn');
    return succeed(null);
  });
}

export type DisputeProblem =
  | StampedProblem
  | 'case-link-invalid'
  | 'dispute-missing'
  | 'nothing-to-appeal'
  | 'reason-missing'
  | 'reason-too-long'
  | 'reason-invalid'
  | 'too-many-messages';

/**
 * An appeal against our answer, or a complaint about it: a request of its own, with a clock of its own, that names the one
 * that it follows. Whoever has the page has confirmed the address. Gives the page of the new one.
 */
export async function dispute(
  ctx: Context,
  reference: string,
  caseToken: string,
  form: FormData,
): Promise<Result<{ path: string }, DisputeProblem>> {
  const read = readDispute(ctx, form);
  if (!read.ok) return read;
  const { kind, text, stamp } = read.value;
  if (!(await requestBehind(ctx, reference, caseToken))) return fail('case-link-invalid');

  return await transaction(ctx, async (ctx) => {
    const locked = await lockRequest(ctx, reference);
    const person = locked && personOf(ctx, locked);
    if (!locked || !person) return fail('case-link-invalid');
    const before = await findByStamp(ctx, stamp);
    if (before) return succeed({ path: pathOf(ctx, before) });
    if (kind === 'appeal' && !(await mayAppeal(ctx, locked))) return fail('nothing-to-appeal');
    const now = ctx.clock.now();
    const opened = await openRequest(ctx, {
      stamp,
      channel: 'form',
      relation: locked.relation as Relation,
      person,
      kinds: [kind],
      text,
      receivedAt: now,
      accountId: locked.account_id,
      follows: locked.reference,
    });
    if (!opened) throw new Error('The stamp of a dispute was used for another request');
    if (!(await allow(ctx, messagesOfRequest, locked.id))) {
      await ctx.db.deleteFrom('request').where('id', '=', opened.id).execute();
      return fail('too-many-messages');
    }
    const request = await ctx.db
      .updateTable('request')
      .set({ confirmed_at: now.toISOString() })
      .where('id', '=', opened.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await emails.acknowledged(ctx, request);
    await emails.tellStaffNew(ctx, request, [kind]);
    return succeed({ path: pathOf(ctx, request) });
  });
}

function pathOf(ctx: Context, request: RequestRow): string {
  return casePath(request.reference, emails.caseToken(ctx, request));
}

function readDispute(
  ctx: Context,
  form: FormData,
): Result<{ kind: DisputeKind; text: string; stamp: string }, DisputeProblem> {
  const read = readStamped(ctx, form, [formTokenNames.dispute], { one: ['kind', 'reason'] });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  const kind = disputeKinds.find((kind) => kind === one.kind);
  if (!kind) return fail('dispute-missing');
  const text = readText('reason', one.reason, longest.details);
  return text.ok ? succeed({ kind, text: text.value, stamp }) : text;
}
