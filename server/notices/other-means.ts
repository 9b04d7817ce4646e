import { isDay } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type Context, today } from '../context.ts';
import { unreachedProblems } from './campaigns/recipients.ts';

/** How somebody is told whom no mail reaches. */
const otherMeans = ['post', 'phone', 'in-person', 'other-address'] as const;
export type OtherMeans = (typeof otherMeans)[number];

export type OtherMeansProblem = 'means-missing' | 'told-on-invalid' | 'told-on-ahead' | 'recipient-unknown';

/** That somebody whom no mail reached was told all the same: how, on which day, and by whom. What is told anew counts. */
export async function recordOtherMeans(
  ctx: Context,
  {
    campaign,
    recipient,
    means: given,
    toldOn,
    actor,
  }: {
    readonly campaign: number;
    readonly recipient: string;
    readonly means: string;
    readonly toldOn: string;
    readonly actor: string;
  },
): Promise<Result<null, OtherMeansProblem>> {
  const means = otherMeans.find((one) => one === given);
  const problems: OtherMeansProblem[] = means ? [] : ['means-missing'];
  if (!isDay(toldOn)) problems.push('told-on-invalid');
  else if (toldOn > today(ctx)) problems.push('told-on-ahead');
  if (!means || problems.length > 0) return fail(...problems);
  const row = await ctx.db
    .selectFrom('notice_recipient')
    .select('recipient')
    .where('campaign', '=', campaign)
    .where('recipient', '=', recipient)
    .where('problem', 'in', unreachedProblems)
    .executeTakeFirst();
  if (!row) return fail('recipient-unknown');
  const told = {
    means,
    told_on: toldOn,
    former_since: null,
    recorded_at: ctx.clock.now().toISOString(),
    recorded_by: actor,
  };
  await ctx.db
    .insertInto('notice_other_means')
    .values({ campaign, recipient, ...told })
    .onConflict((conflict) => conflict.columns(['campaign', 'recipient']).doUpdateSet(told))
    .execute();
  return succeed(null);
}
