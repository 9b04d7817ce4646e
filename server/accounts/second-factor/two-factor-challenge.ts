import { fail, type Result, succeed } from '../../../src/library/model/result.ts';
import { type Context, transaction } from '../../context.ts';
import { type FormProblem, readForm } from '../../form.ts';
import type { LinkProblem } from '../../one-time-links/one-time-links.ts';
import * as links from '../../one-time-links/one-time-links.ts';
import * as emails from '../emails.ts';
import * as records from '../records.ts';
import type { Opened, Visitor } from '../sessions/sessions.ts';
import * as sessions from '../sessions/sessions.ts';
import { withoutPassword } from '../sessions/sign-in.ts';
import type { CodeProblem } from './second-factor.ts';
import * as secondFactors from './second-factor.ts';

export type EnterCodeProblem = FormProblem | CodeProblem | LinkProblem | 'codes-used-up';

/** After so many wrong codes the password has to be given again. */
const mostCodes = 5;

/** Whether the link still asks for a code. Looking changes nothing. */
export async function codeAsked(ctx: Context, token: string): Promise<Result<null, LinkProblem>> {
  const found = await links.find(ctx, 'account', 'second-factor', token);
  return found.ok ? succeed(null) : found;
}

/** There is no session before the code is right. */
export async function enterCode(
  ctx: Context,
  token: string,
  form: FormData,
  visitor: Visitor,
): Promise<Result<Opened, EnterCodeProblem>> {
  const read = readForm(form, { one: ['code'] });
  if (!read.ok) return read;
  const { code } = read.value.one;
  if (code.trim() === '') return fail('code-missing');
  const asked = await links.find(ctx, 'account', 'second-factor', token);
  if (!asked.ok) return asked;

  return await transaction(ctx, async (ctx) => {
    const row = await records.lockRow(ctx, asked.value.subjectId);
    const still = await links.find(ctx, 'account', 'second-factor', token);
    if (!still.ok) return still;
    if (!row) return fail('link-unknown');
    const tries = await links.countTry(ctx, 'account', token);
    const taken = await secondFactors.take(ctx, row, code, visitor);
    if (taken.ok) {
      await links.endAll(ctx, 'account', row.id, 'second-factor');
      const hasPassword = still.value.detail !== withoutPassword;
      return succeed(await sessions.open(ctx, row.id, visitor, { hasPassword }));
    }
    if (tries < mostCodes) return taken;
    await links.use(ctx, 'account', 'second-factor', token);
    await emails.codesWrong(ctx, records.toAccount(ctx, row), visitor);
    return fail('codes-used-up');
  });
}
