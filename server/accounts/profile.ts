import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type Context, transaction } from '../context.ts';
import { type FormProblem, readStamped } from '../form.ts';
import { type BusinessFormProblem, businessFields, readBusiness } from './business-form.ts';
import * as emails from './emails.ts';
import { formTokenNames } from './kinds.ts';
import { checkName, type NameProblem } from './names.ts';
import * as records from './records.ts';
import type { Session, Visitor } from './sessions/sessions.ts';

export type ChangeNameProblem = FormProblem | NameProblem | 'form-expired';
export type ChangeBusinessProblem = BusinessFormProblem | 'form-expired';

export async function saveName(
  ctx: Context,
  form: FormData,
  session: Session,
): Promise<Result<Changed, ChangeNameProblem>> {
  const read = readStamped(ctx, form, [formTokenNames.name, session.id], { one: ['name'] });
  if (!read.ok) return read;
  const { one } = read.value;
  const name = one.name.trim();
  const wrong = checkName(name);
  if (wrong) return fail(wrong);

  const name_sealed = ctx.crypto.encryption.seal(name, records.placeOf('name_sealed', session.accountId));
  const before = await records.find(ctx, session.accountId);
  await ctx.db.updateTable('account').set({ name_sealed }).where('id', '=', session.accountId).execute();
  return succeed({ isOther: before?.name !== name });
}

/** Whether anything is other than it was. */
export interface Changed {
  readonly isOther: boolean;
}

/** All or nothing; a form that was emptied erases the profile. Another contact for notices is told by mail. */
export async function saveBusiness(
  ctx: Context,
  form: FormData,
  visitor: Visitor,
  session: Session,
): Promise<Result<Changed, ChangeBusinessProblem>> {
  const typed = readStamped(ctx, form, [formTokenNames.business, session.id], { one: businessFields });
  if (!typed.ok) return typed;
  const read = readBusiness(typed.value.one);
  if (!read.ok) return read;
  const business = read.value;

  const { accountId } = session;
  const business_sealed =
    business && ctx.crypto.encryption.seal(JSON.stringify(business), records.placeOf('business_sealed', accountId));
  return await transaction(ctx, async (ctx) => {
    const before = await records.find(ctx, accountId);
    await ctx.db.updateTable('account').set({ business_sealed }).where('id', '=', accountId).execute();
    const contacts = [before?.business, business].map((profile) => profile?.legalContact ?? '');
    if (before && contacts[0] !== contacts[1]) {
      await emails.tell(ctx, before, 'account-legal-contact-changed', visitor);
    }
    return succeed({ isOther: JSON.stringify(before?.business ?? null) !== JSON.stringify(business) });
  });
}
