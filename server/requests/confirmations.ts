import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import { type Context, transaction } from '../context.ts';
import type { RequestRow } from '../db/schema.ts';
import { normalise } from '../fields/address.ts';
import * as links from '../one-time-links/one-time-links.ts';
import { allow, mailToAddress } from '../rate-limits/rate-limits.ts';
import { type FirstDue, firstDueOf } from './due-dates.ts';
import * as emails from './emails/emails.ts';
import { eventsOf, record, waitingOf } from './events.ts';
import { findById, isReadable, lockRequest, personOf } from './records.ts';
import { endWaits } from './waits.ts';

export type ConfirmationProblem = links.LinkProblem | 'request-closed';

/** What the page behind the link shows. Looking changes nothing. */
export async function confirmation(
  ctx: Context,
  token: string,
): Promise<Result<FirstDue & { reference: string; receivedOn: string }, ConfirmationProblem>> {
  const found = await check(ctx, token);
  if (!found.ok) return found;
  const { reference, received_on } = found.value;
  return succeed({ reference, receivedOn: received_on, ...(await firstDueOf(ctx, found.value)) });
}

/** Once: of two at the same moment, one finds the link used. */
export async function confirm(
  ctx: Context,
  token: string,
): Promise<Result<{ reference: string; caseToken: string }, ConfirmationProblem>> {
  return await transaction(ctx, async (ctx) => {
    const found = await check(ctx, token);
    if (!found.ok) return found;
    const now = ctx.clock.now().toISOString();
    const request = await ctx.db
      .updateTable('request')
      .set({ confirmed_at: now })
      .where('id', '=', found.value.id)
      .where('confirmed_at', 'is', null)
      .where('erased_at', 'is', null)
      .where((row) => row.or([row('closed_at', 'is', null), row('outcome', '!=', 'unconfirmed')]))
      .returningAll()
      .executeTakeFirst();
    if (!request) return fail('link-used');
    await leaveAccount(ctx, request);
    // Every link that was mailed for this has done its work.
    await links.endAll(ctx, 'request', request.id, 'confirm');
    await record(ctx, request, { act: 'confirmed', actor: 'person' });
    await endAddressWaits(ctx, request);

    if (request.closed_at) await emails.closed(ctx, request, '');
    else {
      await emails.acknowledged(ctx, request);
      await emails.tellStaff(ctx, request, 'confirmed');
    }
    return succeed({ reference: request.reference, caseToken: emails.caseToken(ctx, request) });
  });
}

/** Where the account has another address by now: whoever has the mailbox that it left need not be its holder. */
async function leaveAccount(ctx: Context, request: RequestRow): Promise<void> {
  const account = request.account_id === null ? null : await accounts.find(ctx, request.account_id);
  if (!account || normalise(account.email) === normalise(personOf(ctx, request)?.email ?? '')) return;
  await ctx.db.updateTable('request').set({ account_id: null }).where('id', '=', request.id).execute();
}

/** Where nothing but the confirmation was asked, the person has answered. */
async function endAddressWaits(ctx: Context, request: RequestRow): Promise<void> {
  const asked = waitingOf(await eventsOf(ctx, request.id)).filter(({ code }) => code === 'L1');
  for (const { revision } of asked) {
    await endWaits(ctx, request, { act: 'answered', actor: 'person', only: revision });
  }
}

/** For a used or expired link: mails a fresh one to the address on file, and answers the same in any case. */
export async function renewConfirmation(ctx: Context, token: string): Promise<void> {
  await transaction(ctx, async (ctx) => {
    const link = await links.look(ctx, 'request', 'confirm', token);
    const request = link && (await findById(ctx, link.subjectId));
    if (request) await renewLink(ctx, request);
  });
}

/** Mails whichever link the person needs now, unless the address has had too many. */
export async function renewLink(ctx: Context, before: RequestRow): Promise<void> {
  if (!canGoOn(before) || !isReadable(ctx, before)) return;
  const email = personOf(ctx, before)?.email;
  // Locked before the mail is counted, as by the jobs: else each could wait for the other.
  await lockRequest(ctx, before.reference);
  // Only a link that is mailed ends those before it.
  if (!email || !(await allow(ctx, mailToAddress, ctx.crypto.blindIndex.mailbox(email)))) return;
  const request = await ctx.db
    .updateTable('request')
    .set((row) => ({ case_link: row('case_link', '+', 1) }))
    .where('id', '=', before.id)
    .returningAll()
    .executeTakeFirstOrThrow();
  if (request.confirmed_at) await emails.caseLink(ctx, request);
  else await emails.toConfirm(ctx, request, 'request-confirm');
}

async function check(ctx: Context, token: string): Promise<Result<RequestRow, ConfirmationProblem>> {
  const link = await links.look(ctx, 'request', 'confirm', token);
  const request = link && (await findById(ctx, link.subjectId));
  if (!request) return fail('link-unknown');
  if (link.problem === 'link-used') return fail('link-used');
  if (!canGoOn(request)) return fail('request-closed');
  return link.problem ? fail(link.problem) : succeed(request);
}

/** A request that staff closed before the address was confirmed keeps its answer for whoever confirms it. */
function canGoOn({ closed_at, outcome, erased_at }: RequestRow): boolean {
  return erased_at === null && (closed_at === null || outcome !== 'unconfirmed');
}
