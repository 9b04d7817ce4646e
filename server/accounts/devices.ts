import { fail, type Result, succeed } from '../../src/library/model/result.ts';
import { type FormProblem, readForm } from '../form.ts';
import { stampNames } from './kinds.ts';
import type { AccountsNeeds } from './needs.ts';
import type { Records } from './records.ts';
import type { Session, Sessions } from './sessions.ts';

export type EndSessionsProblem = FormProblem | 'form-expired' | 'password-needed';

/** Where somebody is signed in, and how that ends. */
export function createDevices({
  db,
  stamps,
  records,
  sessions,
}: AccountsNeeds & { readonly records: Records; readonly sessions: Sessions }) {
  return { endSessions };

  /** The one of the account that the form names, or all `others`. One that has ended already is no problem. */
  async function endSessions(form: FormData, session: Session): Promise<Result<null, EndSessionsProblem>> {
    const read = readForm(form, { one: ['stamp', 'session'] });
    if (!read.ok) return read;
    const { one } = read.value;
    if (!stamps.read(stampNames.sessions, one.stamp, session.id)) return fail('form-expired');
    if (!session.isFresh) return fail('password-needed');

    await db.transaction().execute(async (db) => {
      await records.hold(db, session.accountId);
      if (one.session === 'others') await sessions.endAll(db, session.accountId, { but: session.id });
      else await sessions.endOne(db, session.accountId, one.session);
    });
    return succeed(null);
  }
}
