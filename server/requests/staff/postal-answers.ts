import { isDay } from '../../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, today } from '../../context.ts';
import { plainDay } from '../../fields/code.ts';
import { record } from '../events.ts';
import { type Acting, type ActingProblem, onRequest, readRequired } from './act.ts';

export type PostingProblem = ActingProblem | 'has-address' | 'posted-invalid' | 'how-missing' | 'how-invalid';

/** That an answer went out by letter, to whoever has no mail address: on which day, and how. */
export async function recordPosting(
  ctx: Context,
  reference: string,
  { postedOn, how, ...acting }: { readonly postedOn: string; readonly how: string } & Acting,
): Promise<Result<null, PostingProblem>> {
  const text = readRequired('how', how);
  if (!text.ok) return text;
  return await onRequest(ctx, reference, { ...acting, mayBeClosed: true }, async (ctx, request) => {
    if (request.address_index !== null) return fail('has-address');
    const on = plainDay(postedOn);
    if (!isDay(on) || on < request.received_on || on > today(ctx)) return fail('posted-invalid');
    await record(ctx, request, { act: 'posted', actor: acting.actor, on, detail: { how: text.value, posted: on } });
    return succeed(null);
  });
}
