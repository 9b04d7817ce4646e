import { type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { type FormProblem, readFresh } from '../../form.ts';
import { formTokenNames } from '../kinds.ts';
import * as records from '../records.ts';
import type { Session } from './sessions.ts';
import * as sessions from './sessions.ts';

export type EndSessionsProblem = FormProblem | 'form-expired' | 'password-needed';

/** The one of the account that the form names, or all `others`. One that has ended already is no problem. */
export async function endSessions(
  ctx: Context,
  form: FormData,
  session: Session,
): Promise<Result<null, EndSessionsProblem>> {
  const read = readFresh(ctx, form, [formTokenNames.sessions, session], { one: ['session'] });
  if (!read.ok) return read;
  const { one } = read.value;

  await transaction(ctx, async (ctx) => {
    await records.lockRow(ctx, session.accountId);
    if (one.session === 'others') await sessions.endAll(ctx, session.accountId, { but: session.id });
    else await sessions.endOne(ctx, session.accountId, one.session);
  });
  return succeed(null);
}
