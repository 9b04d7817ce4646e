import { dayIn } from '../../src/library/model/days.ts';
import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import * as accounts from '../accounts/records.ts';
import type { FreshSession } from '../accounts/sessions/sessions.ts';
import { hour } from '../clock.ts';
import { copies } from '../consent/copies.ts';
import { type Context, transaction } from '../context.ts';
import { type FormProblem, readFresh } from '../form.ts';
import { type Limit, reached, under } from '../rate-limits/rate-limits.ts';
import { recordAnswered } from '../requests/case/self-service.ts';
import { archiveOf } from './archive/archive.ts';
import { erasureFormTokens } from './kinds.ts';
import { dataOf } from './subject-data.ts';

export type ExportProblem = FormProblem | 'form-expired' | 'password-needed' | 'account-gone' | 'too-many-exports';

/** Each is made in one go, while everybody else waits. */
export const exportsOfAccount: readonly Limit[] = [{ name: 'export-account', most: 20, window: hour }];

/** Everything about somebody, to take along. */
interface Export {
  readonly fileName: string;
  readonly archive: Uint8Array;
}

export async function exportAll(
  ctx: Context,
  form: FormData,
  session: FreshSession,
): Promise<Result<Export, ExportProblem>> {
  const read = readFresh(ctx, form, [erasureFormTokens.export, session], { one: [] });
  if (!read.ok) return read;
  const account = await accounts.find(ctx, session.accountId);
  if (!account) return fail('account-gone');
  if (await reached(ctx, under(exportsOfAccount, account.id))) return fail('too-many-exports');
  const at = ctx.clock.now();
  const personalData = await dataOf(ctx, { accountId: account.id, email: account.email });
  const archive = await archiveOf({
    personalData,
    copies: await copies.all(ctx, account.id),
    content: ctx.content.folder,
    head: {
      origin: ctx.config.origin,
      siteName: ctx.content.company.siteName,
      company: ctx.content.company.name,
      at,
    },
  });
  const isTheirs = await transaction(ctx, async (ctx) => {
    if (!(await accounts.lock(ctx, account.id))) return false;
    await recordAnswered(ctx, { account, kind: 'access' });
    return true;
  });
  if (!isTheirs) return fail('account-gone');
  return succeed({ fileName: `account-${dayIn(ctx.content.company.timeZone, at)}.zip`, archive });
}
