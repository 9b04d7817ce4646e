import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import type { RequestRow } from '../../db/schema.ts';
import { readStamped, type StampedProblem } from '../../form.ts';
import { reached, under } from '../../rate-limits/rate-limits.ts';
import { renewLink } from '../confirmations.ts';
import { formTokenNames } from '../kinds.ts';
import { caseLinksOfClient, oncePerStamp, sameForAll } from '../limits.ts';
import { findRequest, isReadable } from '../records.ts';

/** The request that a link opens. */
export async function requestBehind(ctx: Context, reference: string, caseToken: string): Promise<RequestRow | null> {
  const request = await findRequest(ctx, reference);
  if (!request?.confirmed_at || !isReadable(ctx, request)) return null;
  return ctx.crypto.links.verify('case', `${request.id}:${request.case_link}`, caseToken) ? request : null;
}

export type CaseLinkProblem = StampedProblem | 'website-filled' | 'too-many-requests';

/** Mails the case link to the address on file. Neither the answer nor its time tells whether there is one. */
export async function mailCaseLink(
  ctx: Context,
  reference: string,
  form: FormData,
  client: { readonly address: string },
): Promise<Result<null, CaseLinkProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.caseLink], { one: ['website'] });
  if (!read.ok) return read;
  const { one, stamp } = read.value;
  if (one.website) return fail('website-filled');

  const [mailed] = await Promise.all([mailOnce(ctx, reference, { stamp, client }), ctx.clock.wait(sameForAll)]);
  return mailed;
}

/** Counted with the mail or not at all: a form that was refused for a fault, and is sent again, must mail. */
async function mailOnce(
  ctx: Context,
  reference: string,
  { stamp, client }: { stamp: string; client: { readonly address: string } },
): Promise<Result<null, CaseLinkProblem>> {
  return await transaction(ctx, async (ctx) => {
    const limit = await reached(ctx, [...under(caseLinksOfClient, client.address), ...under(oncePerStamp, stamp)]);
    if (limit) return oncePerStamp.includes(limit) ? succeed(null) : fail('too-many-requests');
    const request = await findRequest(ctx, reference);
    if (request) await renewLink(ctx, request);
    return succeed(null);
  });
}
