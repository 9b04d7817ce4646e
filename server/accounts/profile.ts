import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type FormProblem, readForm } from '../form.ts';
import { type BusinessFormProblem, readBusiness, typedBusiness } from './business-form.ts';
import { stampNames } from './kinds.ts';
import type { Letters } from './letters.ts';
import { checkName, type NameProblem } from './names.ts';
import type { AccountsNeeds } from './needs.ts';
import { placeOf, type Records } from './records.ts';
import type { Session, Visitor } from './sessions.ts';

export type ChangeNameProblem = FormProblem | NameProblem | 'form-expired';
export type ChangeBusinessProblem = BusinessFormProblem | 'form-expired';

/** Who an account says that its holder is, and for which business. */
export function createProfile({
  db,
  stamps,
  sealing,
  records,
  letters,
}: AccountsNeeds & { readonly records: Records; readonly letters: Letters }) {
  return { changeName, changeBusiness };

  async function changeName(form: FormData, session: Session): Promise<Result<null, ChangeNameProblem>> {
    const read = readForm(form, { one: ['stamp', 'name'] });
    if (!read.ok) return read;
    const { one } = read.value;
    if (!stamps.read(stampNames.name, one.stamp, session.id)) return fail('form-expired');
    const name = one.name.trim();
    const wrong = checkName(name);
    if (wrong) return fail(wrong);

    const name_sealed = sealing.seal(name, placeOf('name_sealed', session.accountId));
    await db.updateTable('account').set({ name_sealed }).where('id', '=', session.accountId).execute();
    return succeed(null);
  }

  /** All or nothing; a form that was emptied erases the profile. Another contact for notices is told by mail. */
  async function changeBusiness(
    form: FormData,
    visitor: Visitor,
    session: Session,
  ): Promise<Result<null, ChangeBusinessProblem>> {
    const typed = typedBusiness(form);
    if (!typed.ok) return typed;
    const { stamp, ...fields } = typed.value.one;
    if (!stamps.read(stampNames.business, stamp, session.id)) return fail('form-expired');
    const read = readBusiness(fields);
    if (!read.ok) return read;
    const business = read.value;

    const { accountId } = session;
    const business_sealed = business && sealing.seal(JSON.stringify(business), placeOf('business_sealed', accountId));
    await db.transaction().execute(async (db) => {
      const before = await records.find(accountId, db);
      await db.updateTable('account').set({ business_sealed }).where('id', '=', accountId).execute();
      const contacts = [before?.business, business].map((profile) => profile?.legalContact ?? '');
      if (before && contacts[0] !== contacts[1]) {
        await letters.tell(db, before, 'account-legal-contact-changed', visitor);
      }
    });
    return succeed(null);
  }
}
