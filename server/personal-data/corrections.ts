import { type Result, succeed } from '../../src/library/model/result.ts';
import * as profile from '../accounts/profile.ts';
import * as accounts from '../accounts/records.ts';
import type { Session, Visitor } from '../accounts/sessions/sessions.ts';
import { type Context, transaction } from '../context.ts';
import { recordAnswered } from '../requests/case/self-service.ts';

/** What the holder of an account corrects in the settings is a request to correct, answered at once. */
export async function changeName(
  ctx: Context,
  form: FormData,
  session: Session,
): Promise<Result<null, profile.ChangeNameProblem>> {
  return await correcting(ctx, session, (ctx) => profile.saveName(ctx, form, session));
}

export async function changeBusiness(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<null, profile.ChangeBusinessProblem>> {
  return await correcting(ctx, session, (ctx) => profile.saveBusiness(ctx, form, visitor, session));
}

/** Only what has changed was corrected. */
async function correcting<Problem extends string>(
  ctx: Context,
  { accountId }: Session,
  change: (ctx: Context) => Promise<Result<profile.Changed, Problem>>,
): Promise<Result<null, Problem>> {
  return await transaction(ctx, async (ctx) => {
    const done = await change(ctx);
    if (!done.ok) return done;
    const account = done.value.isOther ? await accounts.find(ctx, accountId) : null;
    if (account) await recordAnswered(ctx, { account, kind: 'rectification' });
    return succeed(null);
  });
}
